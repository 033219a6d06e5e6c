#include "storage/sqlite/upkeep.hpp"

#include <filesystem>

#include "storage/sqlite/copy.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/sqlite_session.hpp"

namespace fleetwire::storage {

namespace {

std::string broken_key(const row& r) {
  return "row " + std::string{r.is_null(1) ? "?" : r.text(1)} + " of " + std::string{r.text(0)}
         + " names one of " + std::string{r.text(2)} + " that is not there";
}

} // namespace

status check_file(const std::string& path, file_report& out) {
  out = {};
  sqlite::connection db;
  if (auto bad = db.open(path, {.read_only = true}); !bad)
    return bad;
  sqlite::schema_versions versions;
  if (auto bad = sqlite::read_versions(db, versions); !bad)
    return bad;
  out.versions.assign(versions.begin(), versions.end());
  sqlite::sqlite_session view{db, sqlite::access::read};
  view.rows("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            [&](const row& r) { out.bytes = r.integer(0); });
  view.rows("PRAGMA integrity_check", [&](const row& r) {
    if (r.text(0) != "ok")
      out.problems.emplace_back(r.text(0));
  });
  view.rows("PRAGMA foreign_key_check",
            [&](const row& r) { out.problems.push_back(broken_key(r)); });
  return view.fault();
}

status backup_file(const std::string& path, const std::string& to) {
  std::error_code ec;
  if (std::filesystem::exists(to, ec))
    return {errc::conflict, to + " is there already"};
  sqlite::database from;
  if (auto bad = from.open(path, {.read_only = true}); !bad)
    return bad;
  return sqlite::copy(from, to);
}

status vacuum_file(const std::string& path) {
  sqlite::database db;
  if (auto bad = db.open(path, {.existing_only = true}); !bad)
    return bad;
  if (auto bad = db.execute("VACUUM"); !bad)
    return bad;
  return db.execute("PRAGMA wal_checkpoint(TRUNCATE)"); // or the log keeps a copy of it all
}

} // namespace fleetwire::storage
