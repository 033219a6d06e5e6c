#include "actors/systems/fleet/live/trip_desk.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/fleet/live/trip_actor.hpp"

#include <utility>

#include "caf/behavior.hpp"
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
      auto who = contract::spawn_on<trip_actor>(system(), around_.worker(around_.home_of(id)),
                                                around_, trip_kind_, std::move(b.state));
      caf::anon_send(who, deadline_came{}); // wakes it
      trips_.add(id, std::move(who));
    },
    [this](const contract::may_go& m) { trips_.let_go(m); },
  };
}

void trip_desk::on_exit() {
  trips_.dismiss_all();
}

void trip_desk::forward(tell_trip& what) {
  const auto id = what.trip_id;
  trips_.tell(id, std::move(what), [&] {
    return contract::spawn_on<trip_actor>(system(), around_.worker(around_.home_of(id)), around_,
                                          trip_kind_, id);
  });
}

} // namespace fleetwire::systems::fleet::live
