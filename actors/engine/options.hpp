#pragma once

#include "actors/runtime/server.hpp"
#include "net/bridge/config.hpp"
#include "net/transport/config.hpp"

#include <fleetwire/settings.hpp>

/// From the one settings of the user to what each room wants to know.
namespace fleetwire {

runtime::server_config server_options(const settings& from);
bridge::gateway_config gateway_options(const settings& from);
transport::http_limits http_options(const settings& from);
transport::address_limits address_options(const settings& from);

} // namespace fleetwire
