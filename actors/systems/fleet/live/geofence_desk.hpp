#pragma once

#include "actors/contract/record_actor.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

namespace fleetwire::systems::fleet::live {

inline constexpr std::size_t most_geofences = 2'000;

/// Changes the geofences, one at a time: committed, then in force.
class geofence_desk final : public contract::record_actor {
public:
  geofence_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
    : contract::record_actor(config, around.store, kind), around_(around) {}

protected:
  caf::behavior make_behavior() override;

private:
  void save(const save_geofence& what);
  void forget(const forget_geofence& what);

  surroundings& around_;
};

} // namespace fleetwire::systems::fleet::live
