#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/sqlite/database.hpp"
#include "storage/sqlite/statement_log.hpp"

namespace fleetwire::storage::sqlite {

/// A prepared statement in use: reset and emptied when this goes, for the next user.
class lease {
public:
  lease() = default;
  explicit lease(sqlite3_stmt* cached) : statement_(cached) {
    // nop
  }
  /// One that the cache has no room for.
  explicit lease(statement own) : statement_(own.get()), own_(std::move(own)) {
    // nop
  }
  lease(lease&& other) noexcept;
  lease& operator=(lease&& other) noexcept;
  ~lease();

  sqlite3_stmt* get() const noexcept { return statement_; }

private:
  sqlite3_stmt* statement_ = nullptr;
  statement own_;
};

/// A database with its prepared statements, cached by their text. On one thread at a time.
class connection {
public:
  status open(const std::string& path, const open_options& how = {});

  /// The statement of `sql`, which must be exactly one.
  status prepare(std::string_view sql, lease& out) { return find(of_jobs_, sql, out); }

  /// A statement of ours without values and rows: BEGIN, COMMIT and their kin.
  status run(std::string_view sql);

  /// Whether a transaction is open. SQLite ends it by itself after some failures.
  bool in_transaction() const noexcept;

  /// Rows changed since it was opened, those undone included.
  std::int64_t total_changes() const noexcept;

  /// Another number than before when somebody else has committed meanwhile.
  unsigned version() const noexcept;

  /// Whether a deferred foreign key is unsatisfied, which would fail the commit.
  bool owes_keys() const noexcept;

  /// While set, statements that begin and end transactions or attach files are refused: those are
  /// the store's affair.
  void guard(bool on) noexcept { guarded_ = on; }

  database& raw() noexcept { return db_; }

  /// For whoever runs a group; kept here for its memory.
  statement_log& noted() noexcept { return noted_; }

  const std::string& path() const noexcept { return db_.path(); }

private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  using cache = std::unordered_map<std::string, statement, text_hash, std::equal_to<>>;

  status find(cache& in, std::string_view sql, lease& out);
  static int authorize(void* self, int action, const char*, const char*, const char*, const char*);

  database db_; // outlives its statements
  cache of_jobs_;
  cache own_; ///< apart: the guard asks at preparation, so a job must not find these
  statement_log noted_;
  bool guarded_ = false;
};

} // namespace fleetwire::storage::sqlite
