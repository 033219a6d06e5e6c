#pragma once

#include "tools/ctl/command.hpp"

namespace fleetwire::ctl {

/// These work on the files in `--data DIR` themselves and need no server.
answer check_database(const request& asked);
answer backup_database(const request& asked);
answer vacuum_database(const request& asked);
answer migrate_database(const request& asked);

} // namespace fleetwire::ctl
