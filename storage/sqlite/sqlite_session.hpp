#pragma once

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/statement_log.hpp"
#include "storage/store.hpp"

struct sqlite3_stmt;

namespace fleetwire::storage::sqlite {

/// What a job may do.
enum class access : std::uint8_t { read, write };

/// One job's view of a connection; dies with the job.
class sqlite_session final : public session {
public:
  /// Statements that change something are noted in `log`, if there is one.
  sqlite_session(connection& db, access rights, statement_log* log = nullptr)
    : db_(db), rights_(rights), log_(log) {
    // nop
  }

  void run(std::string_view sql, std::span<const datum> values) override;
  void query(std::string_view sql, std::span<const datum> values,
             const std::function<void(const row&)>& each) override;

  std::int64_t changes() const noexcept override { return changes_; }

  const status& fault() const noexcept override { return fault_; }

  void fail(status why) override;

  /// Whether a statement of those that change something has ended well.
  bool has_written() const noexcept { return has_written_; }

private:
  /// Gives false when the statement failed; then it has left nothing.
  bool perform(std::string_view sql, std::span<const datum> values,
               const std::function<void(const row&)>* each);
  status prepare(std::string_view sql, std::span<const datum> values, lease& out);
  status bind(sqlite3_stmt* to, std::span<const datum> values) const;
  void walk(sqlite3_stmt* what, const std::function<void(const row&)>* each);

  connection& db_;
  access rights_;
  statement_log* log_;
  bool has_written_ = false;
  std::int64_t changes_ = 0;
  status fault_;
};

} // namespace fleetwire::storage::sqlite
