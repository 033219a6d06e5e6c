#pragma once

#include <vector>

#include "storage/store.hpp"

namespace fleetwire::ctl {

/// The tables of every system this program was built with.
std::vector<storage::schema> systems_schemas();

} // namespace fleetwire::ctl
