#pragma once

#include "actors/systems/fleet/live/audience.hpp"
#include "actors/systems/fleet/live/track_log.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace fleetwire::systems::fleet::live {

/// What the vehicles of one worker share. On that worker's thread only.
struct shard {
  std::shared_ptr<track_log> log;
  /// Known vehicles; each takes itself out before it ends.
  std::unordered_map<std::string, const vehicle_sight*> roster;
};
using shard_ptr = std::shared_ptr<shard>;

} // namespace fleetwire::systems::fleet::live
