#pragma once

#include "actors/contract/system.hpp"

#include <vector>

namespace fleetwire::systems {

/// Every system this program was built with.
std::vector<contract::system_descriptor> all_systems();

} // namespace fleetwire::systems
