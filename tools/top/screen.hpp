#pragma once

#include "tools/top/options.hpp"

namespace fleetwire::top {

/// Shows the server live until the user quits; the program's exit status.
int watch(const options& how);

/// Prints one view, or the server's telemetry as JSON; the program's exit status.
int print_once(const options& how);

} // namespace fleetwire::top
