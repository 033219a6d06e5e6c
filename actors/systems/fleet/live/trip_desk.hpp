#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "actors/contract/roster.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

namespace fleetwire::systems::fleet::live {

/// Finds the actor of a trip, or makes it.
class trip_desk final : public contract::pinned_actor {
public:
  trip_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind);

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  void forward(tell_trip& what);

  surroundings& around_;
  contract::actor_kind& trip_kind_;
  contract::roster trips_;
};

} // namespace fleetwire::systems::fleet::live
