#pragma once

#include "actors/contract/record_actor.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

namespace fleetwire::systems::fleet::live {

/// Emergencies: committed, told, and kept until somebody acknowledges them.
class alert_desk final : public contract::record_actor {
public:
  alert_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
    : contract::record_actor(config, around.store, kind), around_(around) {}

protected:
  caf::behavior make_behavior() override;

private:
  void raise(const raise_alert& what);
  void acknowledge(const acknowledge_alert& what);

  surroundings& around_;
};

} // namespace fleetwire::systems::fleet::live
