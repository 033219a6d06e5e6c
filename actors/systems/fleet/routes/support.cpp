#include "actors/systems/fleet/routes/support.hpp"

#include "actors/systems/fleet/wire/ids.hpp"
#include "actors/systems/fleet/wire/members.hpp"

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

std::optional<std::string> id_or_new(const environment& in, value body, std::string_view also,
                                     const web_reply& reply) {
  const auto refuse = [&reply](std::string why) {
    reply(refused(rules::bad("INVALID_ID", std::move(why))));
    return std::nullopt;
  };
  std::optional<std::string> found;
  for (const auto name : {std::string_view{"id"}, also}) {
    if (wire::is_absent(body[name]))
      continue;
    auto id = body[name].as_string();
    if (!id || !wire::is_id(*id))
      return refuse(std::string{name} + " must be an id of 1 to 64 characters");
    if (found && found != id)
      return refuse("id and " + std::string{also} + " must be the same");
    found = std::move(id);
  }
  return found ? found : in.new_id();
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
