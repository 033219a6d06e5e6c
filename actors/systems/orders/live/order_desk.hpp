#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "actors/contract/roster.hpp"
#include "actors/systems/orders/live/messages.hpp"
#include "actors/systems/orders/live/surroundings.hpp"

namespace fleetwire::systems::orders::live {

/// Finds the actor of an order, or makes it; all on one worker.
class order_desk final : public contract::pinned_actor {
public:
  order_desk(caf::actor_config& config, surroundings& around, contract::worker& home,
             contract::actor_kind& kind);

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  void forward(tell_order& what);

  surroundings& around_;
  contract::worker& home_;
  contract::actor_kind& order_kind_;
  contract::roster orders_;
};

} // namespace fleetwire::systems::orders::live
