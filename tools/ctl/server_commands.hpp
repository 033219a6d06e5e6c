#pragma once

#include "tools/ctl/command.hpp"

/// Commands that ask the internal listener.
namespace fleetwire::ctl {

answer health(const request& asked);
answer status(const request& asked);
answer actors(const request& asked);
answer metrics(const request& asked);

} // namespace fleetwire::ctl
