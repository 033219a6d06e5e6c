#define CAF_SUITE storage.testing.queues

#include <atomic>
#include <thread>

#include "storage/testing/both_stores.hpp"

using namespace fleetwire::storage;
using namespace fleetwire::storage::testing;

CAF_TEST_FIXTURE_SCOPE(queues_tests, both_stores)

CAF_TEST(jobs run in their order and readers see what was committed) {
  on_both([](store& db, transcript& tell) {
    std::string order;
    for (int i = 0; i < 100; ++i)
      db.write(
        file::promises, [i](session& s) { s.exec("INSERT INTO trip VALUES(?, NULL, 'done')", i); },
        [&order, i](const status& s) { order += std::to_string(i) + (s ? " " : "! "); });
    std::int64_t seen = 0;
    const auto last = insert(db, 100, "ann", "live"); // so all before it have ended as well
    tell(read(db, [&](session& s) {
      s.rows(
        "SELECT count(*) FROM trip WHERE id <= ?", [&](const row& r) { seen = r.integer(0); }, 100);
    }));
    tell(last);
    tell(order);
    CAF_CHECK_EQUAL(seen, 101);
    CAF_CHECK(order.starts_with("0 1 2 3 ") && order.ends_with(" 98 99 "));
  });
}

CAF_TEST(a reader sees a commit as soon as its end is told) {
  on_both([](store& db, transcript& tell) {
    for (int i = 0; i < 50; ++i) {
      std::promise<std::string> seen;
      db.write(
        file::promises, [i](session& s) { s.exec("INSERT INTO trip VALUES(?, NULL, 'done')", i); },
        [&, i](const status&) {
          auto found = std::make_shared<std::string>("nothing");
          db.read(
            file::promises,
            [=](session& s) {
              s.rows(
                "SELECT id FROM trip WHERE id = ?", [&](const row& r) { *found = r.text(0); }, i);
            },
            [&seen, found](const status&) { seen.set_value(*found); });
        });
      CAF_CHECK_EQUAL(seen.get_future().get(), std::to_string(i));
    }
    tell(std::to_string(trips(db).size()));
  });
}

CAF_TEST(all that waits is one commit up to the bound) {
  on_both(
    [](store& db, transcript& tell) {
      std::promise<void> last;
      {
        held_writer hold{db};
        for (int i = 0; i < 21; ++i)
          db.write(
            file::promises,
            [i](session& s) { s.exec("INSERT INTO trip VALUES(?, NULL, 'done')", i); },
            [&, i](const status& s) { tell(s), i == 20 ? last.set_value() : void(); });
      }
      last.get_future().wait();
      // The one that held the writer, twice ten, and one.
      CAF_CHECK_EQUAL(db.usage(file::promises).commits, 4u);
    },
    {.group = 10});
}

CAF_TEST(a commit waits for more only after a crowd) {
  on_both(
    [](store& db, transcript& tell) {
      int next = 0;
      const auto row = [&db, &next](job_done done) {
        db.write(
          file::promises,
          [id = next++](session& s) { s.exec("INSERT INTO trip VALUES(?, NULL, 'done')", id); },
          std::move(done));
      };
      // So many rows that wait together, and their end.
      const auto together = [&](int count) {
        std::promise<void> ended;
        {
          held_writer hold{db};
          for (int i = 1; i < count; ++i)
            row({});
          row([&](const status& s) { tell(s), ended.set_value(); });
        }
        ended.get_future().wait();
      };
      together(3);
      together(1); // at once
      together(4);
      const auto before = db.usage(file::promises).commits;
      std::promise<void> whole;
      for (int i = 1; i < 20; ++i)
        row({});
      row([&](const status& s) { tell(s), whole.set_value(); });
      whole.get_future().wait();
      CAF_CHECK_EQUAL(db.usage(file::promises).commits, before + 1);
    },
    {.group = 20, .commit_wait = std::chrono::hours{1}});
}

CAF_TEST(history waits for enough rows) {
  on_both(
    [](store& db, transcript& tell) {
      std::promise<void> last;
      const job ping = [](session& s) { s.exec("INSERT INTO ping VALUES(1)"); };
      for (int i = 0; i < 9; ++i)
        db.write(file::history, ping, {});
      tell(finish(db, file::history, false, [&](session& s) {
        s.rows("SELECT count(*) FROM ping", [&](const row& r) { tell(r.text(0)); });
      }));
      CAF_CHECK_EQUAL(db.usage(file::history).commits, 0u);
      tell(finish(db, file::history, true, ping));
      CAF_CHECK_EQUAL(db.usage(file::history).commits, 1u);
      db.write(file::history, ping, [&](const status& s) { tell(s); });
      db.close(); // does not wait for more
      CAF_CHECK_EQUAL(db.usage(file::history).commits, 2u);
    },
    {.history_rows = 10, .history_wait = std::chrono::hours{1}});
}

