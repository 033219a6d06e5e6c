#include "storage/testing/faulty_disk.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <new>

namespace fleetwire::storage::testing {

namespace {

constexpr std::size_t sector = 512;

std::string content_of(const std::string& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path, none);
  std::string out(none ? 0 : size, '\0');
  std::ifstream{path, std::ios::binary}.read(out.data(), static_cast<std::streamsize>(out.size()));
  return out;
}

} // namespace

/// Lies before the real file in the memory that SQLite provides.
struct faulty_disk::wrapped {
  sqlite3_file base;
  content* state; ///< null: a temporary file

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }

  static wrapped* of(sqlite3_file* file) { return reinterpret_cast<wrapped*>(file); }
};

faulty_disk::faulty_disk() : real_(sqlite3_vfs_find(nullptr)) {
  self_ = this;
  shim_ = *real_;
  shim_.zName = "faulty_disk";
  shim_.szOsFile = static_cast<int>(sizeof(wrapped)) + real_->szOsFile;
  shim_.xOpen = open;
  shim_.xDelete = remove;
  sqlite3_vfs_register(&shim_, 1);
}

faulty_disk::~faulty_disk() {
  sqlite3_vfs_unregister(&shim_);
  self_ = nullptr;
}

void faulty_disk::fail_after(int good, int code, int count) {
  std::lock_guard lock{mutex_};
  fail_from_ = operations_ + good;
  fail_until_ = fail_from_ + count;
  fail_code_ = code;
}

void faulty_disk::cut_power_after(int good) {
  std::lock_guard lock{mutex_};
  dark_from_ = operations_ + good;
}

bool faulty_disk::dark() {
  std::lock_guard lock{mutex_};
  return dark_;
}

int faulty_disk::operations() {
  std::lock_guard lock{mutex_};
  return operations_;
}

void faulty_disk::forbid_writing() {
  std::lock_guard lock{mutex_};
  read_only_ = true;
}

int faulty_disk::next_operation() {
  const int now = operations_++;
  if (dark_from_ >= 0 && now >= dark_from_)
    dark_ = true;
  if (dark_)
    return SQLITE_IOERR;
  return now >= fail_from_ && now < fail_until_ ? fail_code_ : SQLITE_OK;
}

void faulty_disk::apply(std::string& to, const change& what) {
  const auto at = static_cast<std::size_t>(what.at);
  if (what.bytes.empty()) {
    to.resize(std::min(to.size(), at));
    return;
  }
  to.resize(std::max(to.size(), at + what.bytes.size()));
  to.replace(at, what.bytes.size(), what.bytes);
}

void faulty_disk::keep_some(std::string& to, const change& what, std::mt19937& dice) {
  if (what.bytes.empty()) {
    if (dice() % 2 == 0)
      apply(to, what);
    return;
  }
  for (std::size_t from = 0; from < what.bytes.size(); from += sector)
    if (dice() % 2 == 0)
      apply(to, {what.at + static_cast<std::int64_t>(from), what.bytes.substr(from, sector)});
}

void faulty_disk::restore(std::mt19937& dice) {
  std::lock_guard lock{mutex_};
  const bool none = dice() % 2 == 0;
  for (auto& [path, file] : files_) {
    for (const auto& each : file.pending)
      if (!none)
        keep_some(file.durable, each, dice);
    std::ofstream{path, std::ios::binary | std::ios::trunc} << file.durable;
    std::filesystem::remove(path + "-shm");
  }
  files_.clear();
  dark_ = false;
  dark_from_ = fail_from_ = fail_until_ = -1;
}

int faulty_disk::open(sqlite3_vfs*, const char* name, sqlite3_file* out, int flags,
                      int* out_flags) {
  std::lock_guard lock{self_->mutex_};
  auto* file = ::new (out) wrapped{};
  file->base.pMethods = nullptr;
  if (self_->read_only_)
    flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
  if (self_->dark_)
    return SQLITE_CANTOPEN;
  if (name != nullptr) {
    const auto [at, fresh] = self_->files_.try_emplace(name);
    if (fresh)
      at->second.durable = content_of(name);
    file->state = &at->second;
  }
  const int code = self_->real_->xOpen(self_->real_, name, file->real(), flags, out_flags);
  if (file->real()->pMethods != nullptr)
    file->base.pMethods = &methods();
  return code;
}

int faulty_disk::remove(sqlite3_vfs*, const char* name, int sync) {
  std::lock_guard lock{self_->mutex_};
  if (self_->dark_)
    return SQLITE_IOERR_DELETE;
  self_->files_.erase(name);
  return self_->real_->xDelete(self_->real_, name, sync);
}

int faulty_disk::write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
  std::lock_guard lock{self_->mutex_};
  if (const int code = self_->next_operation(); code != SQLITE_OK)
    return code == SQLITE_IOERR ? SQLITE_IOERR_WRITE : code;
  if (auto* state = wrapped::of(file)->state; state != nullptr)
    state->pending.push_back(
      {at, {static_cast<const char*>(bytes), static_cast<std::size_t>(count)}});
  auto* real = wrapped::of(file)->real();
  return real->pMethods->xWrite(real, bytes, count, at);
}

int faulty_disk::truncate(sqlite3_file* file, sqlite3_int64 size) {
  std::lock_guard lock{self_->mutex_};
  if (self_->dark_)
    return SQLITE_IOERR_TRUNCATE;
  if (auto* state = wrapped::of(file)->state; state != nullptr)
    state->pending.push_back({size, {}});
  auto* real = wrapped::of(file)->real();
  return real->pMethods->xTruncate(real, size);
}

int faulty_disk::sync(sqlite3_file* file, int) {
  std::lock_guard lock{self_->mutex_};
  if (const int code = self_->next_operation(); code != SQLITE_OK)
    return code == SQLITE_IOERR ? SQLITE_IOERR_FSYNC : code;
  if (auto* state = wrapped::of(file)->state; state != nullptr) {
    for (const auto& each : state->pending)
      apply(state->durable, each);
    state->pending.clear();
  }
  return SQLITE_OK;
}

/// Hands a call on to the real file.
template <auto Method, class Result, class... Ts>
Result faulty_disk::pass(sqlite3_file* file, Ts... xs) {
  auto* real = wrapped::of(file)->real();
  return (real->pMethods->*Method)(real, xs...);
}

/// Version 2: locks and shared memory are the real file's affair, memory maps are left out.
const sqlite3_io_methods& faulty_disk::methods() {
  using io = sqlite3_io_methods;
  static const io made{
    2,
    pass<&io::xClose, int>,
    pass<&io::xRead, int, void*, int, sqlite3_int64>,
    write,
    truncate,
    sync,
    pass<&io::xFileSize, int, sqlite3_int64*>,
    pass<&io::xLock, int, int>,
    pass<&io::xUnlock, int, int>,
    pass<&io::xCheckReservedLock, int, int*>,
    pass<&io::xFileControl, int, int, void*>,
    pass<&io::xSectorSize, int>,
    pass<&io::xDeviceCharacteristics, int>,
    pass<&io::xShmMap, int, int, int, int, void volatile**>,
    pass<&io::xShmLock, int, int, int, int>,
    pass<&io::xShmBarrier, void>,
    pass<&io::xShmUnmap, int, int>,
    nullptr,
    nullptr,
  };
  return made;
}

} // namespace fleetwire::storage::testing
