#include "storage/sqlite/connection.hpp"

#include <utility>

#include <sqlite3.h>

namespace fleetwire::storage::sqlite {

namespace {

/// More than all systems have together; whoever builds SQL with values in it pays with a
/// preparation per call, but not with memory.
constexpr std::size_t max_cached = 1'000;

bool blank(std::string_view rest) {
  return rest.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

} // namespace

lease::lease(lease&& other) noexcept
  : statement_(std::exchange(other.statement_, nullptr)), own_(std::move(other.own_)) {
  // nop
}

lease& lease::operator=(lease&& other) noexcept {
  std::swap(statement_, other.statement_);
  std::swap(own_, other.own_);
  return *this;
}

lease::~lease() {
  if (statement_ == nullptr)
    return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

status connection::open(const std::string& path, const open_options& how) {
  if (auto bad = db_.open(path, how); !bad)
    return bad;
  // Asked at preparation only, so it costs nothing once the cache is warm.
  sqlite3_set_authorizer(db_.handle(), authorize, this);
  return {};
}

int connection::authorize(void* self, int action, const char*, const char*, const char*,
                          const char*) {
  if (!static_cast<connection*>(self)->guarded_)
    return SQLITE_OK;
  switch (action) {
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
      return SQLITE_DENY;
    default:
      return SQLITE_OK;
  }
}

status connection::find(cache& in, std::string_view sql, lease& out) {
  if (const auto found = in.find(sql); found != in.end()) {
    // A job may run the same text again while it walks the rows of the first.
    if (sqlite3_stmt_busy(found->second.get()) == 0) {
      out = lease{found->second.get()};
      return {};
    }
  }
  statement fresh;
  std::string_view rest;
  if (auto bad = db_.prepare(sql, fresh, &rest); !bad)
    return bad;
  if (!fresh || !blank(rest))
    return {errc::invalid, db_.path() + ": one statement at a time (" + std::string{sql} + ")"};
  if (in.size() >= max_cached || in.contains(sql)) {
    out = lease{std::move(fresh)};
    return {};
  }
  out = lease{fresh.get()};
  in.emplace(std::string{sql}, std::move(fresh));
  return {};
}

status connection::run(std::string_view sql) {
  lease what;
  if (auto bad = find(own_, sql, what); !bad)
    return bad;
  return db_.run(what.get());
}

bool connection::in_transaction() const noexcept {
  return sqlite3_get_autocommit(db_.handle()) == 0;
}

std::int64_t connection::total_changes() const noexcept {
  return sqlite3_total_changes64(db_.handle());
}

unsigned connection::version() const noexcept {
  unsigned out = 0;
  sqlite3_file_control(db_.handle(), "main", SQLITE_FCNTL_DATA_VERSION, &out);
  return out;
}

bool connection::owes_keys() const noexcept {
  int owed = 0;
  int unused = 0;
  sqlite3_db_status(db_.handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &owed, &unused, 0);
  return owed != 0;
}

} // namespace fleetwire::storage::sqlite
