#pragma once

#include <memory>
#include <string>

#include "storage/snapshot_store.hpp"

namespace fleetwire::storage {

/// The one switch between backends: files in the folder `data`, which is made if it is not there,
/// or memory if `data` is empty. Null and a reason if the files cannot be opened.
std::unique_ptr<snapshot_store> open_snapshots(const std::string& data, status& result);

} // namespace fleetwire::storage
