#define CAF_SUITE storage.stepped.stepped_store

#include "storage/stepped/stepped_store.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::storage;

namespace {

constexpr std::string_view steps[] = {"CREATE TABLE t(id INTEGER PRIMARY KEY, x TEXT)"};
constexpr std::string_view more_steps[] = {"CREATE TABLE t(id INTEGER PRIMARY KEY, x TEXT)",
                                           "ALTER TABLE t ADD COLUMN y"};

struct fixture {
  std::shared_ptr<stepped_disk> disk = std::make_shared<stepped_disk>();
  std::mt19937_64 dice{1};
  std::string ends;
  std::unique_ptr<stepped_store> db = open();

  std::unique_ptr<stepped_store> open(std::span<const std::string_view> with = steps,
                                      errc expected = errc::ok,
                                      stepped_store::limits bounds = {.queue = 100}) {
    const schema schemas[] = {{"a", file::promises, with}, {"a", file::history, with}};
    status result{errc::io, "untouched"};
    auto made = stepped_store::open(disk, schemas, result, bounds);
    CAF_REQUIRE_EQUAL(result.code(), expected);
    CAF_REQUIRE_EQUAL(made != nullptr, expected == errc::ok);
    return made;
  }

  job_done note(std::string name) {
    return [this, name](const status& s) {
      ends += name + ":" + std::string{to_string(s.code())} + " ";
    };
  }

  void insert(int id, file where = file::promises) {
    db->write(
      where, [id](session& s) { s.exec("INSERT INTO t(id) VALUES(?)", id); },
      note(std::to_string(id)));
  }

  std::string content(file where = file::promises) {
    std::string out;
    const auto end = db->write_now(where, [&](session& s) {
      s.rows("SELECT id FROM t ORDER BY id", [&](const row& r) { (out += r.text(0)) += ' '; });
    });
    CAF_CHECK_EQUAL(end.code(), errc::ok);
    return out;
  }

  void settle() {
    while (db->step(dice))
      ;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(stepped_store_tests, fixture)

CAF_TEST(nothing happens before a step) {
  CAF_CHECK(!db->step(dice));
  insert(1);
  CAF_CHECK_EQUAL(ends, "");
  CAF_CHECK_EQUAL(content(), "");
  CAF_CHECK_EQUAL(db->waiting(), 1u);
  CAF_CHECK(db->step(dice));
  CAF_CHECK_EQUAL(ends, "1:ok ");
  CAF_CHECK_EQUAL(content(), "1 ");
  CAF_CHECK(!db->step(dice));
}

CAF_TEST(writes of a file keep their order and a seed its choices) {
  std::string first;
  for (int round = 0; round < 2; ++round) {
    dice.seed(99);
    ends.clear();
    db->crash();
    disk = std::make_shared<stepped_disk>();
    db = open();
    for (int i = 0; i < 30; ++i) {
      insert(i, i % 2 == 0 ? file::promises : file::history);
      db->read(file::promises, [](session&) {}, note("r" + std::to_string(i)));
    }
    settle();
    CAF_CHECK_EQUAL(content(), "0 2 4 6 8 10 12 14 16 18 20 22 24 26 28 ");
    std::size_t at = 0;
    for (int i = 0; i < 30; i += 2) {
      const auto found = (" " + ends).find(" " + std::to_string(i) + ":ok ");
      CAF_REQUIRE(found != std::string::npos && found >= at);
      at = found;
    }
    if (round == 0)
      first = ends;
    else
      CAF_CHECK_EQUAL(ends, first);
  }
  CAF_CHECK(db->usage(file::promises).commits > 1);
  CAF_CHECK(db->usage(file::promises).commits < 15);
}

CAF_TEST(a job that fails is undone alone) {
  insert(1);
  insert(1);
  insert(2);
  settle();
  CAF_CHECK_EQUAL(ends, "1:ok 1:conflict 2:ok ");
  CAF_CHECK_EQUAL(content(), "1 2 ");
}

CAF_TEST(a read fails to order and the next works) {
  insert(1);
  settle();
  db->fail_next_read({errc::io, "the head crashed"});
  bool ran = false;
  db->read(file::promises, [&](session&) { ran = true; }, note("a"));
  settle();
  CAF_CHECK(!ran);
  db->read(file::promises, [&](session&) { ran = true; }, note("b"));
  settle();
  CAF_CHECK(ran);
  CAF_CHECK_EQUAL(ends, "1:ok a:io b:ok ");
}

CAF_TEST(a commit fails to order and the next works) {
  insert(1);
  db->fail_next({errc::full, "no space"});
  CAF_CHECK(db->step(dice));
  CAF_CHECK_EQUAL(ends, "1:full ");
  CAF_CHECK_EQUAL(content(), "");
  CAF_CHECK_EQUAL(db->usage(file::promises).failed_commits, 1u);
  insert(2);
  settle();
  CAF_CHECK_EQUAL(content(), "2 ");
}

CAF_TEST(a stalled store moves nothing and fills) {
  db->stall(true);
  for (int i = 0; i < 101; ++i)
    insert(i);
  CAF_CHECK_EQUAL(ends, "100:overloaded ");
  CAF_CHECK(!db->step(dice));
  db->stall(false);
  CAF_CHECK(db->step(dice));
}

CAF_TEST(a crash loses what was not committed and tells nobody) {
  insert(1);
  settle();
  insert(2);
  db->read(file::promises, [](session&) {}, note("read"));
  ends.clear();
  db->crash();
  insert(3);
  CAF_CHECK(!db->step(dice));
  db->close();
  db = open();
  CAF_CHECK_EQUAL(ends, "");
  CAF_CHECK_EQUAL(content(), "1 ");
}

CAF_TEST(a crash may come between a commit and its announcement) {
  insert(1);
  insert(2);
  insert(3);
  db->crash_after_commit(file::promises, 2);
  db = open();
  CAF_CHECK_EQUAL(ends, "");
  CAF_CHECK_EQUAL(content(), "1 2 ");
}

CAF_TEST(a callback may let the process die) {
  insert(1);
  db->write(file::promises, [](session&) {}, [this](const status&) { db->crash(); });
  insert(2);
  db->crash_after_commit(file::promises, 0);
  CAF_CHECK_EQUAL(ends, "");
  db = open();
  db->write(file::promises, [](session&) {}, [this](const status&) { db->crash(); });
  insert(2);
  settle();
  CAF_CHECK_EQUAL(ends, "");
}

CAF_TEST(an orderly end commits what waits and refuses the rest) {
  insert(1);
  db->stall(true);
  db->close();
  insert(2);
  CAF_CHECK_EQUAL(ends, "1:ok 2:closed ");
  db = open();
  CAF_CHECK_EQUAL(content(), "1 ");
}

CAF_TEST(a disk is migrated and an older release refused) {
  insert(1);
  settle();
  db.reset();
  db = open(more_steps);
  CAF_CHECK_EQUAL(content(), "1 ");
  db.reset();
  open(steps, errc::newer_version);
}

CAF_TEST_FIXTURE_SCOPE_END()
