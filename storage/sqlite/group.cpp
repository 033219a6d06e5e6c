#include "storage/sqlite/group.hpp"

#include <exception>
#include <tuple>

#include "storage/sqlite/sqlite_session.hpp"

namespace fleetwire::storage::sqlite {

namespace {

/// What the job itself says of its end, exceptions included.
status outcome(connection& db, const job& what, access rights) {
  sqlite_session view{db, rights};
  db.guard(true);
  try {
    what(view);
  } catch (const std::exception& thrown) {
    view.fail({errc::invalid, std::string{"the job threw: "} + thrown.what()});
  } catch (...) {
    view.fail({errc::invalid, "the job threw"});
  }
  db.guard(false);
  return view.fault();
}

status run_write(connection& db, const job& what) {
  if (auto bad = db.run("SAVEPOINT job"); !bad)
    return bad;
  auto result = outcome(db, what, access::write);
  // Left to the commit, this would fail the whole group.
  if (result && db.owes_keys())
    result = {errc::conflict, db.path() + ": FOREIGN KEY constraint failed at the end"};
  if (result)
    result = db.run("RELEASE job");
  if (result || !db.in_transaction())
    return result;
  if (!db.run("ROLLBACK TO job") || !db.run("RELEASE job"))
    std::ignore = db.run("ROLLBACK"); // the caller sees that the transaction is gone
  return result;
}

status run_all(connection& db, std::span<pending> group) {
  for (auto& each : group) {
    each.result = run_write(db, each.what);
    if (!db.in_transaction()) // a full disk and the like end it
      return each.result;
  }
  return {};
}

} // namespace

status commit_group(connection& db, std::span<pending> group, const status& verdict) {
  auto whole = db.run("BEGIN IMMEDIATE");
  if (whole)
    whole = run_all(db, group);
  if (whole)
    whole = verdict ? db.run("COMMIT") : verdict;
  if (whole)
    return whole;
  if (db.in_transaction())
    std::ignore = db.run("ROLLBACK");
  for (auto& each : group)
    if (each.result)
      each.result = whole;
  return whole;
}

status run_read(connection& db, const job& what) {
  if (auto bad = db.run("BEGIN"); !bad)
    return bad;
  auto result = outcome(db, what, access::read);
  if (db.in_transaction())
    std::ignore = db.run("ROLLBACK");
  return result;
}

} // namespace fleetwire::storage::sqlite
