#include "actors/systems/fleet/live/trip_desk.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/fleet/live/trip_actor.hpp"

#include <utility>

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

trip_desk::trip_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
  : contract::pinned_actor(config, &kind),
    around_(around),
    trip_kind_(around.kinds.get("fleet_trip")) {}

caf::behavior trip_desk::make_behavior() {
  return {
    [this](tell_trip& t) { forward(t); },
    [this](bring_back& b) {
      auto id = b.state.id;
      trips_[id].who = contract::spawn_on<trip_actor>(system(), around_.worker(around_.home_of(id)),
                                                      around_, trip_kind_, std::move(b.state));
      caf::anon_send(trips_[id].who, deadline_came{}); // wakes it
    },
    [this](const may_go& m) {
      const auto found = trips_.find(m.id);
      if (found == trips_.end() || found->second.sent != m.heard)
        return;
      caf::anon_send_exit(found->second.who, caf::exit_reason::user_shutdown);
      trips_.erase(found);
    },
  };
}

void trip_desk::on_exit() {
  for (const auto& [id, each] : trips_)
    caf::anon_send_exit(each.who, caf::exit_reason::user_shutdown);
  trips_.clear();
}

void trip_desk::forward(tell_trip& what) {
  auto& to = trips_[what.trip_id];
  if (!to.who)
    to.who = contract::spawn_on<trip_actor>(system(), around_.worker(around_.home_of(what.trip_id)),
                                            around_, trip_kind_, what.trip_id);
  ++to.sent;
  caf::anon_send(to.who, std::move(what));
}

} // namespace fleetwire::systems::fleet::live
