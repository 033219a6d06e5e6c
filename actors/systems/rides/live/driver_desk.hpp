#pragma once

#include "actors/contract/roster.hpp"
#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/live/record_actor.hpp"

namespace fleetwire::systems::rides::live {

/// Finds the actor of a driver, or makes it.
class driver_desk final : public record_actor {
public:
  driver_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind);

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  contract::actor_kind& driver_kind_;
  contract::roster drivers_;
};

} // namespace fleetwire::systems::rides::live
