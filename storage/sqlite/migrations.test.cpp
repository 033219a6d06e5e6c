#define CAF_SUITE storage.sqlite.migrations

#include "storage/sqlite/migrations.hpp"

#include <filesystem>
#include <fstream>
#include <random>
#include <vector>

#include "storage/sqlite/sqlite_session.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::storage;

namespace {

using texts = std::vector<std::string_view>;

const texts first{"CREATE TABLE trip(id INTEGER PRIMARY KEY); INSERT INTO trip VALUES(1);"};
const texts second{first[0], "CREATE TABLE offer(trip INTEGER REFERENCES trip(id));"
                             "INSERT INTO offer VALUES(1);"};
// Rebuilds a table that another refers to.
const texts third{first[0], second[1],
                  "CREATE TABLE trip_2(id INTEGER PRIMARY KEY, state TEXT);"
                  "INSERT INTO trip_2 SELECT id, 'done' FROM trip; DROP TABLE trip;"
                  "ALTER TABLE trip_2 RENAME TO trip;"};

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("fleetwire-migrations-test-" + std::to_string(std::random_device{}()));
  std::string path = (folder / "promises.db").string();

  fixture() { std::filesystem::create_directories(folder); }

  ~fixture() { std::filesystem::remove_all(folder); }

  status migrate(std::vector<schema> schemas, file where = file::promises) const {
    sqlite::connection db;
    if (auto bad = db.open(path); !bad)
      return bad;
    return sqlite::migrate(db, where, schemas);
  }

  errc migrate_trips(const texts& steps) const {
    return migrate({{"trips", file::promises, steps}}).code();
  }

  static schema of(std::string_view owner, const texts& steps) {
    return {owner, file::promises, steps};
  }

  static std::string ask(const std::string& path, std::string_view sql) {
    sqlite::connection db;
    CAF_REQUIRE_EQUAL(db.open(path, {.existing_only = true}).code(), errc::ok);
    std::string out;
    sqlite::sqlite_session view{db, sqlite::access::read};
    view.rows(sql, [&](const row& r) { (out += r.text(0)) += ' '; });
    return view.ok() ? out : "error";
  }

  std::string versions() const {
    return ask(path, "SELECT owner || version FROM fleetwire_schema ORDER BY owner");
  }

  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& each : std::filesystem::directory_iterator{folder})
      count += each.is_regular_file() ? 1 : 0;
    return count;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(migrations_tests, fixture)

CAF_TEST(a new file goes through all steps without a copy) {
  CAF_CHECK_EQUAL(migrate_trips(third), errc::ok);
  CAF_CHECK_EQUAL(versions(), "trips3 ");
  CAF_CHECK_EQUAL(ask(path, "SELECT state FROM trip"), "done ");
  CAF_CHECK_EQUAL(files(), 1u);
}

CAF_TEST(only the steps that are missing run) {
  CAF_CHECK_EQUAL(migrate_trips(first), errc::ok);
  CAF_CHECK_EQUAL(migrate_trips(first), errc::ok);
  CAF_CHECK_EQUAL(ask(path, "SELECT count(*) FROM trip"), "1 ");
  CAF_CHECK_EQUAL(files(), 1u);
  CAF_CHECK_EQUAL(migrate_trips(third), errc::ok);
  CAF_CHECK_EQUAL(versions(), "trips3 ");
  CAF_CHECK_EQUAL(ask(path, "SELECT trip FROM offer"), "1 ");
}

CAF_TEST(a file with tables is copied before they change) {
  CAF_CHECK_EQUAL(migrate_trips(first), errc::ok);
  CAF_CHECK_EQUAL(migrate_trips(second), errc::ok);
  const auto copy = path + ".before-trips-2";
  CAF_CHECK_EQUAL(ask(copy, "SELECT owner || version FROM fleetwire_schema"), "trips1 ");
  CAF_CHECK_EQUAL(ask(copy, "SELECT id FROM trip"), "1 ");
  CAF_CHECK_EQUAL(ask(copy, "PRAGMA integrity_check"), "ok ");
  CAF_CHECK_EQUAL(files(), 2u); // no log and no half copy beside it
}

