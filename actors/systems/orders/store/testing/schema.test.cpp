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
