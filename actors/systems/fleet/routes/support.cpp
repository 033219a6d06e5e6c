#include "actors/systems/fleet/routes/support.hpp"

#include "actors/systems/fleet/wire/ids.hpp"

namespace fleetwire::systems::fleet::routes {

void add_route(contract::system_host& host, environment& in, std::string_view method,
               std::string_view pattern, handler handle) {
  door::add_route(
    host, method, pattern, door::right::keeper,
    [&in, handle = std::move(handle)](const web_request_ptr& request, const web_reply& reply) {
      handle(in, request, reply);
    });
}

live::asker keeper(const web_request& request) {
  live::asker who;
  who.user = request.who->user;
  who.is_keeper = who.sees_all = true;
  return who;
}

std::optional<std::string> id_or_new(const environment& in, value body, const web_reply& reply) {
  const auto given = body["id"];
  if (!given.exists() || given.is_null())
    return in.new_id();
  auto id = given.as_string();
  if (id && wire::is_id(*id))
    return id;
  reply(refused(rules::bad("INVALID_ID", "id must be an id of 1 to 64 characters")));
  return std::nullopt;
}

bool is_good(input& query, const web_reply& reply) {
  if (query.finish())
    return true;
  reply(rest::invalid(query.faults()));
  return false;
}

contract::web_answer unavailable() {
  return refused({503, "STORAGE_UNAVAILABLE", "The store does not answer; try again"});
}

} // namespace fleetwire::systems::fleet::routes
