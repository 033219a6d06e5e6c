#pragma once

#include "actors/contract/auth.hpp"
#include "actors/contract/worker.hpp"
#include "actors/systems/orders/live/service.hpp"

#include <fleetwire/socket.hpp>

#include <functional>

namespace fleetwire::systems::orders::realtime {

/// What sockets need of the rest. Outlives them; filled from the start on.
struct surface {
  const live::service* live = nullptr;
  /// The worker that runs now.
  std::function<contract::worker*()> here;
};

/// Protects /events and answers its clients.
void open_events(nsp where, contract::auth_port& auth, const surface& rest);

} // namespace fleetwire::systems::orders::realtime
