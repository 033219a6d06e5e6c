#include "storage/sqlite/sqlite_session.hpp"

#include <sqlite3.h>

namespace fleetwire::storage::sqlite {

namespace {

class sqlite_row final : public row {
public:
  explicit sqlite_row(sqlite3_stmt* at) : at_(at) {
    // nop
  }

  bool is_null(int column) const noexcept override {
    return sqlite3_column_type(at_, column) == SQLITE_NULL;
  }

  std::int64_t integer(int column) const noexcept override {
    return sqlite3_column_int64(at_, column);
  }

  double number(int column) const noexcept override { return sqlite3_column_double(at_, column); }

  std::string_view text(int column) const noexcept override {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(at_, column));
    if (bytes == nullptr)
      return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(at_, column))};
  }

  std::string_view bytes(int column) const noexcept override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(at_, column));
    if (bytes == nullptr) // an empty one, too
      return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(at_, column))};
  }

private:
  sqlite3_stmt* at_;
};

/// Binds without a copy: the values outlive the statement's use.
struct binder {
  sqlite3_stmt* to;
  int at;

  int operator()(std::nullptr_t) const { return sqlite3_bind_null(to, at); }

  int operator()(std::int64_t number) const { return sqlite3_bind_int64(to, at, number); }

  int operator()(double number) const { return sqlite3_bind_double(to, at, number); }

  int operator()(std::string_view text) const {
    const char* address = text.data() == nullptr ? "" : text.data(); // no address would be NULL
    return sqlite3_bind_text64(to, at, address, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }

  int operator()(const blob& what) const {
    if (what.bytes.empty()) // no address would be NULL
      return sqlite3_bind_zeroblob(to, at, 0);
    return sqlite3_bind_blob64(to, at, what.bytes.data(), what.bytes.size(), SQLITE_STATIC);
  }
};

} // namespace

void sqlite_session::fail(status why) {
  if (!fault_)
    return;
  fault_ = why ? status{errc::invalid, "the job failed without a reason"} : std::move(why);
}

void sqlite_session::run(std::string_view sql, std::span<const datum> values) {
  if (perform(sql, values, nullptr))
    changes_ = sqlite3_changes64(db_.raw().handle());
}

void sqlite_session::query(std::string_view sql, std::span<const datum> values,
                           const std::function<void(const row&)>& each) {
  perform(sql, values, &each);
}

bool sqlite_session::perform(std::string_view sql, std::span<const datum> values,
                             const std::function<void(const row&)>* each) {
  if (!fault_)
    return false;
  lease what;
  fault_ = prepare(sql, values, what);
  if (fault_)
    walk(what.get(), each);
  if (fault_ && sqlite3_stmt_readonly(what.get()) == 0) {
    has_written_ = true;
    if (log_ != nullptr)
      log_->add(sql, values);
  }
  return static_cast<bool>(fault_);
}

void sqlite_session::walk(sqlite3_stmt* what, const std::function<void(const row&)>* each) {
  const sqlite_row now{what};
  int code = SQLITE_ROW;
  while (fault_ && (code = sqlite3_step(what)) == SQLITE_ROW)
    if (each != nullptr)
      (*each)(now);
  if (fault_ && code != SQLITE_DONE)
    fault_ = db_.raw().fault(code, sqlite3_sql(what));
}

status sqlite_session::prepare(std::string_view sql, std::span<const datum> values, lease& out) {
  if (auto bad = db_.prepare(sql, out); !bad)
    return bad;
  if (rights_ == access::read && sqlite3_stmt_readonly(out.get()) == 0)
    return {errc::invalid, db_.path() + ": a reader may not write (" + std::string{sql} + ")"};
  const auto wanted = sqlite3_bind_parameter_count(out.get());
  if (static_cast<std::size_t>(wanted) != values.size())
    return {errc::invalid, db_.path() + ": " + std::to_string(values.size()) + " values for "
                             + std::to_string(wanted) + " places (" + std::string{sql} + ")"};
  return bind(out.get(), values);
}

status sqlite_session::bind(sqlite3_stmt* to, std::span<const datum> values) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int code = std::visit(binder{to, static_cast<int>(i) + 1}, values[i]);
    if (code != SQLITE_OK)
      return db_.raw().fault(code, sqlite3_sql(to));
  }
  return {};
}

} // namespace fleetwire::storage::sqlite
