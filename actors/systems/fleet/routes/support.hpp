#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "actors/contract/input.hpp"
#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/door/routes.hpp"
#include "actors/systems/fleet/routes/environment.hpp"
#include "actors/systems/fleet/store/columns.hpp"

/// What the routes share. Answers of the live side and of the store come on other threads than the
/// requests; a reply may be used on any.
namespace fleetwire::systems::fleet::routes {

namespace rest = contract::rest;

using contract::input;
using contract::need;
using contract::web_reply;
using contract::web_request;
using contract::web_request_ptr;
using door::refused;

using handler = std::function<void(environment&, const web_request_ptr&, const web_reply&)>;

/// A route for keepers.
void add_route(contract::system_host& host, environment& in, std::string_view method,
               std::string_view pattern, handler handle);

live::asker keeper(const web_request& request);

/// The value that was read, or the request is answered with what is wrong.
template <class T>
std::optional<T> good(std::variant<rules::refusal, T> result, const web_reply& reply) {
  if (auto* no = std::get_if<rules::refusal>(&result)) {
    reply(refused(*no));
    return std::nullopt;
  }
  return std::get<T>(std::move(result));
}

/// The id that a body names, as `id` or by the name it has elsewhere, or a new one.
std::optional<std::string> id_or_new(const environment& in, value body, std::string_view also,
                                     const web_reply& reply);

/// Answers with what the live side says, as `show` makes it JSON.
template <class T, class Show>
auto showing(const web_reply& reply, Show show, unsigned status = 200) {
  return [reply, show, status](const std::variant<rules::refusal, T>& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(refused(*no));
    reply(rest::success(show(std::get<T>(result)), "OK", status));
  };
}

/// The query is as wanted, or the request is answered.
bool is_good(input& query, const web_reply& reply);

contract::web_answer unavailable();

/// Reads, then goes on with the result on a thread of the store; 503 when the store cannot.
template <class T>
void read(const environment& in, storage::file where, std::function<T(storage::session&)> what,
          const web_reply& reply, std::function<void(T)> go_on) {
  auto result = std::make_shared<std::optional<T>>();
  in.store->read(
    where, [result, what = std::move(what)](storage::session& db) { *result = what(db); },
    [result, reply, go_on = std::move(go_on)](const storage::status& how) {
      if (!how || !*result)
        return reply(unavailable());
      go_on(std::move(**result));
    });
}

template <class T, class Show>
json array_of(const std::vector<T>& all, Show show) {
  std::vector<std::string> items;
  items.reserve(all.size());
  for (const auto& each : all)
    items.push_back(show(each).text);
  return rest::array_of(items);
}

} // namespace fleetwire::systems::fleet::routes