CAF_TEST(every owner has a version of its own) {
  const texts users{"CREATE TABLE user(id)"};
  CAF_CHECK_EQUAL(migrate({of("trips", first), of("users", users)}).code(), errc::ok);
  CAF_CHECK_EQUAL(versions(), "trips1 users1 ");
  CAF_CHECK_EQUAL(migrate({of("trips", second)}).code(), errc::ok); // users are switched off
  CAF_CHECK_EQUAL(versions(), "trips2 users1 ");
  CAF_CHECK_EQUAL(migrate({of("users", users), of("users", users)}).code(), errc::invalid);
}

CAF_TEST(each file takes the schemas that are meant for it) {
  const texts pings{"CREATE TABLE ping(id)"};
  const std::vector<schema> both{of("trips", first), {"trips", file::history, pings}};
  CAF_CHECK_EQUAL(migrate(both, file::history).code(), errc::ok);
  CAF_CHECK_EQUAL(ask(path, "SELECT name FROM sqlite_schema WHERE name IN ('trip', 'ping')"),
                  "ping ");
}

CAF_TEST(a newer file is refused and nothing of it touched) {
  const texts users{"CREATE TABLE user(id)"};
  CAF_CHECK_EQUAL(migrate_trips(third), errc::ok);
  const auto refused = migrate({of("users", users), of("trips", second)});
  CAF_CHECK_EQUAL(refused.code(), errc::newer_version);
  CAF_CHECK_EQUAL(refused.detail(),
                  path + ": the tables of trips have version 3, this release knows 2");
  CAF_CHECK_EQUAL(versions(), "trips3 ");
  CAF_CHECK_EQUAL(files(), 1u);
}

CAF_TEST(a step that fails leaves the file as it was) {
  CAF_CHECK_EQUAL(migrate_trips(first), errc::ok);
  const texts users{"CREATE TABLE user(id)"};
  for (const std::string_view wrong :
       {"CREATE TABLE good(id); CREATE TABEL bad(id);", "CREATE TABLE good(id); COMMIT;",
        "CREATE TABLE good(id); INSERT INTO nowhere VALUES(1)"}) {
    const texts steps{first[0], "CREATE TABLE fine(id)", wrong};
    const auto end = migrate({of("users", users), of("trips", steps)});
    CAF_CHECK_EQUAL(end.code(), errc::invalid);
    CAF_CHECK(end.detail().starts_with("step 3 of trips failed: " + path));
    CAF_CHECK_EQUAL(versions(), "trips1 ");
    CAF_CHECK_EQUAL(ask(path, "SELECT name FROM sqlite_schema WHERE name IN"
                              " ('user', 'good', 'fine')"),
                    "");
  }
  CAF_CHECK_EQUAL(migrate_trips(second), errc::ok);
}

CAF_TEST(keys that lead nowhere stop a migration) {
  CAF_CHECK_EQUAL(migrate_trips(second), errc::ok);
  const auto end = migrate_trips({first[0], second[1], "DELETE FROM trip"});
  CAF_CHECK_EQUAL(end, errc::conflict);
  CAF_CHECK_EQUAL(ask(path, "SELECT id FROM trip"), "1 ");
  CAF_CHECK_EQUAL(versions(), "trips2 ");
}

CAF_TEST(keys are on again afterwards) {
  sqlite::connection db;
  const std::vector<schema> trips{of("trips", second)};
  CAF_REQUIRE_EQUAL(db.open(path).code(), errc::ok);
  CAF_REQUIRE_EQUAL(sqlite::migrate(db, file::promises, trips).code(), errc::ok);
  sqlite::sqlite_session view{db, sqlite::access::write};
  view.exec("INSERT INTO offer VALUES(77)");
  CAF_CHECK_EQUAL(view.fault().code(), errc::conflict);
}

CAF_TEST(a file that is damaged or no database is refused by name) {
  std::ofstream{path} << std::string(8'192, 'x');
  const auto end = migrate({of("trips", first)});
  CAF_CHECK_EQUAL(end.code(), errc::corrupt);
  CAF_CHECK(end.detail().starts_with(path));
  CAF_CHECK_EQUAL(std::filesystem::file_size(path), 8'192u);
}

CAF_TEST_FIXTURE_SCOPE_END()
