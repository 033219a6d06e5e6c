#include "storage/backends/open_snapshots.hpp"

#include "storage/memory/memory_snapshots.hpp"
#include "storage/sqlite/sqlite_snapshots.hpp"

namespace fleetwire::storage {

std::unique_ptr<snapshot_store> open_snapshots(const std::string& data, status& result) {
  result = {};
  if (data.empty())
    return make_memory_snapshots();
  return open_sqlite_snapshots(data, result);
}

} // namespace fleetwire::storage
