#define CAF_SUITE storage.sqlite.upkeep

#include "storage/sqlite/upkeep.hpp"

#include <filesystem>
#include <fstream>
#include <random>

#include <sqlite3.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire::storage;

namespace {

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("fleetwire-upkeep-test-" + std::to_string(std::random_device{}()));
  std::string path = (folder / "promises.db").string();
  sqlite3* server = nullptr; ///< another user of the file

  fixture() {
    std::filesystem::create_directories(folder);
    CAF_REQUIRE_EQUAL(sqlite3_open(path.c_str(), &server), SQLITE_OK);
    run("PRAGMA journal_mode=WAL;"
        "CREATE TABLE fleetwire_schema(owner TEXT PRIMARY KEY, version INTEGER);"
        "INSERT INTO fleetwire_schema VALUES('users', 2), ('rides', 3);"
        "CREATE TABLE trip(id INTEGER PRIMARY KEY, note TEXT);"
        "CREATE TABLE offer(trip INTEGER REFERENCES trip(id));");
  }

  ~fixture() {
    sqlite3_close(server);
    std::filesystem::remove_all(folder);
  }

  void run(const char* sql) const {
    CAF_REQUIRE_EQUAL(sqlite3_exec(server, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  }

  static file_report checked(const std::string& file) {
    file_report out;
    CAF_CHECK_EQUAL(check_file(file, out).detail(), "");
    return out;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(upkeep_tests, fixture)

CAF_TEST(a sound file is reported with its versions) {
  const auto report = checked(path);
  CAF_CHECK(report.problems.empty());
  CAF_REQUIRE_EQUAL(report.versions.size(), 2u);
  CAF_CHECK_EQUAL(report.versions[0].first, "rides");
  CAF_CHECK_EQUAL(report.versions[0].second, 3);
  CAF_CHECK(report.bytes >= 5 * 4'096);
}

CAF_TEST(a key that leads nowhere is a problem) {
  run("INSERT INTO offer VALUES(9)");
  const auto report = checked(path);
  CAF_REQUIRE_EQUAL(report.problems.size(), 1u);
  CAF_CHECK_EQUAL(report.problems[0], "row 1 of offer names one of trip that is not there");
}

CAF_TEST(a damaged page is a problem) {
  run("INSERT INTO trip VALUES(1, hex(zeroblob(20000))); PRAGMA wal_checkpoint(TRUNCATE)");
  const auto size = std::filesystem::file_size(path);
  std::fstream raw(path, std::ios::in | std::ios::out | std::ios::binary);
  raw.seekp(static_cast<std::streamoff>(size - 2 * 4'096));
  raw << std::string(8'192, '\xff');
  raw.close();
  CAF_CHECK(!checked(path).problems.empty());
}

CAF_TEST(a file that is missing or no database cannot be checked) {
  file_report out;
  CAF_CHECK(!check_file(path + "x", out));
  CAF_CHECK(!std::filesystem::exists(path + "x"));
  std::ofstream{path + "y"} << std::string(4'096, 'x');
  CAF_CHECK_EQUAL(check_file(path + "y", out).code(), errc::corrupt);
}

CAF_TEST(a backup holds what was committed when it began) {
  run("INSERT INTO trip VALUES(1, 'a'); BEGIN IMMEDIATE; INSERT INTO trip VALUES(2, 'b')");
  const auto to = path + ".copy";
  CAF_CHECK_EQUAL(backup_file(path, to).detail(), "");
  run("COMMIT");
  sqlite3* copy = nullptr;
  CAF_REQUIRE_EQUAL(sqlite3_open(to.c_str(), &copy), SQLITE_OK);
  std::string seen;
  const auto each = [](void* out, int, char** values, char**) {
    *static_cast<std::string*>(out) += values[0];
    return 0;
  };
  CAF_CHECK_EQUAL(sqlite3_exec(copy, "SELECT note FROM trip", each, &seen, nullptr), SQLITE_OK);
  sqlite3_close(copy);
  CAF_CHECK_EQUAL(seen, "a");
  CAF_CHECK(checked(to).problems.empty());
  CAF_CHECK_EQUAL(backup_file(path, to).code(), errc::conflict); // never over another
}

CAF_TEST(a vacuum makes the file smaller) {
  run("INSERT INTO trip VALUES(1, hex(zeroblob(200000))); DELETE FROM trip;");
  CAF_CHECK(checked(path).bytes > 400'000);
  CAF_CHECK_EQUAL(vacuum_file(path).detail(), "");
  CAF_CHECK(checked(path).bytes < 50'000);
  CAF_CHECK(std::filesystem::file_size(path) < 50'000);
  CAF_CHECK(!vacuum_file(path + "x"));
  CAF_CHECK(!std::filesystem::exists(path + "x"));
}

CAF_TEST(a migration wants the file for itself) {
  constexpr std::string_view steps[] = {"", "", "", "ALTER TABLE trip ADD COLUMN state"};
  const schema schemas[] = {{"rides", file::promises, steps}};
  owner_versions before;
  owner_versions after;
  sqlite3_close(server);
  server = nullptr;
  CAF_CHECK_EQUAL(migrate_file(path, file::promises, schemas, before, after).detail(), "");
  CAF_CHECK_EQUAL(before.front().second, 3);
  CAF_CHECK_EQUAL(after.front().second, 4);
  CAF_CHECK(checked(path + ".before-rides-4").problems.empty());
  CAF_CHECK(!migrate_file(path + "x", file::promises, schemas, before, after));
  CAF_REQUIRE_EQUAL(sqlite3_open(path.c_str(), &server), SQLITE_OK);
  run("INSERT INTO trip VALUES(1, 'a', 'b')"); // and has the file open since
  const auto refused = migrate_file(path, file::promises, schemas, before, after);
  CAF_CHECK_EQUAL(refused.code(), errc::busy);
  CAF_CHECK_EQUAL(refused.detail(),
                  path + " is in use: a server runs on it, or another tool; end it first");
}

CAF_TEST_FIXTURE_SCOPE_END()
