#include "storage/sqlite/sqlite_snapshots.hpp"

#include "storage/sqlite/database.hpp"

#include <filesystem>

#include <sqlite3.h>

namespace fleetwire::storage {

namespace {

/// Grows with every change of the tables; stored in the file as user_version.
constexpr std::int64_t schema_version = 1;

constexpr const char* create_schema = "BEGIN IMMEDIATE;"
                                      "CREATE TABLE IF NOT EXISTS snapshots("
                                      "  key BLOB PRIMARY KEY NOT NULL, blob BLOB NOT NULL);"
                                      "PRAGMA user_version = 1;"
                                      "COMMIT;";

int bind(sqlite3_stmt* to, int at, std::string_view bytes) {
  // A null pointer would bind NULL instead of an empty value.
  return sqlite3_bind_blob64(to, at, bytes.empty() ? "" : bytes.data(), bytes.size(),
                             SQLITE_STATIC);
}

class sqlite_snapshots : public snapshot_store {
public:
  status open(const std::string& path) {
    if (auto bad = db_.open(path); !bad)
      return bad;
    if (auto bad = migrate(path); !bad)
      return bad;
    if (auto bad = db_.prepare("INSERT INTO snapshots(key, blob) VALUES(?1, ?2) "
                               "ON CONFLICT(key) DO UPDATE SET blob = excluded.blob",
                               save_);
        !bad)
      return bad;
    if (auto bad = db_.prepare("SELECT blob FROM snapshots WHERE key = ?1", load_); !bad)
      return bad;
    return db_.prepare("DELETE FROM snapshots WHERE key = ?1", remove_);
  }

  status save(std::string_view key, std::string_view blob) override {
    if (auto bad = check_key(key); !bad)
      return bad;
    if (auto bad = check_blob(blob); !bad)
      return bad;
    return run(save_.get(), key, &blob);
  }

  status load(std::string_view key, std::optional<std::string>& blob) override {
    blob.reset();
    if (auto bad = check_key(key); !bad)
      return bad;
    auto* query = load_.get();
    int code = bind(query, 1, key);
    if (code == SQLITE_OK)
      code = sqlite3_step(query);
    status result;
    if (code == SQLITE_ROW)
      blob = column(query);
    else if (code != SQLITE_DONE)
      result = db_.fault(code, "load");
    release(query);
    return result;
  }

  status remove(std::string_view key) override {
    if (auto bad = check_key(key); !bad)
      return bad;
    return run(remove_.get(), key, nullptr);
  }

private:
  status migrate(const std::string& path) {
    std::int64_t found = 0;
    if (auto bad = db_.number("PRAGMA user_version", found); !bad)
      return bad;
    if (found > schema_version)
      return {errc::newer_version, path + ": written by a later release (schema "
                                     + std::to_string(found) + ", this one knows "
                                     + std::to_string(schema_version) + ")"};
    return found == schema_version ? status{} : db_.execute(create_schema);
  }

  status run(sqlite3_stmt* what, std::string_view key, const std::string_view* blob) {
    int code = bind(what, 1, key);
    if (code == SQLITE_OK && blob != nullptr)
      code = bind(what, 2, *blob);
    auto result = code == SQLITE_OK ? db_.run(what) : db_.fault(code, "bind");
    release(what);
    return result;
  }

  static std::string column(sqlite3_stmt* row) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(row, 0));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, 0));
    return size == 0 ? std::string{} : std::string(data, size);
  }

  /// Ends the read transaction and forgets the caller's bytes.
  static void release(sqlite3_stmt* what) {
    sqlite3_reset(what);
    sqlite3_clear_bindings(what);
  }

  sqlite::database db_; // outlives its statements
  sqlite::statement save_;
  sqlite::statement load_;
  sqlite::statement remove_;
};

} // namespace

std::unique_ptr<snapshot_store> open_sqlite_snapshots(const std::string& folder, status& result) {
  result = sqlite::make_folder(folder);
  if (!result)
    return nullptr;
  auto store = std::make_unique<sqlite_snapshots>();
  result = store->open((std::filesystem::path{folder} / "fleetwire.db").string());
  if (!result)
    return nullptr;
  return store;
}

} // namespace fleetwire::storage
