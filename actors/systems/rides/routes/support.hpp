#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/contract/input.hpp"
#include "actors/contract/people.hpp"
#include "actors/contract/rest.hpp"
#include "actors/contract/system.hpp"
#include "actors/systems/rides/routes/environment.hpp"

/// What the routes share. Answers of the live side and of the store come on other threads than the
/// requests; a reply may be used on any.
namespace fleetwire::systems::rides::routes {

namespace rest = contract::rest;

using contract::input;
using contract::need;
using contract::web_answer;
using contract::web_reply;
using contract::web_request;
using contract::web_request_ptr;
using contract::rest::forbidden;
using contract::rest::id_in;

enum class right : std::uint8_t {
  anybody,
  was_public, ///< needs a token unless `open_writes`
  somebody,   ///< with a good token; the handler looks closer
  admin,
};

using handler = std::function<void(environment&, const web_request_ptr&, const web_reply&)>;

/// Registers a route behind the check of the right and of the ids in its path.
void add_route(contract::system_host& host, environment& in, std::string_view method,
               std::string_view pattern, right needed, handler handle);

// -- who ------------------------------------------------------------------------------------------

/// Admins, and services on their behalf.
bool is_admin(const web_request& request);
/// Empty for nobody.
std::string caller(const web_request& request);
bool is_caller(const web_request& request, std::string_view user_id);
/// Himself, admins; everybody with open_writes.
bool may_act_for(const environment& in, const web_request& request, std::string_view user_id);

web_answer refused(const rules::refusal& why);

/// Whom the request acts for: the one in the body where he may be named, else the caller; or it is
/// answered.
std::optional<std::string> acting(const environment& in, const web_request& request,
                                  const std::optional<std::string>& named, std::string_view field,
                                  const web_reply& reply);

/// Its answer is right when all of it could be read; unknown members are faults.
bool is_good(input& in, const web_reply& reply);

// -- trips ----------------------------------------------------------------------------------------

/// How much of a trip somebody may see.
enum class sight : std::uint8_t {
  none,
  offer, ///< a driver who was asked: no phones, nor who drives instead
  whole,
};
sight sight_of(const environment& in, const web_request& request, const rules::trip& t);

web_answer no_such_trip();

/// The trips as JSON with the names of people and vehicles; `done` hears an array.
void describe(const environment& in, std::vector<std::pair<rules::trip, sight>> trips,
              std::function<void(std::vector<std::string>)> done);

/// Answers with one trip, as far as he who asks may see it.
void show(const environment& in, const web_request_ptr& request, const live::trip_ptr& t,
          std::string message, unsigned status, const web_reply& reply);

/// The same with what the live side answers.
live::trip_answer showing(environment& in, const web_request_ptr& request, const web_reply& reply,
                          std::string message, unsigned status = 200);

/// Goes on with the trip if he who asks may see all of it; is answered otherwise.
void with_trip(environment& in, const web_request_ptr& request, const web_reply& reply,
               const std::string& trip_id, std::function<void(const live::trip_ptr&)> go_on);

// -- the store ------------------------------------------------------------------------------------

web_answer unavailable();

/// Reads promises, then goes on with the result; 503 when the store cannot.
template <class T>
void read(const environment& in, std::function<T(storage::session&)> what, const web_reply& reply,
          std::function<void(T)> go_on) {
  auto result = std::make_shared<std::optional<T>>();
  in.store->read(
    storage::file::promises,
    [result, what = std::move(what)](storage::session& db) { *result = what(db); },
    [result, reply, go_on = std::move(go_on)](const storage::status& how) {
      if (!how || !*result)
        return reply(unavailable());
      go_on(std::move(**result));
    });
}

} // namespace fleetwire::systems::rides::routes
