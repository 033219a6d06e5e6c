#include "storage/sqlite/database.hpp"

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <mutex>

#include <sqlite3.h>

#include "storage/sqlite/gathered_log.hpp"
#include "storage/sqlite/page_cache.hpp"

namespace fleetwire::storage::sqlite {

namespace {

constexpr int busy_wait_ms = 5'000;

errc translate(int code) {
  switch (code & 0xff) { // the rest of an extended code is detail
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return errc::busy;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return errc::read_only;
    case SQLITE_FULL:
      return errc::full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return errc::corrupt;
    case SQLITE_CONSTRAINT:
      return errc::conflict;
    case SQLITE_ERROR: // SQL that makes no sense
    case SQLITE_AUTH:  // or that is not for jobs
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      return errc::invalid;
    default:
      return errc::io;
  }
}

/// Refused, and done without, where somebody else has begun with SQLite.
void prepare_library() {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); // a lock for each allocation
  guard_page_cache();
}

/// A new file is its owner's alone before there is anything in it, and so is the log beside it,
/// which takes over its mode. What goes wrong here goes wrong again when the file is opened.
void reserve(const std::string& path) {
  namespace fs = std::filesystem;
  std::FILE* file = std::fopen(path.c_str(), "wx");
  if (file == nullptr)
    return; // it is there already
  std::fclose(file);
  std::error_code ec;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, ec);
}

} // namespace

void close_database::operator()(sqlite3* handle) const noexcept {
  sqlite3_close_v2(handle);
}

void finish_statement::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

status database::open(const std::string& path, const open_options& how) {
  static std::once_flag begun;
  std::call_once(begun, prepare_library);
  path_ = path;
  const bool may_make = !how.read_only && !how.existing_only;
  if (may_make && !is_memory_name(path))
    reserve(path);
  sqlite3* raw = nullptr;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= how.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (may_make)
    flags |= SQLITE_OPEN_CREATE;
  if (is_memory_name(path))
    flags |= SQLITE_OPEN_URI;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  handle_.reset(raw); // also after a failure it has to be closed
  if (code != SQLITE_OK)
    return fault(code, "open");
  sqlite3_busy_timeout(raw, how.alone ? 0 : busy_wait_ms); // a server does not go soon
  if (how.read_only)
    return execute("PRAGMA foreign_keys=ON");
  if (sqlite3_db_readonly(raw, "main") == 1)
    return {errc::read_only, path_ + ": the file may not be written"};
  // Before the log is touched, or it would only keep writers out.
  if (how.alone)
    if (auto bad = execute("PRAGMA locking_mode=EXCLUSIVE"); !bad)
      return bad;
  for (const char* pragma :
       {"PRAGMA journal_mode=WAL", "PRAGMA foreign_keys=ON", "PRAGMA journal_size_limit=67108864",
        "PRAGMA secure_delete=OFF", // Debian's zeroes what is deleted, page by page
        "PRAGMA temp_store=MEMORY", // what undoes a job; otherwise a large one makes a file
        "PRAGMA cache_size=-32768", // KiB; the default of 2 MiB is less than the indexes written to
        "PRAGMA wal_autocheckpoint=16000", // pages; one that is written often is moved seldom
        how.flush_every_commit ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"})
    if (auto bad = execute(pragma); !bad)
      return bad;
  return how.flush_every_commit && !is_memory_name(path) ? gather_log() : status{};
}

status database::gather_log() {
  if (auto bad = execute("SELECT 1 FROM sqlite_schema"); !bad) // opens the log
    return bad;
  sqlite::gather_log(handle_.get());
  return {};
}

status database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? status{} : fault(code, sql);
}

status database::prepare(std::string_view sql, statement& out, std::string_view* rest) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  if (rest != nullptr && tail != nullptr)
    *rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  out.reset(raw);
  return code == SQLITE_OK ? status{} : fault(code, sql);
}

status database::run(sqlite3_stmt* what) {
  const int code = sqlite3_step(what);
  auto result = code == SQLITE_DONE ? status{} : fault(code, sqlite3_sql(what));
  sqlite3_reset(what);
  return result;
}

status database::number(const char* sql, std::int64_t& out) {
  statement query;
  if (auto bad = prepare(sql, query); !bad)
    return bad;
  const int code = sqlite3_step(query.get());
  if (code != SQLITE_ROW)
    return fault(code, sql);
  out = sqlite3_column_int64(query.get(), 0);
  return {};
}

status database::fault(int code, std::string_view doing) const {
  const char* reason = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  return {translate(code), path_ + ": " + reason + " (" + std::string{doing} + ")"};
}

status make_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code ec;
  // One that is there already is somebody's decision.
  if (fs::create_directories(folder, ec))
    fs::permissions(folder, fs::perms::owner_all, ec);
  if (!ec)
    return {};
  const auto code = ec == std::errc::no_space_on_device ? errc::full : errc::read_only;
  return {code, folder + " cannot be made: " + ec.message()};
}

std::string new_memory_name() {
  static std::atomic<unsigned> count{0};
  return "file:/fleetwire-" + std::to_string(++count) + "?vfs=memdb";
}

bool is_memory_name(std::string_view path) noexcept {
  return path.starts_with("file:");
}

} // namespace fleetwire::storage::sqlite
