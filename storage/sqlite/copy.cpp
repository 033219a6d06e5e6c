#include "storage/sqlite/copy.hpp"

#include <filesystem>

#include <sqlite3.h>

namespace fleetwire::storage::sqlite {

namespace {

status fill(database& from, const std::string& to) {
  database target;
  if (auto bad = target.open(to); !bad)
    return bad;
  auto* work = sqlite3_backup_init(target.handle(), "main", from.handle(), "main");
  if (work == nullptr)
    return target.fault(sqlite3_errcode(target.handle()), "backup of " + from.path());
  sqlite3_backup_step(work, -1); // all at once: a copy in steps begins anew with every commit
  const int code = sqlite3_backup_finish(work);
  if (code != SQLITE_OK)
    return target.fault(code, "backup of " + from.path());
  // One file, complete without a log beside it.
  return target.execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE");
}

} // namespace

status copy(database& from, const std::string& to) {
  namespace fs = std::filesystem;
  const auto beside = to + ".partial";
  std::error_code ec;
  for (const char* end : {"", "-wal", "-shm", "-journal"})
    fs::remove(beside + end, ec);
  if (auto bad = fill(from, beside); !bad) {
    fs::remove(beside, ec);
    return bad;
  }
  fs::rename(beside, to, ec);
  if (ec)
    return {errc::io, to + " cannot be made: " + ec.message()};
  return {};
}

} // namespace fleetwire::storage::sqlite
