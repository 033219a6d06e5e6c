#pragma once

#include "actors/systems/fleet/notifications/desk.hpp"

/// Where notifications meet clients.
namespace fleetwire::systems::fleet::notifications {

/// notification:request-count, :mark-read, :mark-all-read and :list.
void open(nsp where, desk& of);
/// POST /api/fleet/notifications, /bulk and /broadcast; GET, and PATCH /:id/read for the caller.
void add_routes(contract::system_host& host, desk& of);

} // namespace fleetwire::systems::fleet::notifications
