#include "storage/sqlite/group.hpp"

#include <exception>
#include <tuple>

#include "storage/sqlite/sqlite_session.hpp"

namespace fleetwire::storage::sqlite {

namespace {

/// What the job itself says of its end, exceptions included.
void perform(connection& db, const job& what, sqlite_session& view) {
  db.guard(true);
  try {
    what(view);
  } catch (const std::exception& thrown) {
    view.fail({errc::invalid, std::string{"the job threw: "} + thrown.what()});
  } catch (...) {
    view.fail({errc::invalid, "the job threw"});
  }
  db.guard(false);
  // Left to the commit, this would fail the whole group.
  if (view.ok() && db.owes_keys())
    view.fail({errc::conflict, db.path() + ": FOREIGN KEY constraint failed at the end"});
}

/// The jobs of a group inside its transaction. Jobs seldom fail, so nothing is set aside for that: when
/// one has to be undone all are, and what the others changed is done again. From then on each has a
/// savepoint, or a crowd of failing jobs would cost its square.
class group_run {
public:
  explicit group_run(connection& db) : db_(db), log_(db.noted()) { log_.clear(); }

  /// What became of the job. When the transaction is gone with it, so is all that came before.
  status run(const job& what, bool is_last) {
    return is_careful_ ? run_in_savepoint(what) : run_noted(what, is_last);
  }

private:
  status run_noted(const job& what, bool is_last) {
    const auto noted = log_.size();
    const auto changes = db_.total_changes();
    sqlite_session view{db_, access::write, is_last ? nullptr : &log_};
    perform(db_, what, view);
    const bool has_changed = view.has_written() || db_.total_changes() != changes;
    if (!view.ok() && has_changed && db_.in_transaction()) {
      log_.cut(noted);
      if (auto bad = undo(); !bad)
        return bad;
    }
    is_careful_ = is_careful_ || log_.size() > statement_log::most;
    return view.fault();
  }

  /// Goes back to before the job that failed.
  status undo() {
    is_careful_ = true;
    const auto version = db_.version();
    auto again = db_.run("ROLLBACK");
    if (again)
      again = db_.run("BEGIN IMMEDIATE");
    if (again && db_.version() != version) // what the jobs saw may not be so any more
      again = {errc::busy, db_.path() + ": somebody else has changed it"};
    if (again) {
      sqlite_session view{db_, access::write};
      log_.replay(view);
      again = view.fault();
    }
    if (!again && db_.in_transaction())
      std::ignore = db_.run("ROLLBACK"); // the caller sees that the transaction is gone
    return again;
  }

  status run_in_savepoint(const job& what) {
    if (auto bad = db_.run("SAVEPOINT job"); !bad)
      return bad;
    sqlite_session view{db_, access::write};
    perform(db_, what, view);
    auto result = view.fault();
    if (result)
      result = db_.run("RELEASE job");
    if (result || !db_.in_transaction())
      return result;
    if (!db_.run("ROLLBACK TO job") || !db_.run("RELEASE job"))
      std::ignore = db_.run("ROLLBACK"); // here as well
    return result;
  }

  connection& db_;
  statement_log& log_;
  bool is_careful_ = false;
};

status run_all(connection& db, std::span<pending> group) {
  group_run jobs{db};
  for (auto& each : group) {
    each.result = jobs.run(each.what, &each == &group.back());
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
  sqlite_session view{db, access::read};
  perform(db, what, view);
  if (db.in_transaction())
    std::ignore = db.run("ROLLBACK");
  return view.fault();
}

} // namespace fleetwire::storage::sqlite
