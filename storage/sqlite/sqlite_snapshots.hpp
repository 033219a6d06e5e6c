#pragma once

#include <memory>
#include <string>

#include "storage/snapshot_store.hpp"

namespace fleetwire::storage {

/// Snapshots in `<folder>/fleetwire.db`. Makes the folder if it is not there. Null and a reason if
/// the file cannot be opened, is damaged or was written by a later release.
std::unique_ptr<snapshot_store> open_sqlite_snapshots(const std::string& folder, status& result);

} // namespace fleetwire::storage
