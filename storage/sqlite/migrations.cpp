#include "storage/sqlite/migrations.hpp"

#include <set>
#include <tuple>
#include <vector>

#include "storage/sqlite/copy.hpp"
#include "storage/sqlite/sqlite_session.hpp"

namespace fleetwire::storage::sqlite {

namespace {

struct move {
  const schema* what;
  std::size_t from;
};

status plan(const connection& db, file where, std::span<const schema> schemas,
            const schema_versions& found, std::vector<move>& out) {
  std::set<std::string_view> seen;
  for (const auto& each : schemas) {
    if (each.where != where)
      continue;
    const auto at = found.find(each.owner);
    const auto version = at == found.end() ? 0 : at->second;
    const auto known = static_cast<std::int64_t>(each.steps.size());
    if (version < 0 || version > known)
      return {errc::newer_version, db.path() + ": the tables of " + std::string{each.owner}
                                     + " have version " + std::to_string(version)
                                     + ", this release knows " + std::to_string(known)};
    if (!seen.insert(each.owner).second)
      return {errc::invalid, db.path() + ": two schemas of " + std::string{each.owner}};
    if (version < known)
      out.push_back({&each, static_cast<std::size_t>(version)});
  }
  return {};
}

status apply(connection& db, const move& next) {
  for (auto i = next.from; i < next.what->steps.size(); ++i) {
    db.guard(true); // a step cannot end the transaction
    const auto done = db.raw().execute(std::string{next.what->steps[i]}.c_str());
    db.guard(false);
    if (!done)
      return {done.code(), "step " + std::to_string(i + 1) + " of " + std::string{next.what->owner}
                             + " failed: " + done.detail()};
  }
  sqlite_session view{db, access::write};
  view.exec("INSERT INTO fleetwire_schema(owner, version) VALUES(?1, ?2)"
            " ON CONFLICT(owner) DO UPDATE SET version = ?2",
            next.what->owner, next.what->steps.size());
  return view.fault();
}

status check_keys(connection& db) {
  sqlite_session view{db, access::read};
  view.rows("PRAGMA foreign_key_check", [&](const row& broken) {
    view.fail({errc::conflict, db.path() + ": after the migration a row of "
                                 + std::string{broken.text(0)} + " names one of "
                                 + std::string{broken.text(2)} + " that is not there"});
  });
  return view.fault();
}

status apply_all(connection& db, std::span<const move> moves) {
  if (auto bad = db.run("BEGIN IMMEDIATE"); !bad)
    return bad;
  auto result = db.run("CREATE TABLE IF NOT EXISTS fleetwire_schema("
                       "owner TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL) STRICT");
  for (const auto& next : moves)
    if (result)
      result = apply(db, next);
  if (result)
    result = check_keys(db);
  if (result)
    result = db.run("COMMIT");
  if (!result && db.in_transaction())
    std::ignore = db.run("ROLLBACK");
  return result;
}

} // namespace

status read_versions(connection& db, schema_versions& out) {
  out.clear();
  bool there = false;
  sqlite_session view{db, access::read};
  view.rows("SELECT 1 FROM sqlite_schema WHERE name = 'fleetwire_schema'",
            [&](const row&) { there = true; });
  if (there)
    view.rows("SELECT owner, version FROM fleetwire_schema",
              [&](const row& r) { out.emplace(r.text(0), r.integer(1)); });
  return view.fault();
}

status migrate(connection& db, file where, std::span<const schema> schemas) {
  schema_versions found;
  if (auto bad = read_versions(db, found); !bad)
    return bad;
  std::vector<move> moves;
  if (auto bad = plan(db, where, schemas, found, moves); !bad || moves.empty())
    return bad;
  if (!found.empty() && !is_memory_name(db.path())) {
    const auto& first = *moves.front().what;
    const auto to =
      db.path() + ".before-" + std::string{first.owner} + "-" + std::to_string(first.steps.size());
    if (auto bad = copy(db.raw(), to); !bad)
      return bad;
  }
  // Rebuilding a table that others refer to needs the keys off, which a transaction cannot do.
  if (auto bad = db.run("PRAGMA foreign_keys=OFF"); !bad)
    return bad;
  auto result = apply_all(db, moves);
  const auto restored = db.run("PRAGMA foreign_keys=ON");
  return result ? restored : result;
}

} // namespace fleetwire::storage::sqlite
