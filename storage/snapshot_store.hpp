#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/status.hpp"

namespace fleetwire::storage {

/// Keeps blobs by key across a planned restart: what a namespace must still know when the server
/// comes back. Every function may block for as long as the disk does, so they are called while the
/// server starts and drains, never from a worker's turn. One thread at a time.
class snapshot_store {
public:
  virtual ~snapshot_store() = default;

  /// Puts `blob` in place of what the key held. When it returns ok the blob survives a power cut
  /// (if the store is on a disk); otherwise the key holds what it held before. A key is not empty.
  virtual status save(std::string_view key, std::string_view blob) = 0;

  /// Sets `blob` to what the key holds, or to nothing if it holds nothing.
  virtual status load(std::string_view key, std::optional<std::string>& blob) = 0;

  /// Forgets the key; ok as well if it held nothing.
  virtual status remove(std::string_view key) = 0;
};

/// The largest blob that save() takes.
inline constexpr std::size_t max_blob_bytes = 512u << 20;

/// What both backends check before they touch anything.
status check_key(std::string_view key);
status check_blob(std::string_view blob);

} // namespace fleetwire::storage
