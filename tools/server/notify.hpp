#pragma once

#include <string_view>

namespace fleetwire::server {

/// Tells the service manager about a change, by the datagram protocol of sd_notify(3): "READY=1",
/// "RELOADING=1", "STOPPING=1", several separated by line ends. Does nothing unless the manager
/// asked for it (NOTIFY_SOCKET). False when it asked and could not be told.
bool notify(std::string_view state) noexcept;

/// "RELOADING=1" with the time stamp that the manager wants beside it.
bool notify_reloading() noexcept;

} // namespace fleetwire::server
