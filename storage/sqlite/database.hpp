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

/// How a connection is opened.
struct open_options {
  bool read_only = false;      ///< does not make the file either
  bool existing_only = false;  ///< a missing file is an error
  bool alone = false;             ///< nobody else may have the file open, or it is busy
  bool flush_every_commit = true; ///< FULL; false: NORMAL, which may lose the last commits
};

/// One connection to one file; on one thread at a time.
class database {
public:
  /// Opens or creates `path`: write-ahead log, a bounded wait for others. A path that begins with
  /// "file:" is a URI, as memory_name() makes them.
  status open(const std::string& path, const open_options& how = {});

  status execute(const char* sql);
  /// The first statement of `sql`; `rest` gets what follows it.
  status prepare(std::string_view sql, statement& out, std::string_view* rest = nullptr);

  /// Runs a statement that gives no rows, and resets it.
  status run(sqlite3_stmt* what);

  /// A single number, as most pragmas give it.
  status number(const char* sql, std::int64_t& out);

  /// What went wrong last, in our terms.
  status fault(int code, std::string_view doing) const;

  const std::string& path() const noexcept { return path_; }

  sqlite3* handle() const noexcept { return handle_.get(); }

private:
  status gather_log();

  std::string path_;
  std::unique_ptr<sqlite3, close_database> handle_;
};

/// Makes the folder and those above it, if they are not there.
status make_folder(const std::string& folder);

/// A name for a database in memory that several connections of this process can open; it lives as
/// long as one of them does.
std::string new_memory_name();
bool is_memory_name(std::string_view path) noexcept;

} // namespace fleetwire::storage::sqlite
