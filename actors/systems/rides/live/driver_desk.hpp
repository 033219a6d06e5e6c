#pragma once

#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/live/record_actor.hpp"

#include <string>
#include <unordered_map>

namespace fleetwire::systems::rides::live {

/// Finds the actor of a driver, or makes it.
class driver_desk final : public record_actor {
public:
  driver_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind);

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  struct entry {
    caf::actor who;
    std::uint64_t sent = 0;
  };

  contract::actor_kind& driver_kind_;
  std::unordered_map<std::string, entry> drivers_;
};

} // namespace fleetwire::systems::rides::live
