#define CAF_SUITE actors.systems.orders.store.testing.schema

#include "actors/systems/orders/store/schema.hpp"
#include "actors/systems/orders/store/messages.hpp"
#include "actors/systems/orders/store/testing/steps.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::orders;
using namespace fleetwire::systems::orders::store::testing;

namespace {

/// Two orders and what was said in them, as the first step kept it.
void fill(session& db) {
  for (const auto* id : {"o1", "o2"})
    db.exec("INSERT INTO orders_order(id, status, items, created_at, updated_at, version)"
            " VALUES(?, 'created', '[]', 1, 1, 1)",
            id);
  const auto say = [&](const char* id, const char* order, const char* sender, const char* client) {
    db.exec("INSERT INTO orders_message(id, order_id, sender_id, sender_name, type, content,"
            " client_id, at) VALUES(?, ?, ?, 'N', 'TEXT', 'x', nullif(?, ''), 5)",
            id, order, sender, client);
  };
  say("m1", "o1", "c1", "k1");
  say("m2", "o2", "c1", "k2");
  say("m3", "o1", "d1", "");
  say("m4", "o1", "c1", "k4");
  db.exec("INSERT INTO orders_read(order_id, user_id, number, at) VALUES('o1', 'd1', 1, 5)");
}

std::string ids(const store::message_page& page) {
  std::string out;
  for (const auto& each : page.messages)
    out += each.id + " ";
  return out;
}

/// An order and what was said in it as the second step kept it; the last one is not gathered.
void fill_linked(session& db, std::int64_t count) {
  db.exec("INSERT INTO orders_order(id, status, items, created_at, updated_at, version)"
          " VALUES('o1', 'created', '[]', 1, 1, 1)");
  for (std::int64_t i = 1; i <= count; ++i)
    db.exec("INSERT INTO orders_message(number, id, order_id, previous, sender_id, sender_name,"
            " type, content, client_id, at)"
            " VALUES(?1, 'm' || ?1, 'o1', nullif(?1 - 1, 0), 'c1', 'N', 'TEXT', 'x', 'k' || ?1, 5)",
            i);
  db.exec("INSERT INTO orders_newest_message VALUES('o1', ?)", count);
  db.exec("INSERT INTO orders_sent SELECT sender_id, client_id, number FROM orders_message"
          " WHERE number < ?",
          count);
  db.exec("UPDATE orders_gathered SET until = ?", count - 1);
}

std::int64_t rows_of(kept& db, const std::string& table) {
  std::int64_t count = 0;
  db.must([&](session& s) {
    s.rows("SELECT count(*) FROM " + table, [&](const storage::row& r) { count = r.integer(0); });
  });
  return count;
}

struct linked_fixture {
  kept db{2};
  std::optional<store::sent_lately> lately{std::in_place};

  /// As it came up with this release.
  void begin(std::int64_t count) {
    db.must([&](session& s) { fill_linked(s, count); });
    db.restart();
  }
  /// The id it was stored under before, or nothing.
  std::string known_as(const char* client) {
    store::stored_message out;
    db.must([&](session& s) { out = store::put(s, *lately, message(client, "c1", client)); });
    return out.known ? out.known->id : "";
  }
  bool gather(bool stays = true) { return store::testing::gather(db, *lately, stays); }
};

} // namespace

CAF_TEST(what was said before messages were linked is still there) {
  kept db{1};
  db.must(fill);
  db.restart();
  const auto said = [&](const char* order, std::optional<std::string> before = {}) {
    return ids(db.get([&](session& s) { return store::history(s, order, before, 10); }));
  };
  CAF_CHECK_EQUAL(said("o1"), "m1 m3 m4 ");
  CAF_CHECK_EQUAL(said("o1", "m4"), "m1 m3 ");
  CAF_CHECK_EQUAL(said("o2"), "m2 ");
  CAF_CHECK_EQUAL(db.get([](session& s) { return store::unread(s, "o1", "d1"); }), 1);
  store::sent_lately lately;
  const auto put = [&](const rules::message& what) {
    store::stored_message out;
    db.must([&](session& s) { out = store::put(s, lately, what); });
    return out;
  };
  const auto again = put(message("m5", "c1", "k1"));
  CAF_REQUIRE(again.known.has_value());
  CAF_CHECK_EQUAL(again.known->id, "m1");
  CAF_CHECK(!put(message("m6", "d1", "k1")).known);
  CAF_CHECK_EQUAL(said("o1"), "m1 m3 m4 m6 ");
}

CAF_TEST_FIXTURE_SCOPE(linked_tests, linked_fixture)

CAF_TEST(what was gathered by names gets its keys a few at a time) {
  begin(1'001);
  CAF_CHECK_EQUAL(known_as("k1"), "m1");
  CAF_CHECK_EQUAL(known_as("k1001"), "m1001"); // was not gathered
  CAF_CHECK_EQUAL(known_as("n1"), "");
  CAF_CHECK_EQUAL(rows_of(db, "orders_sent_unkeyed"), 1'001);
  CAF_CHECK(gather(false));
  CAF_CHECK_EQUAL(rows_of(db, "orders_sent_unkeyed"), 1'001);
  CAF_CHECK(gather());
  CAF_CHECK_EQUAL(rows_of(db, "orders_sent_unkeyed"), 1);
  CAF_CHECK_EQUAL(known_as("k1"), "m1");
  CAF_CHECK_EQUAL(known_as("k999"), "m999");
  db.restart();
  lately.emplace();
  CAF_CHECK_EQUAL(known_as("k999"), "m999"); // the last one by its name
  CAF_CHECK_EQUAL(known_as("n1"), "n1");
  CAF_CHECK(gather());
  CAF_CHECK_EQUAL(rows_of(db, "orders_sent_unkeyed"), 0);
  CAF_CHECK(gather(false)); // sees that there is nothing left
  CAF_CHECK(!gather());
  CAF_CHECK_EQUAL(rows_of(db, "orders_sent"), 1'001);
  for (const auto* k : {"k1", "k500", "k999", "k1001"})
    CAF_CHECK_EQUAL(known_as(k), std::string{"m"} + (k + 1));
  CAF_CHECK_EQUAL(known_as("n2"), "");
}

CAF_TEST(a key is given where it is free) {
  begin(3);
  db.must([](session& s) { s.exec("UPDATE orders_sent_secret SET point = 0"); });
  CAF_CHECK_EQUAL(known_as("n1"), ""); // takes the key that all have
  CAF_CHECK(gather());
  CAF_CHECK_EQUAL(rows_of(db, "orders_sent_unkeyed"), 0);
  CAF_CHECK(gather());
  for (const auto* k : {"k1", "k2", "k3"})
    CAF_CHECK_EQUAL(known_as(k), std::string{"m"} + (k + 1));
  CAF_CHECK_EQUAL(known_as("n1"), "n1");
  db.restart();
  lately.emplace();
  CAF_CHECK_EQUAL(known_as("n1"), "n1");
  CAF_CHECK_EQUAL(known_as("k3"), "m3");
  CAF_CHECK_EQUAL(rows_of(db, "orders_message"), 4);
}

CAF_TEST(a new store has nothing to key) {
  db.restart();
  lately.emplace();
  CAF_CHECK(!lately->is_due());
  db.must([&](session& s) { lately->open(s); });
  CAF_CHECK(!lately->is_due());
}

CAF_TEST_FIXTURE_SCOPE_END()
