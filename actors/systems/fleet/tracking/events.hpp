#pragma once

#include <fleetwire/socket.hpp>

#include "actors/contract/loop.hpp"
#include "actors/systems/fleet/live/service.hpp"

#include <functional>
#include <string>
#include <vector>

namespace fleetwire::systems::fleet::tracking {

/// What the events ask of the world. Outlives the namespace; `live` is there from the start on.
struct surface {
  live::service* live = nullptr;
  const contract::clock* clock = nullptr;
  unsigned workers = 1;
  /// Runs something on a worker.
  std::function<void(unsigned worker, std::function<void()>)> on_worker;
  bool is_open = false; ///< whoever came in may listen to everything
  std::vector<std::string> gps_roles; ///< who may report over a socket
};

/// What clients may ask for on `where`, behind the door. While installing.
void open(nsp where, const surface& rest);

} // namespace fleetwire::systems::fleet::tracking
