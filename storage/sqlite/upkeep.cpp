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

status versions_of(sqlite::connection& db, owner_versions& out) {
  sqlite::schema_versions found;
  auto result = sqlite::read_versions(db, found);
  out.assign(found.begin(), found.end());
  return result;
}

} // namespace

status check_file(const std::string& path, file_report& out) {
  out = {};
  sqlite::connection db;
  if (auto bad = db.open(path, {.read_only = true}); !bad)
    return bad;
  if (auto bad = versions_of(db, out.versions); !bad)
    return bad;
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

status migrate_file(const std::string& path, file where, std::span<const schema> schemas,
                    owner_versions& before, owner_versions& after) {
  sqlite::connection db;
  auto opened = db.open(path, {.existing_only = true, .alone = true});
  if (opened.code() == errc::busy)
    return {errc::busy, path + " is in use: a server runs on it, or another tool; end it first"};
  if (!opened)
    return opened;
  if (auto bad = versions_of(db, before); !bad)
    return bad;
  if (auto bad = sqlite::migrate(db, where, schemas); !bad)
    return bad;
  return versions_of(db, after);
}

} // namespace fleetwire::storage
