#pragma once

#include <memory>

#include "storage/snapshot_store.hpp"

namespace fleetwire::storage {

/// Snapshots that end with the process: for tests, and for servers that keep nothing.
std::unique_ptr<snapshot_store> make_memory_snapshots();

} // namespace fleetwire::storage
