#pragma once

#include "storage/sqlite/connection.hpp"
#include "storage/store.hpp"

struct sqlite3_stmt;

namespace fleetwire::storage::sqlite {

/// What a job may do.
enum class access : std::uint8_t { read, write };

/// One job's view of a connection; dies with the job.
class sqlite_session final : public session {
public:
  sqlite_session(connection& db, access rights) : db_(db), rights_(rights) {
    // nop
  }

  void run(std::string_view sql, std::span<const datum> values) override;
  void query(std::string_view sql, std::span<const datum> values,
             const std::function<void(const row&)>& each) override;

  std::int64_t changes() const noexcept override { return changes_; }

  const status& fault() const noexcept override { return fault_; }

  void fail(status why) override;

private:
  status prepare(std::string_view sql, std::span<const datum> values, lease& out);
  status bind(sqlite3_stmt* to, std::span<const datum> values) const;
  void walk(sqlite3_stmt* what, const std::function<void(const row&)>* each);

  connection& db_;
  access rights_;
  std::int64_t changes_ = 0;
  status fault_;
};

} // namespace fleetwire::storage::sqlite
