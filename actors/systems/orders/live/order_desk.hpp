#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "actors/systems/orders/live/messages.hpp"
#include "actors/systems/orders/live/surroundings.hpp"

#include <string>
#include <unordered_map>

#include "caf/actor.hpp"

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
  struct entry {
    caf::actor who;
    std::uint64_t sent = 0;
  };

  void forward(tell_order& what);
  void let_go(const may_go& what);

  surroundings& around_;
  contract::worker& home_;
  contract::actor_kind& order_kind_;
  std::unordered_map<std::string, entry> orders_;
};

} // namespace fleetwire::systems::orders::live
