#include "storage/backends/folder_lock.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "storage/sqlite/database.hpp"

namespace fleetwire::storage {

namespace {

/// What the holder wrote; for people only.
std::string holder_of(int file) {
  char text[32] = {};
  const auto got = pread(file, text, sizeof text - 1, 0);
  std::string pid{text, got > 0 ? static_cast<std::size_t>(got) : 0};
  if (pid.empty() || pid.find_first_not_of("0123456789") != std::string::npos)
    return {};
  return " (process " + pid + ")";
}

} // namespace

folder_lock::~folder_lock() {
  release();
}

void folder_lock::release() noexcept {
  if (file_ >= 0)
    close(std::exchange(file_, -1)); // the file stays: another may be waiting to open it
}

status folder_lock::take(const std::string& folder) {
  release();
  if (auto bad = sqlite::make_folder(folder); !bad)
    return bad;
  const auto path = (std::filesystem::path{folder} / "server.lock").string();
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return {errc::read_only, path + " cannot be opened: " + std::strerror(errno)};
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    const auto holder = holder_of(file);
    close(file);
    if (why == EWOULDBLOCK)
      return {errc::busy, folder + " is in use by another server" + holder};
    return {errc::io, path + " cannot be locked: " + std::strerror(why)};
  }
  file_ = file;
  const auto pid = std::to_string(getpid());
  // Not being able to say who has it does not matter.
  if (ftruncate(file, 0) == 0 && pwrite(file, pid.data(), pid.size(), 0) < 0)
    return {};
  return {};
}

} // namespace fleetwire::storage
