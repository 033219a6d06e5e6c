#pragma once

#include "tools/ctl/command.hpp"

namespace fleetwire::ctl {

/// Opens a socket and prints its events until it is stopped; comes back when the server does.
answer listen(const request& asked);

} // namespace fleetwire::ctl
