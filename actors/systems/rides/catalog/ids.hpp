#pragma once

#include <string>

namespace fleetwire::systems::rides::catalog {

/// A random UUID (version 4) in lower case. From any thread.
std::string make_uuid();

} // namespace fleetwire::systems::rides::catalog
