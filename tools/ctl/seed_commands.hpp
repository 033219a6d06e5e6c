#pragma once

#include "tools/ctl/command.hpp"

namespace fleetwire::ctl {

/// A small town in the files in `--data DIR`; also while a server runs on them, and again.
answer seed_demo(const request& asked);

} // namespace fleetwire::ctl
