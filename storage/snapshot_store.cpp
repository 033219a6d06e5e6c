#include "storage/snapshot_store.hpp"

#include "storage/memory/memory_snapshots.hpp"
#include "storage/sqlite/sqlite_snapshots.hpp"

namespace fleetwire::storage {

status check_key(std::string_view key) {
  if (key.empty())
    return {errc::invalid, "a snapshot needs a key"};
  return {};
}

status check_blob(std::string_view blob) {
  if (blob.size() > max_blob_bytes)
    return {errc::invalid, "a snapshot of " + std::to_string(blob.size()) + " bytes is too large"};
  return {};
}

std::unique_ptr<snapshot_store> open_snapshots(const std::string& data, status& result) {
  result = {};
  if (data.empty())
    return make_memory_snapshots();
  return open_sqlite_snapshots(data, result);
}

} // namespace fleetwire::storage
