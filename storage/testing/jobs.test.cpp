#define CAF_SUITE storage.testing.jobs

#include <fstream>

#include "storage/testing/both_stores.hpp"

using namespace fleetwire::storage;
using namespace fleetwire::storage::testing;

CAF_TEST_FIXTURE_SCOPE(jobs_tests, both_stores)

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

CAF_TEST(bytes come back as they went and are no text) {
  const auto said = on_both([](store& db, transcript& tell) {
    const std::string odd("\0\xff\0 '\xc3", 6);
    tell(write(db, [&](session& s) {
      s.exec("CREATE TABLE packed(bytes BLOB NOT NULL) STRICT");
      s.exec("INSERT INTO packed VALUES(?), (?)", blob{odd}, blob{});
    }));
    tell(write(db, [&](session& s) { s.exec("INSERT INTO packed VALUES(?)", "text"); }));
    tell(read(db, [&](session& s) {
      s.rows("SELECT bytes, typeof(bytes), length(bytes) FROM packed ORDER BY rowid",
             [&](const row& r) {
               tell(r.bytes(0) == (r.integer(2) == 0 ? "" : odd) ? "same" : "other");
               tell(std::string{r.text(1)} + " " + std::to_string(r.integer(2)));
             });
    }));
  });
  CAF_CHECK(said.find("ok \nconflict ") == 0);
  CAF_CHECK(said.find("same\nblob 6\nsame\nblob 0\n") != std::string::npos);
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

namespace {

/// Values of all kinds; fails at its last statement, by its own will, or not at all.
void scribble(session& s, int number) {
  const auto text = "n" + std::to_string(number);
  s.exec("INSERT INTO every VALUES(?, ?)", number, text);
  if (number % 2 == 0)
    s.rows(
      "INSERT INTO every VALUES(?, ?) RETURNING kind", [](const row&) {}, number + 0.5, blob{text});
  s.exec("UPDATE every SET kind = ? WHERE name = ?", std::optional<int>{},
         "n" + std::to_string(number - 7));
  if (number % 5 == 0)
    s.exec("INSERT INTO trip VALUES(?, 'ann', 'live')", number); // one of them gets her
  if (number % 11 == 0)
    s.fail({errc::conflict, "x: not today"});
  s.exec("DELETE FROM every WHERE name = ?", "n" + std::to_string(number - 13));
}

std::string every_row(store& db) {
  std::string out;
  const auto end = read(db, [&](session& s) {
    s.rows("SELECT rowid, kind, typeof(kind), name, typeof(name) FROM every ORDER BY rowid",
           [&](const row& r) {
             for (int i = 0; i < 5; ++i)
               out += std::string{r.bytes(i)} + ' ';
           });
  });
  CAF_CHECK_EQUAL(end.code(), errc::ok);
  return out;
}

} // namespace

CAF_TEST(a group leaves what its jobs leave one by one) {
  const auto said = on_both([](store& db, transcript& tell) {
    const job begin = [](session& s) { s.exec("CREATE TABLE every(kind, name)"); };
    const auto alone = open({});
    CAF_CHECK_EQUAL(write(db, begin).code(), errc::ok);
    CAF_CHECK_EQUAL(write(*alone, begin).code(), errc::ok);
    for (int number = 1; number < 200;) {
      std::vector<std::future<status>> ends;
      {
        held_writer hold{db};
        const int size = 1 + number % 17;
        for (int end = number + size; number < end; ++number) {
          auto ended = std::make_shared<std::promise<status>>();
          ends.push_back(ended->get_future());
          db.write(
            file::promises, [number](session& s) { scribble(s, number); },
            [=](const status& s) { ended->set_value(s); });
        }
      }
      int at = number - static_cast<int>(ends.size());
      for (auto& each : ends) {
        const auto by_itself = write(*alone, [&](session& s) { scribble(s, at); });
        CAF_CHECK_EQUAL(each.get().code(), by_itself.code());
        ++at;
      }
      CAF_REQUIRE_EQUAL(every_row(db), every_row(*alone));
    }
    CAF_CHECK_EQUAL(trips(db), trips(*alone));
    tell(every_row(db));
  });
  CAF_CHECK(said.find("blob") != std::string::npos);
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
