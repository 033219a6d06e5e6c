#define CAF_SUITE storage.sqlite.sqlite_snapshots

#include "storage/sqlite/sqlite_snapshots.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <sqlite3.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire::storage;

namespace {

/// SQLite's file layer with faults to order, for every file opened while this object lives.
class broken_disk {
public:
  broken_disk() {
    real_ = sqlite3_vfs_find(nullptr);
    shim_ = *real_;
    shim_.zName = "broken_disk";
    shim_.xOpen = open_file;
    shim_.xSleep = sleep;
    write_result_ = SQLITE_OK;
    read_only_ = no_waits_ = false;
    CAF_REQUIRE_EQUAL(sqlite3_vfs_register(&shim_, 1), SQLITE_OK);
  }

  ~broken_disk() { sqlite3_vfs_unregister(&shim_); }

  void fail_writes(int code) { write_result_ = code; }

  void forbid_writing() { read_only_ = true; }

  void skip_waits() { no_waits_ = true; }

private:
  struct wrapped_methods {
    sqlite3_io_methods methods; // first: SQLite's pointer to it leads to the whole
    const sqlite3_io_methods* original;
  };

  static int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    if (read_only_)
      flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    const int code = real_->xOpen(real_, name, file, flags, out);
    if (file->pMethods != nullptr) {
      auto& wrapped = wrapped_[file->pMethods];
      wrapped = {*file->pMethods, file->pMethods};
      wrapped.methods.xWrite = write;
      file->pMethods = &wrapped.methods;
    }
    return code;
  }

  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    if (write_result_ != SQLITE_OK)
      return write_result_;
    const auto* wrapped = reinterpret_cast<const wrapped_methods*>(file->pMethods);
    return wrapped->original->xWrite(file, bytes, count, at);
  }

  static int sleep(sqlite3_vfs*, int microseconds) {
    return no_waits_ ? microseconds : real_->xSleep(real_, microseconds);
  }

  // SQLite calls plain functions, so one disk at a time.
  static inline sqlite3_vfs* real_ = nullptr;
  static inline sqlite3_vfs shim_{};
  static inline std::map<const sqlite3_io_methods*, wrapped_methods> wrapped_;
  static inline int write_result_ = SQLITE_OK;
  static inline bool read_only_ = false;
  static inline bool no_waits_ = false;
};

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("fleetwire-sqlite-test-" + std::to_string(std::random_device{}()));
  std::filesystem::path file = folder / "fleetwire.db";
  status result;

  ~fixture() { std::filesystem::remove_all(folder); }

  std::unique_ptr<snapshot_store> open() { return open_sqlite_snapshots(folder.string(), result); }

  std::unique_ptr<snapshot_store> opened() {
    auto store = open();
    CAF_REQUIRE_EQUAL(result.code(), errc::ok);
    return store;
  }

  void refused(errc expected) {
    CAF_CHECK(open() == nullptr);
    CAF_CHECK_EQUAL(result.code(), expected);
    CAF_CHECK(result.detail().find(folder.string()) != std::string::npos);
  }

  /// Works on the file behind the store's back.
  void run(const char* sql) {
    sqlite3* db = nullptr;
    CAF_REQUIRE_EQUAL(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    CAF_CHECK_EQUAL(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
  }

  static std::string loaded(snapshot_store& store, std::string_view key) {
    std::optional<std::string> blob;
    CAF_REQUIRE_EQUAL(store.load(key, blob).code(), errc::ok);
    return blob.value_or("nothing");
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_snapshots_tests, fixture)

CAF_TEST(what was saved outlives the store) {
  CAF_CHECK_EQUAL(opened()->save("a", "1").code(), errc::ok);
  CAF_CHECK_EQUAL(loaded(*opened(), "a"), "1");
  CAF_CHECK(std::filesystem::exists(file));
}

CAF_TEST(a missing folder is made with its parents) {
  const auto top = folder;
  folder = top / "x" / "y";
  opened();
  CAF_CHECK(std::filesystem::exists(folder / "fleetwire.db"));
  folder = top;
}

CAF_TEST(a file of a later release is refused and kept) {
  CAF_CHECK_EQUAL(opened()->save("a", "1").code(), errc::ok);
  run("PRAGMA user_version = 2");
  refused(errc::newer_version);
  run("PRAGMA user_version = 1");
  CAF_CHECK_EQUAL(loaded(*opened(), "a"), "1");
}

CAF_TEST(a file that is no database is refused and kept) {
  std::filesystem::create_directories(folder);
  const std::string text(4'096, 'x');
  std::ofstream{file} << text;
  refused(errc::corrupt);
  CAF_CHECK_EQUAL(std::filesystem::file_size(file), text.size());
}

CAF_TEST(a damaged page is an error and not a value) {
  CAF_CHECK_EQUAL(opened()->save("a", std::string(100'000, 'x')).code(), errc::ok);
  std::fstream raw(file, std::ios::in | std::ios::out | std::ios::binary);
  raw.seekp(4'096);
  raw << std::string(8'192, '\xff');
  raw.close();
  auto store = open();
  std::optional<std::string> blob;
  CAF_CHECK_EQUAL(store ? store->load("a", blob).code() : result.code(), errc::corrupt);
  CAF_CHECK(!blob);
}

CAF_TEST(a folder that cannot be made is refused) {
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "file"} << "x";
  const auto top = folder;
  folder = top / "file" / "below";
  refused(errc::read_only);
  folder = top / "file";
  refused(errc::read_only);
  folder = top;
}

CAF_TEST(a place that holds a folder instead of the file is refused) {
  std::filesystem::create_directories(file);
  refused(errc::read_only);
}

CAF_TEST(a full disk fails the save and keeps the former value) {
  broken_disk disk;
  auto store = opened();
  CAF_CHECK_EQUAL(store->save("a", "old").code(), errc::ok);
  disk.fail_writes(SQLITE_FULL);
  CAF_CHECK_EQUAL(store->save("a", std::string(100'000, 'x')).code(), errc::full);
  CAF_CHECK_EQUAL(loaded(*store, "a"), "old");
  disk.fail_writes(SQLITE_IOERR_WRITE);
  CAF_CHECK_EQUAL(store->remove("a").code(), errc::io);
  disk.fail_writes(SQLITE_OK);
  CAF_CHECK_EQUAL(store->save("a", "new").code(), errc::ok);
  CAF_CHECK_EQUAL(loaded(*store, "a"), "new");
}

CAF_TEST(a file that may only be read is refused) {
  broken_disk disk;
  opened();
  disk.forbid_writing();
  refused(errc::read_only);
}

CAF_TEST(a file that another connection holds is busy) {
  broken_disk disk;
  disk.skip_waits();
  auto store = opened();
  sqlite3* other = nullptr;
  CAF_REQUIRE_EQUAL(sqlite3_open(file.c_str(), &other), SQLITE_OK);
  CAF_CHECK_EQUAL(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  CAF_CHECK_EQUAL(store->save("a", "1").code(), errc::busy);
  CAF_CHECK_EQUAL(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  CAF_CHECK_EQUAL(store->save("a", "1").code(), errc::ok);
}

CAF_TEST_FIXTURE_SCOPE_END()
