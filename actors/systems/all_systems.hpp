#pragma once

#include "actors/contract/system.hpp"

#include <vector>

namespace fleetwire::systems {

/// Every system this program was built with.
std::vector<contract::system_descriptor> all_systems();

/// Gives `s` the settings of every system, with their defaults, where it has none.
void add_sections(settings& s);

} // namespace fleetwire::systems
