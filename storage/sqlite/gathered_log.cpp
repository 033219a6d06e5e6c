#include "storage/sqlite/gathered_log.hpp"

#include <memory>
#include <vector>

#include <sqlite3.h>

namespace fleetwire::storage::sqlite {

namespace {

/// What waits at most; a larger commit is written in several pieces. SQLite's own files cut the size of
/// a write to 17 bits, so one of 128 KiB would be none.
constexpr std::size_t most = 120 << 10;

/// Takes the place of some methods of a log; belongs to the file and goes when that is closed.
class gathering {
public:
  static void begin(sqlite3_file* log) {
    auto self = std::make_unique<gathering>(*log->pMethods);
    log->pMethods = &self.release()->methods_;
  }

  explicit gathering(const sqlite3_io_methods& real) : methods_(real), real_(real) {
    methods_.xClose = close;
    methods_.xWrite = write;
    methods_.xRead = after_flush<&io::xRead, void*, int, sqlite3_int64>;
    methods_.xTruncate = after_flush<&io::xTruncate, sqlite3_int64>;
    methods_.xSync = after_flush<&io::xSync, int>;
    methods_.xFileSize = after_flush<&io::xFileSize, sqlite3_int64*>;
  }

private:
  using io = sqlite3_io_methods;

  /// A call brings the file only, which knows its methods: they are our first member.
  static gathering& of(sqlite3_file* file) {
    return *reinterpret_cast<gathering*>(const_cast<sqlite3_io_methods*>(file->pMethods));
  }

  /// What lies below may find its own in the same way.
  template <auto Method, class... Ts>
  int call(sqlite3_file* file, Ts... xs) {
    file->pMethods = &real_;
    const int code = (real_.*Method)(file, xs...);
    file->pMethods = &methods_;
    return code;
  }

  /// Forgets what it could not write: the commit fails, and the next begins where this one did.
  int flush(sqlite3_file* file) {
    if (waiting_.empty())
      return SQLITE_OK;
    const int code =
      call<&io::xWrite>(file, waiting_.data(), static_cast<int>(waiting_.size()), at_);
    waiting_.clear();
    return code;
  }

  /// Calls the real method once all that waits is written.
  template <auto Method, class... Ts>
  static int after_flush(sqlite3_file* file, Ts... xs) {
    auto& self = of(file);
    const int code = self.flush(file);
    return code == SQLITE_OK ? self.call<Method>(file, xs...) : code;
  }

  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 to) {
    auto& self = of(file);
    const auto* begin = static_cast<const char*>(bytes);
    const auto size = self.waiting_.size();
    const bool is_next = to == self.at_ + static_cast<sqlite3_int64>(size);
    if (!is_next || size + static_cast<std::size_t>(count) > most)
      if (const int code = self.flush(file); code != SQLITE_OK)
        return code;
    if (static_cast<std::size_t>(count) > most)
      return self.call<&io::xWrite>(file, bytes, count, to);
    if (self.waiting_.empty())
      self.at_ = to;
    self.waiting_.insert(self.waiting_.end(), begin, begin + count);
    return SQLITE_OK;
  }

  static int close(sqlite3_file* file) {
    const std::unique_ptr<gathering> self{&of(file)};
    const int flushed = self->flush(file);
    file->pMethods = &self->real_;
    const int closed = self->real_.xClose(file);
    return flushed == SQLITE_OK ? closed : flushed;
  }

  sqlite3_io_methods methods_;
  const sqlite3_io_methods& real_;
  std::vector<char> waiting_;
  sqlite3_int64 at_ = 0; ///< where what waits belongs
};

} // namespace

void gather_log(sqlite3* connection) {
  sqlite3_file* log = nullptr;
  const int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code == SQLITE_OK && log != nullptr && log->pMethods != nullptr)
    gathering::begin(log);
}

} // namespace fleetwire::storage::sqlite
