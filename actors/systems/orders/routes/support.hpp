#pragma once

#include "actors/contract/input.hpp"
#include "actors/contract/rest.hpp"
#include "actors/contract/system.hpp"
#include "actors/systems/orders/routes/environment.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

/// What the routes share. Answers of the live side and of the store come on other threads than the
/// requests; a reply may be used on any.
namespace fleetwire::systems::orders::routes {

namespace rest = contract::rest;

using contract::input;
using contract::need;
using contract::web_answer;
using contract::web_reply;
using contract::web_request;
using contract::web_request_ptr;

/// One request, copied along.
struct call {
  environment& in;
  web_request_ptr request;
  web_reply reply;
  rules::caller by;
  std::string order_id = {}; ///< of the path, where it has one

  void refuse(const rules::refusal& why) const;
};

using handler = void (*)(const call&);

/// Registers a route for whoever has a good token. An id of the path that cannot be one is 404.
void add_route(contract::system_host& host, environment& in, std::string_view method,
               std::string_view pattern, handler handle);

web_answer refused(const rules::refusal& why);

/// Its answer is right when all of it could be read; unknown members are faults.
bool is_good(input& in, const call& c);

/// Goes on with what the live side answers, unless it refuses.
template <class T, class F>
live::answer<T> or_refuse(const call& c, F go_on) {
  return [c, go_on = std::move(go_on)](const std::variant<rules::refusal, T>& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return c.refuse(*no);
    go_on(std::get<T>(result));
  };
}

/// Reads, then goes on with the result; 503 when the store cannot.
template <class T, class F>
void read(const call& c, storage::file where, std::function<T(storage::session&)> what, F go_on) {
  auto result = std::make_shared<std::optional<T>>();
  c.in.store->read(
    where, [result, what = std::move(what)](storage::session& db) { *result = what(db); },
    [result, c, go_on = std::move(go_on)](const storage::status& how) {
      if (!how || !*result)
        return c.refuse({503, "STORAGE_UNAVAILABLE", "The store does not answer; try again"});
      go_on(std::move(**result));
    });
}

} // namespace fleetwire::systems::orders::routes
