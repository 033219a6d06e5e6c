#pragma once

#include "tools/ctl/command.hpp"

namespace fleetwire::ctl {

/// Reads a settings file as a server would, without this process' environment.
answer check_config(const request& asked);

} // namespace fleetwire::ctl
