#define CAF_SUITE actors.systems.fleet.notifications.table

#include "actors/systems/fleet/notifications/table.hpp"

#include "storage/backends/open_store.hpp"

#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::fleet::notifications;

namespace {

struct fixture {
  std::unique_ptr<storage::store> store;

  fixture() {
    const storage::schema schemas[] = {table_schema};
    storage::status opened;
    store = storage::open_store({}, schemas, opened);
    CAF_REQUIRE_EQUAL(opened.detail(), "");
  }
  void work(const storage::job& what) {
    const auto end = store->write_now(storage::file::promises, what);
    CAF_REQUIRE_EQUAL(end.detail(), "");
  }
  void put(std::string id, std::string user, std::int64_t at = 0, std::size_t most = 1'000) {
    work([&](storage::session& db) {
      insert(db, {.id = id, .user = user, .what = {"T", "m", "info", {}}, .created_at = at}, most);
    });
  }
  std::int64_t unread(const std::string& user) {
    std::int64_t out = 0;
    work([&](storage::session& db) { out = unread_of(db, user); });
    return out;
  }
  bool mark(const std::string& user, const std::string& id) {
    bool out = false;
    work([&](storage::session& db) { out = mark_read(db, user, id, 1); });
    return out;
  }
  std::string ids(const wish& what) {
    std::string out;
    work([&](storage::session& db) {
      for (const auto& each : list(db, what))
        out += (out.empty() ? "" : " ") + each.id + (each.read ? "*" : "");
    });
    return out;
  }
  pruned forget(std::int64_t before, std::size_t most) {
    pruned out;
    work([&](storage::session& db) { out = prune(db, before, most); });
    return out;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(table_tests, fixture)

CAF_TEST(what was stored comes back whole) {
  const std::string odd{"a\0b \xF0\x9F\x9A\x9A \"'", 11};
  work([&](storage::session& db) {
    insert(db,
           {.id = "n1", .user = "u1", .what = {odd, odd, "w", {R"({"a":[1]})"}}, .created_at = 7},
           10);
  });
  std::vector<note> all;
  work([&](storage::session& db) { all = list(db, {.user = "u1"}); });
  CAF_REQUIRE_EQUAL(all.size(), 1u);
  CAF_CHECK_EQUAL(all[0].what.title, odd);
  CAF_CHECK_EQUAL(all[0].what.message, odd);
  CAF_CHECK_EQUAL(all[0].what.data.text, R"({"a":[1]})");
  CAF_CHECK_EQUAL(all[0].created_at, 7);
  CAF_CHECK(!all[0].read);
}

CAF_TEST(reading counts once and only for its user) {
  put("n1", "u1");
  put("n2", "u1");
  put("n3", "u2");
  CAF_CHECK_EQUAL(unread("u1"), 2);
  CAF_CHECK(!mark("u2", "n1"));
  CAF_CHECK(!mark("u1", "nothing"));
  CAF_CHECK_EQUAL(unread("u1"), 2);
  CAF_CHECK(mark("u1", "n1"));
  CAF_CHECK(mark("u1", "n1"));
  CAF_CHECK_EQUAL(unread("u1"), 1);
  std::int64_t marked = 0;
  work([&](storage::session& db) { marked = mark_all_read(db, "u1", 1); });
  CAF_CHECK_EQUAL(marked, 1);
  CAF_CHECK_EQUAL(unread("u1"), 0);
  CAF_CHECK_EQUAL(unread("u2"), 1);
}

CAF_TEST(a list goes back page by page) {
  for (int i = 1; i <= 5; ++i)
    put("n" + std::to_string(i), "u1", i * 10);
  put("other", "u2", 35);
  mark("u1", "n4");
  CAF_CHECK_EQUAL(ids({.user = "u1", .limit = 2}), "n5 n4*");
  CAF_CHECK_EQUAL(ids({.user = "u1", .before = "n4", .limit = 2}), "n3 n2");
  CAF_CHECK_EQUAL(ids({.user = "u1", .limit = 3, .only_unread = true}), "n5 n3 n2");
  CAF_CHECK_EQUAL(ids({.user = "u1", .before_time = 30}), "n2 n1");
  CAF_CHECK_EQUAL(ids({.user = "u1", .before = "other"}), "");
  CAF_CHECK_EQUAL(ids({.user = "u1", .before = "gone"}), "");
}

CAF_TEST(of one user so many are kept) {
  for (int i = 1; i <= 4; ++i)
    put("n" + std::to_string(i), "u1", i, 3);
  put("other", "u2", 0, 3);
  CAF_CHECK_EQUAL(ids({.user = "u1"}), "n4 n3 n2");
  CAF_CHECK_EQUAL(unread("u1"), 3);
  CAF_CHECK_EQUAL(unread("u2"), 1);
}

CAF_TEST(the old are forgotten and those who had not read them named) {
  put("n1", "u1", 10);
  put("n2", "u2", 11);
  put("n3", "u1", 12);
  put("n4", "u3", 20);
  mark("u2", "n2");
  const auto first = forget(20, 2);
  CAF_CHECK_EQUAL(first.count, 2u);
  CAF_CHECK_EQUAL(first.unread_by, std::vector<std::string>{"u1"});
  CAF_CHECK_EQUAL(forget(20, 2).count, 1u);
  CAF_CHECK_EQUAL(forget(20, 2).count, 0u);
  CAF_CHECK_EQUAL(unread("u1"), 0);
  CAF_CHECK_EQUAL(ids({.user = "u3"}), "n4");
}

CAF_TEST(the count is what the list says whatever happens) {
  std::mt19937 dice{7};
  const auto roll = [&](unsigned sides) { return dice() % sides; };
  for (int i = 0; i < 400; ++i) {
    const auto user = "u" + std::to_string(roll(3));
    switch (roll(4)) {
      case 0:
        mark(user, "n" + std::to_string(roll(400)));
        break;
      case 1:
        forget(i - 100, 5);
        break;
      default:
        put("n" + std::to_string(i), user, i, 20);
        break;
    }
    std::size_t listed = 0;
    work([&](storage::session& db) {
      listed = list(db, {.user = user, .limit = 500, .only_unread = true}).size();
    });
    CAF_REQUIRE_EQUAL(static_cast<std::size_t>(unread(user)), listed);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
