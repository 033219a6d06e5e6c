#define CAF_SUITE storage.testing.durability

#include <atomic>
#include <filesystem>
#include <future>
#include <map>

#include "storage/backends/open_store.hpp"
#include "storage/testing/faulty_disk.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::storage;
using fleetwire::storage::testing::faulty_disk;

namespace {

constexpr std::string_view steps[] = {
  "CREATE TABLE part(bundle INTEGER, n INTEGER, load TEXT, PRIMARY KEY(bundle, n)) STRICT;"
  "CREATE INDEX part_of ON part(n);"};
const schema schemas[] = {{"a", file::promises, steps}, {"a", file::history, steps}};

constexpr int bundle_size = 6;

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("fleetwire-durability-test-" + std::to_string(std::random_device{}()));
  faulty_disk disk;
  std::unique_ptr<store> db;

  ~fixture() {
    db.reset();
    std::filesystem::remove_all(folder);
  }

  void open() {
    status result;
    // History waits for a whole bundle, and no commit is larger.
    db = open_store({.folder = folder.string(),
                     .group = bundle_size,
                     .history_rows = bundle_size,
                     .history_wait = std::chrono::hours{1}},
                    schemas, result);
    CAF_REQUIRE_EQUAL(result.detail(), "");
  }

  static job part(int bundle, int n) {
    return [=](session& s) {
      s.exec("INSERT INTO part VALUES(?, ?, ?)", bundle, n, std::string(700, 'x'));
    };
  }

  /// Writes a bundle and waits for its end. To history it is one commit, to promises any number.
  errc write_bundle(file where, int bundle) {
    std::promise<errc> ended;
    for (int n = 0; n < bundle_size; ++n)
      db->write(where, part(bundle, n), [&, n](const status& s) {
        if (n == bundle_size - 1)
          ended.set_value(s.code());
      });
    return ended.get_future().get();
  }

  /// Writes a bundle in one commit, of some 130 pages where the parts are large.
  errc write_at_once(int bundle, std::size_t load) {
    const auto end = db->write_now(file::promises, [=](session& s) {
      for (int n = 0; n < bundle_size; ++n)
        s.exec("INSERT INTO part VALUES(?, ?, ?)", bundle, n, std::string(load, 'x'));
    });
    return end.code();
  }

  /// Parts there are of every bundle.
  std::map<int, int> parts(file where) {
    std::map<int, int> out;
    const auto end = db->write_now(where, [&](session& s) {
      s.rows("SELECT bundle, count(*) FROM part GROUP BY bundle", [&](const row& r) {
        out[static_cast<int>(r.integer(0))] = static_cast<int>(r.integer(1));
      });
      s.rows("PRAGMA integrity_check", [&](const row& r) { CAF_CHECK_EQUAL(r.text(0), "ok"); });
    });
    CAF_CHECK_EQUAL(end.code(), errc::ok);
    return out;
  }

  /// Writes until the power goes at the given operation; gives the last bundle acknowledged.
  int write_until_dark(file where, int operations) {
    int last = 0;
    disk.cut_power_after(operations);
    while (!disk.dark())
      if (write_bundle(where, last + 1) == errc::ok)
        ++last;
    return last;
  }

  void power_returns(std::mt19937& dice) {
    db.reset();
    disk.restore(dice);
    open();
  }

