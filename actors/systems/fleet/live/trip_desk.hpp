#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace fleetwire::systems::fleet::live {

/// Finds the actor of a trip, or makes it.
class trip_desk final : public contract::pinned_actor {
public:
  trip_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind);

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  struct entry {
    caf::actor who;
    std::uint64_t sent = 0;
  };

  void forward(tell_trip& what);

  surroundings& around_;
  contract::actor_kind& trip_kind_;
  std::unordered_map<std::string, entry> trips_;
};

} // namespace fleetwire::systems::fleet::live
