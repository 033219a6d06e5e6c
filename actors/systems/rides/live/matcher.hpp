#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "actors/systems/rides/geo/driver_index.hpp"
#include "actors/systems/rides/live/messages.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace fleetwire::systems::rides::live {

/// Knows who may be asked and where he is; says who is near.
class matcher final : public contract::pinned_actor {
public:
  matcher(caf::actor_config& config, surroundings& around, contract::actor_kind& kind);

protected:
  caf::behavior make_behavior() override;

private:
  void find(const find_drivers& what);

  surroundings& around_;
  geo::driver_index drivers_;
  std::unordered_map<std::string, std::shared_ptr<const vehicle_facts>> vehicles_;
};

} // namespace fleetwire::systems::rides::live
