#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace fleetwire::storage::testing {

/// SQLite's file layer for every file opened while this object lives, with faults to order and a
/// power that can be cut. It knows for each file what a synchronisation has made durable and what
/// was written since. Synchronises nothing in truth, so tests run fast. One at a time; its functions
/// from any thread.
class faulty_disk {
public:
  faulty_disk();
  ~faulty_disk();

  /// After `good` more writes and synchronisations, `count` of them fail with SQLite's `code`.
  void fail_after(int good, int code, int count = 1);

  /// After `good` more writes and synchronisations the power goes: nothing reaches the disk any
  /// more, and every call fails.
  void cut_power_after(int good);

  /// Whether the power is gone.
  bool dark();

  /// Once nobody has a file open: leaves on the disk what was synchronised last, and of the sectors
  /// written since any selection; then the power is back.
  void restore(std::mt19937& dice);

  /// Writes and synchronisations so far.
  int operations();

  /// From now on every file opens for reading only.
  void forbid_writing();

private:
  struct change {
    std::int64_t at;
    std::string bytes; ///< empty: the file ends at `at`
  };
  struct content {
    std::string durable;
    std::vector<change> pending;
  };
  struct wrapped;

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* out, int flags, int* out_flags);
  static int remove(sqlite3_vfs*, const char* name, int sync);
  template <auto Method, class Result, class... Ts>
  static Result pass(sqlite3_file* file, Ts... xs);
  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at);
  static int truncate(sqlite3_file* file, sqlite3_int64 size);
  static int sync(sqlite3_file* file, int flags);
  static const sqlite3_io_methods& methods();

  int next_operation();
  static void apply(std::string& to, const change& what);
  static void keep_some(std::string& to, const change& what, std::mt19937& dice);

  std::mutex mutex_;
  std::map<std::string, content> files_;
  int operations_ = 0;
  int fail_from_ = -1;
  int fail_until_ = -1;
  int fail_code_ = SQLITE_OK;
  int dark_from_ = -1;
  bool dark_ = false;
  bool read_only_ = false;
  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs shim_{};

  static inline faulty_disk* self_ = nullptr; // SQLite calls plain functions
};

} // namespace fleetwire::storage::testing
