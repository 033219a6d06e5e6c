#include "storage/snapshot_store.hpp"

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

} // namespace fleetwire::storage
