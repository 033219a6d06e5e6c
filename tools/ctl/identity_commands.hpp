#pragma once

#include "tools/ctl/command.hpp"

namespace fleetwire::ctl {

/// These work on the files in `--data DIR`, also while a server runs on them.
answer create_user(const request& asked);
answer create_token(const request& asked);

} // namespace fleetwire::ctl
