#define CAF_SUITE storage.backends.open_store

#include "storage/backends/open_store.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <random>
#include <thread>

#include "caf/test/dsl.hpp"

using namespace fleetwire::storage;

namespace {

constexpr std::string_view steps[] = {
  "CREATE TABLE trip(id INTEGER PRIMARY KEY, driver TEXT, state TEXT NOT NULL,"
  "  CONSTRAINT known_state CHECK (state IN ('live', 'done'))) STRICT;"
  "CREATE UNIQUE INDEX one_live_trip ON trip(driver) WHERE state = 'live';",
  "CREATE TABLE offer(id INTEGER PRIMARY KEY, trip INTEGER NOT NULL REFERENCES trip(id),"
  "  price REAL, later INTEGER REFERENCES trip(id) DEFERRABLE INITIALLY DEFERRED);"};
constexpr std::string_view history_steps[] = {"CREATE TABLE ping(at INTEGER)"};
const schema schemas[] = {{"rides", file::promises, steps},
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
status finish(store& db, file where, bool writes, job what) {
  std::promise<status> ended;
  const auto done = [&](const status& s) { ended.set_value(s); };
  writes ? db.write(where, std::move(what), done) : db.read(where, std::move(what), done);
  return ended.get_future().get();
}

status write(store& db, job what) {
  return finish(db, file::promises, true, std::move(what));
}

status read(store& db, job what) {
  return finish(db, file::promises, false, std::move(what));
}

status insert(store& db, int id, std::string_view driver, std::string_view state) {
  return write(db, [=, driver = std::string{driver}, state = std::string{state}](session& s) {
    s.exec("INSERT INTO trip VALUES(?, ?, ?)", id, driver, state);
  });
}

/// Every row of trip in one line.
std::string trips(store& db) {
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

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("fleetwire-store-test-" + std::to_string(std::random_device{}()));

  ~fixture() { std::filesystem::remove_all(folder); }

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

} // namespace

CAF_TEST_FIXTURE_SCOPE(open_store_tests, fixture)

CAF_TEST(values come back as they went) {
  const auto said = on_both([](store& db, transcript& tell) {
    const std::string odd("a\0\xff\xf0\x9f\x9a\x95 b", 9);
    tell(write(db, [&](session& s) {
      s.exec("CREATE TABLE every(kind)");
      s.exec("INSERT INTO every VALUES(?), (?), (?), (?), (?), (?), (?)", nullptr, INT64_MIN, 0.1,
             odd, "", std::optional<int>{}, true);
      tell(std::to_string(s.changes()));
    }));
    tell(read(db, [&](session& s) {
      s.rows("SELECT kind, typeof(kind), length(CAST(kind AS BLOB)) FROM every", [&](const row& r) {
        tell(r.is_null(0) ? "NULL" : r.text(0));
        tell(r.text(1));
        tell(r.text(2));
        tell(std::to_string(r.integer(0)) + " " + std::to_string(r.number(0)));
      });
    }));
  });
  CAF_CHECK(said.find("7\nok \nNULL\nnull") == 0);
  CAF_CHECK(said.find("-9223372036854775808\ninteger") != std::string::npos);
  CAF_CHECK(said.find(std::string("a\0\xff\xf0\x9f\x9a\x95 b\ntext\n9\n", 17))
            != std::string::npos);
}

CAF_TEST(a job that breaks a rule is undone alone and told which rule) {
  const auto said = on_both([](store& db, transcript& tell) {
    std::vector<std::future<status>> ends;
    const auto queue = [&](job what) {
      auto ended = std::make_shared<std::promise<status>>();
      ends.push_back(ended->get_future());
      db.write(file::promises, std::move(what), [=](const status& s) { ended->set_value(s); });
    };
    {
      held_writer hold{db};
      queue([](session& s) { s.exec("INSERT INTO trip VALUES(1, 'ann', 'live')"); });
      queue([](session& s) {
        s.exec("INSERT INTO trip VALUES(2, 'bob', 'live')");
        s.exec("INSERT INTO trip VALUES(3, 'ann', 'live')"); // she has one
        s.exec("INSERT INTO trip VALUES(4, 'cem', 'live')"); // does nothing any more
      });
      queue([](session& s) { s.exec("INSERT INTO trip VALUES(5, 'dan', 'lost')"); });
      queue([](session& s) { s.exec("INSERT INTO offer VALUES(1, 77, 1.5, NULL)"); });
      queue([](session& s) { s.exec("INSERT INTO offer VALUES(2, 1, 1.5, 77)"); });
      queue([](session& s) { s.exec("INSERT INTO trip VALUES(6, 'eve', NULL)"); });
      queue([](session& s) {
        s.exec("INSERT INTO trip VALUES(7, 'fay', 'live')");
        s.fail({errc::conflict, "x: not today"});
      });
      queue([](session& s) {
        s.exec("INSERT INTO trip VALUES(8, 'gus', 'live')");
        throw std::runtime_error("oops");
      });
      queue([](session& s) {
        s.exec("INSERT INTO offer VALUES(3, 1, 1.5, 9)"); // 9 comes before the job ends
        s.exec("INSERT INTO trip VALUES(9, 'hal', 'live')");
      });
    }
    for (auto& each : ends)
      tell(each.get());
    tell(trips(db));
    tell(std::to_string(db.usage(file::promises).commits));
  });
  CAF_CHECK_EQUAL(said, "ok \n"
                        "conflict : UNIQUE constraint failed: trip.driver (INSERT INTO trip "
                        "VALUES(3, 'ann', 'live'))\n"
                        "conflict : CHECK constraint failed: known_state (INSERT INTO trip "
                        "VALUES(5, 'dan', 'lost'))\n"
                        "conflict : FOREIGN KEY constraint failed (INSERT INTO offer VALUES(1, "
                        "77, 1.5, NULL))\n"
                        "conflict : FOREIGN KEY constraint failed at the end\n"
                        "conflict : NOT NULL constraint failed: trip.state (INSERT INTO trip "
                        "VALUES(6, 'eve', NULL))\n"
                        "conflict : not today\n"
                        "invalid : oops\n"
                        "ok \n"
                        "1annlive 9hallive \n"
                        "2\n");
}

CAF_TEST(what is no statement for a job is refused) {
  on_both([](store& db, transcript& tell) {
    for (const char* sql :
         {"COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT x", "ROLLBACK TO job", "RELEASE job",
          "BEGIN IMMEDIATE", "ATTACH 'x' AS y", "SELECT 1; SELECT 2", "", " -- nothing",
          "INSERT INTO nowhere VALUES(1)", "SELECT ?", "INSERT INTO trip VALUES(?, ?, 'live')"}) {
      const auto end = write(db, [&](session& s) {
        s.exec("INSERT INTO trip VALUES(1, 'ann', 'live')");
        s.exec(sql);
      });
      CAF_CHECK_EQUAL(end.code(), errc::invalid);
      tell(end);
    }
    CAF_CHECK_EQUAL(trips(db), "");
    for (const char* sql :
         {"INSERT INTO trip VALUES(1, 'ann', 'live')", "DROP TABLE trip", "COMMIT"}) {
      const auto end = read(db, [&](session& s) { s.exec(sql); });
      CAF_CHECK_EQUAL(end.code(), errc::invalid);
      tell(end);
    }
  });
}

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

CAF_TEST(a statement may run again while its rows are walked) {
  on_both([](store& db, transcript& tell) {
    tell(insert(db, 1, "ann", "done"));
    tell(insert(db, 2, "bob", "done"));
    tell(read(db, [&](session& s) {
      const char* sql = "SELECT driver FROM trip ORDER BY id";
      s.rows(sql, [&](const row& outer) {
        s.rows(sql, [&](const row& inner) { tell(inner.text(0)); });
        tell(outer.text(0));
      });
    }));
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

CAF_TEST(the start writes here and now) {
  on_both([](store& db, transcript& tell) {
    tell(db.write_now(file::promises,
                      [](session& s) { s.exec("INSERT INTO trip VALUES(1, 'ann', 'live')"); }));
    tell(db.write_now(file::promises,
                      [](session& s) { s.exec("INSERT INTO trip VALUES(2, 'ann', 'live')"); }));
    tell(trips(db));
  });
}

CAF_TEST(a long script leaves both alike) {
  on_both([](store& db, transcript& tell) {
    std::mt19937 dice{7};
    for (int i = 0; i < 400; ++i) {
      const int id = static_cast<int>(dice() % 40);
      const auto driver = "d" + std::to_string(dice() % 6);
      switch (dice() % 4) {
        case 0:
          tell(write(db, [&](session& s) {
            s.exec("UPDATE trip SET state = 'done' WHERE id = ?", id);
            tell(std::to_string(s.changes()));
          }));
          break;
        case 1:
          tell(write(db, [&](session& s) { s.exec("DELETE FROM trip WHERE driver = ?", driver); }));
          break;
        default:
          tell(insert(db, id, driver, dice() % 3 == 0 ? "done" : "live"));
      }
    }
    tell(trips(db));
  });
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

CAF_TEST(a damaged page fails what needs it and nothing else) {
  auto db = open({.folder = folder.string()});
  CAF_CHECK_EQUAL(write(*db,
                        [](session& s) {
                          s.exec("CREATE TABLE bad(x)");
                          s.exec("INSERT INTO bad VALUES(?)", std::string(20'000, 'x'));
                        })
                    .code(),
                  errc::ok);
  std::int64_t root = 0;
  const auto end = read(*db, [&](session& s) {
    s.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'bad'",
           [&](const row& r) { root = r.integer(0); });
  });
  CAF_REQUIRE_EQUAL(end.code(), errc::ok);
  db.reset();
  std::fstream raw(folder / "promises.db", std::ios::in | std::ios::out | std::ios::binary);
  raw.seekp((root - 1) * 4'096);
  raw << std::string(4'096, '\xff');
  raw.close();
  db = open({.folder = folder.string()});
  const auto reader = read(*db, [](session& s) { s.rows("SELECT x FROM bad", [](const row&) {}); });
  CAF_CHECK_EQUAL(reader.code(), errc::corrupt);
  CAF_CHECK(reader.detail().starts_with((folder / "promises.db").string()));
  CAF_CHECK_EQUAL(write(*db, [](session& s) { s.exec("INSERT INTO bad VALUES(1)"); }).code(),
                  errc::corrupt);
  CAF_CHECK_EQUAL(insert(*db, 1, "ann", "live").code(), errc::ok);
  CAF_CHECK_EQUAL(trips(*db), "1annlive ");
}

CAF_TEST(a folder that cannot be made is named) {
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "file"} << "x";
  status result;
  const auto below = (folder / "file" / "below").string();
  CAF_CHECK(open_store({.folder = below}, schemas, result) == nullptr);
  CAF_CHECK_EQUAL(result.code(), errc::read_only);
  CAF_CHECK(result.detail().find(below) != std::string::npos);
}

CAF_TEST(a newer history is refused like a newer promise) {
  open({.folder = folder.string()});
  const schema older[] = {{"rides", file::promises, steps}, {"rides", file::history, {}}};
  status result;
  CAF_CHECK(open_store({.folder = folder.string()}, older, result) == nullptr);
  CAF_CHECK_EQUAL(result.code(), errc::newer_version);
  CAF_CHECK(result.detail().starts_with((folder / "history.db").string()));
}

CAF_TEST_FIXTURE_SCOPE_END()
