#define CAF_SUITE actors.systems.orders.store.testing.messages

#include "actors/systems/orders/store/messages.hpp"
#include "actors/systems/orders/store/images.hpp"
#include "actors/systems/orders/store/orders.hpp"
#include "actors/systems/orders/store/testing/steps.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::orders;
using namespace fleetwire::systems::orders::store::testing;

namespace {

constexpr auto image_id = "0a1b2c3d-0000-4000-8000-000000000001";

struct fixture {
  kept db;

  fixture() {
    for (const auto* id : {"o1", "o2"})
      db.must([&](session& s) { store::insert(s, order(id)); });
  }
  store::stored_message put(const rules::message& what) {
    store::stored_message out;
    db.must([&](session& s) { out = store::put(s, what); });
    return out;
  }
  /// Ids, and "+" when there are older ones.
  std::string history(std::optional<std::string> before = {}, std::int64_t limit = 10,
                      const std::string& of = "o1") {
    const auto page = db.get([&](session& s) { return store::history(s, of, before, limit); });
    std::string out = page.is_known ? "" : "unknown ";
    for (const auto& each : page.messages)
      out += each.id + " ";
    return out + (page.has_more ? "+" : "");
  }
  store::marked mark(const std::string& user, const std::string& message,
                     const std::string& of = "o1") {
    store::marked out{};
    db.must([&](session& s) { out = store::mark_read(s, of, user, message, at(5)); });
    return out;
  }
  std::int64_t unread(const std::string& user) {
    return db.get([&](session& s) { return store::unread(s, "o1", user); });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(messages_tests, fixture)

CAF_TEST(a message comes back as it was) {
  auto what = message("m1", "c1", "k1");
  what.content = "line\nñ \"quoted\"";
  CAF_CHECK(put(what).is_new);
  db.restart();
  const auto page = db.get([](session& s) { return store::history(s, "o1", {}, 10); });
  CAF_REQUIRE_EQUAL(page.messages.size(), 1u);
  CAF_CHECK(page.messages[0] == what);
}

CAF_TEST(a clientId of a sender is stored once) {
  const auto first = put(message("m1", "c1", "k1"));
  const auto again = put(message("m2", "c1", "k1"));
  CAF_CHECK(first.is_new && !again.is_new);
  CAF_CHECK_EQUAL(again.what.id, "m1");
  CAF_CHECK(put(message("m3", "d1", "k1")).is_new);
  CAF_CHECK(put(message("m4", "c1")).is_new);
  CAF_CHECK(put(message("m5", "c1")).is_new);
  db.restart();
  CAF_CHECK_EQUAL(put(message("m6", "c1", "k1")).what.id, "m1");
  CAF_CHECK_EQUAL(history(), "m1 m3 m4 m5 ");
}

CAF_TEST(history is read in pages from the newest back) {
  for (const auto* id : {"m1", "m2", "m3", "m4", "m5"})
    put(message(id));
  CAF_CHECK_EQUAL(history({}, 5), "m1 m2 m3 m4 m5 ");
  CAF_CHECK_EQUAL(history({}, 4), "m2 m3 m4 m5 +");
  CAF_CHECK_EQUAL(history("m4", 2), "m2 m3 +");
  CAF_CHECK_EQUAL(history("m2", 2), "m1 ");
  CAF_CHECK_EQUAL(history("m1", 2), "");
  CAF_CHECK_EQUAL(history("m9"), "unknown ");
  CAF_CHECK_EQUAL(history("m2", 2, "o2"), "unknown ");
  CAF_CHECK_EQUAL(history({}, 2, "o2"), "");
}

CAF_TEST(marks go forward only) {
  for (const auto* id : {"m1", "m2", "m3"})
    put(message(id, "d1"));
  CAF_CHECK_EQUAL(unread("c1"), 3);
  CAF_CHECK_EQUAL(unread("d1"), 0);
  CAF_CHECK(mark("c1", "m2") == store::marked::moved);
  CAF_CHECK(mark("c1", "m2") == store::marked::stayed);
  CAF_CHECK(mark("c1", "m1") == store::marked::stayed);
  CAF_CHECK_EQUAL(unread("c1"), 1);
  CAF_CHECK_EQUAL(unread("s1"), 3);
  db.restart();
  CAF_CHECK_EQUAL(unread("c1"), 1);
  CAF_CHECK(mark("c1", "m3") == store::marked::moved);
  CAF_CHECK_EQUAL(unread("c1"), 0);
}

CAF_TEST(only messages of the order are marked) {
  put(message("m1", "d1"));
  CAF_CHECK(mark("c1", "m9") == store::marked::unknown);
  CAF_CHECK(mark("c1", "m1", "o2") == store::marked::unknown);
  CAF_CHECK_EQUAL(unread("c1"), 1);
}

CAF_TEST(an image is one that the order has) {
  const store::image known{image_id, "o1", "c1", "image/png", 9, at(7)};
  auto what = message("m1");
  what.type = rules::message_type::image;
  what.content = rules::image_url("o1", image_id);
  CAF_CHECK(!put(what).has_image);
  CAF_CHECK_EQUAL(history(), "");
  db.must([&](session& s) { store::insert(s, known); });
  CAF_CHECK(put(what).is_new);
  const auto found = db.get([](session& s) { return store::load_image(s, "o1", image_id); });
  CAF_CHECK(found == known);
  CAF_CHECK(!db.get([](session& s) { return store::load_image(s, "o2", image_id); }));
  CAF_CHECK_EQUAL(db.get([](session& s) { return store::images_of(s, "o1"); }), 1);
}

CAF_TEST(messages need an order) {
  auto lost = message("m1");
  lost.order_id = "o9";
  CAF_CHECK(db.write([&](session& s) { store::put(s, lost); }).code() == storage::errc::conflict);
}

CAF_TEST_FIXTURE_SCOPE_END()