  /// Whole bundles without a gap; gives the last.
  int last_bundle(file where) {
    int expected = 0;
    for (const auto& [bundle, count] : parts(where)) {
      CAF_CHECK_EQUAL(bundle, ++expected);
      if (where == file::history) // which is one commit exactly
        CAF_CHECK_EQUAL(count, bundle_size);
    }
    return expected;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(durability_tests, fixture)

CAF_TEST(a promise outlives a power cut) {
  int bundles = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 dice{seed};
    open();
    const auto acknowledged = write_until_dark(file::promises, static_cast<int>(dice() % 80));
    power_returns(dice);
    auto found = parts(file::promises);
    for (int i = 1; i <= acknowledged; ++i)
      CAF_CHECK_EQUAL(found[i], bundle_size);
    CAF_CHECK(last_bundle(file::promises) <= acknowledged + 1);
    bundles += acknowledged;
    db.reset();
    std::filesystem::remove_all(folder);
  }
  CAF_CHECK(bundles > 100);
}

CAF_TEST(history may lose its end but never shows half a commit) {
  int lost = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 dice{seed};
    open();
    const auto acknowledged = write_until_dark(file::history, static_cast<int>(dice() % 1'500));
    power_returns(dice);
    const auto found = last_bundle(file::history);
    CAF_CHECK(found <= acknowledged + 1);
    lost += acknowledged > found ? 1 : 0;
    db.reset();
    std::filesystem::remove_all(folder);
  }
  CAF_CHECK(lost > 0); // or this disk is none to test with
}

CAF_TEST(a commit that fails leaves what was before and the next works) {
  for (const auto& [code, expected] : {std::pair{SQLITE_FULL, errc::full},
                                       {SQLITE_IOERR_WRITE, errc::io},
                                       {SQLITE_IOERR_FSYNC, errc::io}}) {
    int failures = 0;
    for (int good = 0; good < 12; ++good) {
      open();
      CAF_CHECK_EQUAL(write_bundle(file::history, 1), errc::ok);
      disk.fail_after(good, code, 1 + good % 3);
      const auto end = write_bundle(file::history, 2);
      CAF_CHECK(end == expected || end == errc::ok);
      failures += end != errc::ok ? 1 : 0;
      disk.fail_after(0, SQLITE_OK, 0);
      CAF_CHECK_EQUAL(parts(file::history).count(2), end == errc::ok ? 1u : 0u);
      CAF_CHECK_EQUAL(write_bundle(file::history, 3), errc::ok);
      db.reset();
      open();
      auto found = parts(file::history);
      CAF_CHECK_EQUAL(found[1], bundle_size);
      CAF_CHECK_EQUAL(found.count(2), end == errc::ok ? 1u : 0u);
      CAF_CHECK_EQUAL(found[3], bundle_size);
      db.reset();
      std::filesystem::remove_all(folder);
    }
    CAF_CHECK(failures > 3);
  }
}

CAF_TEST(a commit to promises is one write and one synchronisation) {
  open();
  CAF_CHECK_EQUAL(write_at_once(1, 700), errc::ok); // the first begins the log
  const auto before = disk.operations();
  CAF_CHECK_EQUAL(write_at_once(2, 700), errc::ok);
  CAF_CHECK_EQUAL(disk.operations() - before, 2);
}

CAF_TEST(a large commit to promises that fails on its way leaves nothing) {
  constexpr std::size_t large = 90'000;
  int failures = 0;
  for (const auto& [code, expected] :
       {std::pair{SQLITE_FULL, errc::full}, {SQLITE_IOERR_WRITE, errc::io}}) {
    for (int good = 0; good < 9; ++good) {
      open();
      CAF_CHECK_EQUAL(write_at_once(1, large), errc::ok);
      disk.fail_after(good, code, 1);
      const auto end = write_at_once(2, large);
      disk.fail_after(0, SQLITE_OK, 0);
      CAF_CHECK(end == expected || end == errc::ok);
      failures += end != errc::ok ? 1 : 0;
      CAF_CHECK_EQUAL(write_at_once(3, large), errc::ok);
      db.reset();
      open();
      auto found = parts(file::promises);
      CAF_CHECK_EQUAL(found[1], bundle_size);
      CAF_CHECK_EQUAL(found.count(2), end == errc::ok ? 1u : 0u);
      CAF_CHECK_EQUAL(found[3], bundle_size);
      db.reset();
      std::filesystem::remove_all(folder);
    }
  }
  CAF_CHECK(failures > 8);
}

CAF_TEST(a reader goes on while the disk takes no writes) {
  open();
  CAF_CHECK_EQUAL(write_bundle(file::promises, 1), errc::ok);
  disk.fail_after(0, SQLITE_FULL, 1'000'000);
  CAF_CHECK_EQUAL(write_bundle(file::promises, 2), errc::full);
  std::promise<status> ended;
  std::int64_t seen = 0;
  db->read(
    file::promises,
    [&](session& s) {
      s.rows("SELECT count(*) FROM part", [&](const row& r) { seen = r.integer(0); });
    },
    [&](const status& s) { ended.set_value(s); });
  CAF_CHECK_EQUAL(ended.get_future().get().code(), errc::ok);
  CAF_CHECK_EQUAL(seen, bundle_size);
  CAF_CHECK(db->usage(file::promises).failed_commits > 0);
}

CAF_TEST(a disk that is full or may only be read is named at the start) {
  status result;
  disk.fail_after(0, SQLITE_FULL, 1'000);
  CAF_CHECK(open_store({.folder = folder.string()}, schemas, result) == nullptr);
  CAF_CHECK_EQUAL(result.code(), errc::full);
  CAF_CHECK(result.detail().find((folder / "promises.db").string()) != std::string::npos);
  disk.fail_after(0, SQLITE_OK, 0);
  open();
  db.reset();
  disk.forbid_writing();
  CAF_CHECK(open_store({.folder = folder.string()}, schemas, result) == nullptr);
  CAF_CHECK_EQUAL(result.code(), errc::read_only);
  CAF_CHECK(result.detail().find((folder / "promises.db").string()) != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
