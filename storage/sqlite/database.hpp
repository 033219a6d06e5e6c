#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "storage/status.hpp"

struct sqlite3;
struct sqlite3_stmt;

/// A thin hold on SQLite. Private to storage/sqlite, the only folder that knows sqlite3.h.
namespace fleetwire::storage::sqlite {

struct close_database {
  void operator()(sqlite3* handle) const noexcept;
};

struct finish_statement {
  void operator()(sqlite3_stmt* statement) const noexcept;
};

using statement = std::unique_ptr<sqlite3_stmt, finish_statement>;

/// One connection to one file; on one thread at a time.
class database {
public:
  /// Opens or creates `path`: write-ahead log, full synchronisation, a bounded wait for others.
  status open(const std::string& path);

  status execute(const char* sql);
  status prepare(std::string_view sql, statement& out);

  /// Runs a statement that gives no rows, and resets it.
  status run(sqlite3_stmt* what);

  /// A single number, as most pragmas give it.
  status number(const char* sql, std::int64_t& out);

  /// What went wrong last, in our terms.
  status fault(int code, std::string_view doing) const;

private:
  std::string path_;
  std::unique_ptr<sqlite3, close_database> handle_;
};

} // namespace fleetwire::storage::sqlite
