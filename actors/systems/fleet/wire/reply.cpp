#include "actors/systems/fleet/wire/reply.hpp"

#include "actors/systems/fleet/wire/ids.hpp"

namespace fleetwire::systems::fleet::wire {

reply::reply(socket who, std::string_view event, ack to)
  : who_(std::move(who)), event_(event), to_(std::move(to)) {}

void reply::refuse(const rules::refusal& why) const {
  if (to_)
    return to_(object{}.add("ok", false).add("code", why.code).add("message", why.message));
  who_.emit("exception", object{}
                           .add("status", "error")
                           .add("code", why.code)
                           .add("message", why.message)
                           .add("event", event_));
}

void on(nsp& where, std::string_view event, handler handle) {
  where.on(event,
           [name = std::string{event}, handle = std::move(handle)](
             socket& s, const args& xs, ack to) { handle(s, xs, reply{s, name, std::move(to)}); });
}

void on_id(nsp& where, std::string_view event, std::string_view member, id_handler handle) {
  on(where, event,
     [name = std::string{member}, handle = std::move(handle)](socket& s, const args& xs,
                                                              const reply& answer) {
       if (const auto id = read_id(xs[0], name))
         return handle(s, *id, answer);
       answer.refuse(rules::bad("INVALID_ID", name + " must be an id of 1 to 64 characters"));
     });
}

rules::refusal invalid(std::span<const std::string> faults) {
  std::string all;
  for (const auto& fault : faults)
    all.append(all.empty() ? "" : "; ").append(fault);
  return rules::bad("INVALID_INPUT", std::move(all));
}

rules::refusal unavailable() {
  return {503, "STORAGE_UNAVAILABLE", "The store does not answer; try again"};
}

} // namespace fleetwire::systems::fleet::wire