CAF_TEST(history does not wait for ever) {
  on_both(
    [](store& db, transcript& tell) {
      tell(
        finish(db, file::history, true, [](session& s) { s.exec("INSERT INTO ping VALUES(1)"); }));
    },
    {.history_rows = 10, .history_wait = std::chrono::milliseconds{1}});
}

CAF_TEST(a full queue refuses at once and drops nothing) {
  on_both(
    [](store& db, transcript& tell) {
      std::string ends;
      std::atomic<int> ran = 0;
      {
        held_writer hold{db};
        for (int i = 0; i < 7; ++i)
          db.write(
            file::promises, [&](session&) { ++ran; },
            [&](const status& s) { ends += std::string{to_string(s.code())} + " "; });
        CAF_CHECK_EQUAL(ends, "overloaded overloaded ");
        CAF_CHECK_EQUAL(db.usage(file::promises).writes_waiting, 5u);
      }
      db.close();
      tell(ends);
      CAF_CHECK_EQUAL(ends, "overloaded overloaded ok ok ok ok ok ");
      CAF_CHECK_EQUAL(ran.load(), 5);
    },
    {.queue = 5});
}

CAF_TEST(a full queue of readers refuses at once) {
  on_both(
    [](store& db, transcript& tell) {
      std::promise<void> running;
      std::promise<void> free;
      db.read(file::promises, [&](session&) { running.set_value(), free.get_future().wait(); }, {});
      running.get_future().wait();
      std::vector<errc> ends;
      for (int i = 0; i < 3; ++i)
        db.read(
          file::promises, [](session&) {}, [&](const status& s) { ends.push_back(s.code()); });
      CAF_CHECK_EQUAL(ends, std::vector{errc::overloaded});
      free.set_value();
      db.close();
      tell(std::to_string(ends.size()));
      CAF_CHECK_EQUAL(ends, (std::vector{errc::overloaded, errc::ok, errc::ok}));
    },
    {.queue = 2, .readers = 1});
}

CAF_TEST(an end commits what waits and refuses the rest) {
  on_both([this](store& db, transcript& tell) {
    std::vector<errc> ends;
    const auto note = [&](const status& s) { ends.push_back(s.code()); };
    {
      held_writer hold{db};
      for (int i = 0; i < 3; ++i)
        db.write(
          file::promises,
          [i](session& s) { s.exec("INSERT INTO trip VALUES(?, NULL, 'done')", i); }, note);
    }
    db.close();
    CAF_CHECK_EQUAL(ends, std::vector<errc>(3, errc::ok));
    db.write(file::promises, [](session&) { CAF_FAIL("ran"); }, note);
    db.read(file::history, [](session&) { CAF_FAIL("ran"); }, note);
    db.close();
    CAF_CHECK_EQUAL(ends.size(), 5u);
    CAF_CHECK_EQUAL(ends.back(), errc::closed);
    CAF_CHECK_EQUAL(ends[3], errc::closed);
    tell(std::to_string(ends.size()));
  });
  CAF_CHECK_EQUAL(trips(*open({.folder = folder.string()})), "0done 1done 2done ");
}

CAF_TEST(many threads may write and read) {
  on_both([](store& db, transcript& tell) {
    std::atomic<int> good = 0;
    std::vector<std::thread> crowd;
    for (int who = 0; who < 4; ++who)
      crowd.emplace_back([&, who] {
        for (int i = 0; i < 200; ++i) {
          const auto count = [&](const status& s) { good += s ? 1 : 0; };
          db.write(
            file::promises,
            [=](session& s) {
              s.exec("INSERT INTO trip VALUES(?, NULL, 'done')", who * 1'000 + i);
            },
            count);
          db.read(file::promises, [](session& s) { s.exec("SELECT max(id) FROM trip"); }, count);
        }
      });
    for (auto& each : crowd)
      each.join();
    db.close();
    tell(std::to_string(good.load()));
    CAF_CHECK_EQUAL(good.load(), 1'600);
  });
}

CAF_TEST_FIXTURE_SCOPE_END()
