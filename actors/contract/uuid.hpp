#pragma once

#include <string>

namespace fleetwire::contract {

/// A random UUID (version 4) in lower case. From any thread.
std::string random_uuid();

} // namespace fleetwire::contract
