#pragma once

#include <string>

#include "storage/status.hpp"

namespace fleetwire::storage {

/// Keeps a folder of data to one server, by a lock on the file `server.lock` in it. The kernel lets
/// go of it when the process ends, however it ends; tools that open the databases beside a server
/// do not ask for it.
class folder_lock {
public:
  folder_lock() = default;
  ~folder_lock();
  folder_lock(const folder_lock&) = delete;
  folder_lock& operator=(const folder_lock&) = delete;

  /// Makes the folder if need be. Busy when another server has it; the reason names that process.
  status take(const std::string& folder);
  void release() noexcept;

private:
  int file_ = -1;
};

} // namespace fleetwire::storage
