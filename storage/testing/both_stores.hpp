#pragma once

#include <filesystem>
#include <future>
#include <random>
#include <string>

#include "storage/backends/open_store.hpp"

#include "caf/test/dsl.hpp"

/// What the suites of the store share. A suite defines CAF_SUITE first.
namespace fleetwire::storage::testing {

inline constexpr std::string_view steps[] = {
  "CREATE TABLE trip(id INTEGER PRIMARY KEY, driver TEXT, state TEXT NOT NULL,"
  "  CONSTRAINT known_state CHECK (state IN ('live', 'done'))) STRICT;"
  "CREATE UNIQUE INDEX one_live_trip ON trip(driver) WHERE state = 'live';",
  "CREATE TABLE offer(id INTEGER PRIMARY KEY, trip INTEGER NOT NULL REFERENCES trip(id),"
  "  price REAL, later INTEGER REFERENCES trip(id) DEFERRABLE INITIALLY DEFERRED);"};
inline constexpr std::string_view history_steps[] = {"CREATE TABLE ping(at INTEGER)"};
inline const schema schemas[] = {{"rides", file::promises, steps},
                                 {"rides", file::history, history_steps}};

/// What a script saw, as text that must be the same whatever the backend. Details begin with the
/// name of the file, which differs.
class transcript {
public:
  void operator()(const status& s) {
    const auto from = s.detail().find(": ");
    text += std::string{to_string(s.code())} + " "
            + (from == std::string::npos ? s.detail() : s.detail().substr(from)) + "\n";
  }

  void operator()(std::string_view line) { (text += line) += '\n'; }

  std::string text;
};

/// Waits for the end of one job.
inline status finish(store& db, file where, bool writes, job what) {
  std::promise<status> ended;
  const auto done = [&](const status& s) { ended.set_value(s); };
  writes ? db.write(where, std::move(what), done) : db.read(where, std::move(what), done);
  return ended.get_future().get();
}

inline status write(store& db, job what) {
  return finish(db, file::promises, true, std::move(what));
}

inline status read(store& db, job what) {
  return finish(db, file::promises, false, std::move(what));
}

inline status insert(store& db, int id, std::string_view driver, std::string_view state) {
  return write(db, [=, driver = std::string{driver}, state = std::string{state}](session& s) {
    s.exec("INSERT INTO trip VALUES(?, ?, ?)", id, driver, state);
  });
}

/// Every row of trip in one line.
inline std::string trips(store& db) {
  std::string out;
  const auto end = read(db, [&](session& s) {
    s.rows("SELECT id, driver, state FROM trip ORDER BY id", [&](const row& r) {
      out += std::to_string(r.integer(0)) + std::string{r.text(1)} + std::string{r.text(2)} + " ";
    });
  });
  CAF_CHECK_EQUAL(end.code(), errc::ok);
  return out;
}

/// Keeps the writer busy with a job of its own while this lives, so that others must queue.
class held_writer {
public:
  explicit held_writer(store& db, file where = file::promises) {
    std::promise<void> running;
    auto freed = free_.get_future().share();
    db.write(where, [&, freed](session&) { running.set_value(), freed.wait(); }, {});
    running.get_future().wait();
  }

  ~held_writer() { free_.set_value(); }

private:
  std::promise<void> free_;
};

struct both_stores {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("fleetwire-store-test-" + std::to_string(std::random_device{}()));

  ~both_stores() { std::filesystem::remove_all(folder); }

  static std::unique_ptr<store> open(store_options options) {
    status result{errc::io, "untouched"};
    auto db = open_store(options, schemas, result);
    CAF_REQUIRE_EQUAL(result.detail(), "");
    CAF_REQUIRE(db != nullptr);
    return db;
  }

  /// Runs the script on both backends; what it tells must be alike, and must be something.
  template <class Script>
  std::string on_both(Script script, store_options options = {}) {
    transcript memory;
    transcript files;
    options.folder.clear();
    script(*open(options), memory);
    options.folder = folder.string();
    script(*open(options), files);
    CAF_CHECK_EQUAL(memory.text, files.text);
    CAF_CHECK(!memory.text.empty());
    return files.text;
  }
};

} // namespace fleetwire::storage::testing
