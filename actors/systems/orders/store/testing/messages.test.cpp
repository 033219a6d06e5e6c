#define CAF_SUITE actors.systems.orders.store.testing.messages

#include "actors/systems/orders/store/messages.hpp"
#include "actors/systems/orders/store/images.hpp"
#include "actors/systems/orders/store/orders.hpp"
#include "actors/systems/orders/store/testing/steps.hpp"

#include <map>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::orders;
using namespace fleetwire::systems::orders::store::testing;

namespace {

constexpr auto image_id = "0a1b2c3d-0000-4000-8000-000000000001";

constexpr unsigned filter_bits = 14; // few, of which each stands for many keys

struct fixture {
  kept db;
  std::optional<store::sent_lately> lately{std::in_place, 3, filter_bits};

  fixture() {
    for (const auto* id : {"o1", "o2"})
      db.must([&](session& s) { store::insert(s, order(id)); });
  }
  store::stored_message put(const rules::message& what) {
    store::stored_message out;
    db.must([&](session& s) { out = store::put(s, *lately, what); });
    return out;
  }
  /// The id it was stored under before, or nothing.
  std::string known_as(const rules::message& what) {
    const auto known = put(what).known;
    return known ? known->id : "";
  }
  /// As if the server came up anew.
  void restart() {
    db.restart();
    lately.emplace(3, filter_bits);
  }
  bool gather(bool stays = true) { return store::testing::gather(db, *lately, stays); }
  /// Whether it was sent under this clientId and is not forgotten as gathered.
  bool is_lately(const char* sender, const char* client) {
    return lately->find(lately->first_key(sender, client)).has_value();
  }
  /// From now on all names have the same key.
  void let_keys_collide() {
    db.must([](session& s) { s.exec("UPDATE orders_sent_secret SET point = 0"); });
    restart();
  }
  std::int64_t gathered() {
    std::int64_t count = 0;
    db.must([&](session& s) {
      s.rows("SELECT count(*) FROM orders_sent",
             [&](const storage::row& r) { count = r.integer(0); });
    });
    return count;
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
  CAF_CHECK(!put(what).known);
  db.restart();
  const auto page = db.get([](session& s) { return store::history(s, "o1", {}, 10); });
  CAF_REQUIRE_EQUAL(page.messages.size(), 1u);
  CAF_CHECK(page.messages[0] == what);
}

CAF_TEST(a clientId of a sender is stored once) {
  const auto first = put(message("m1", "c1", "k1"));
  const auto again = put(message("m2", "c1", "k1"));
  CAF_CHECK(!first.known);
  CAF_REQUIRE(again.known.has_value());
  CAF_CHECK_EQUAL(again.known->id, "m1");
  CAF_CHECK(!put(message("m3", "d1", "k1")).known);
  CAF_CHECK(!put(message("m4", "c1")).known);
  CAF_CHECK(!put(message("m5", "c1")).known);
  restart();
  CAF_CHECK_EQUAL(known_as(message("m6", "c1", "k1")), "m1");
  CAF_CHECK_EQUAL(history(), "m1 m3 m4 m5 ");
}

CAF_TEST(a clientId is known after it was gathered) {
  put(message("m1", "c1", "k1"));
  put(message("m2", "c1", "k2"));
  CAF_CHECK(!gather());
  put(message("m3", "c1", "k3"));
  CAF_CHECK(gather());
  CAF_CHECK_EQUAL(gathered(), 3);
  CAF_CHECK(put(message("m4", "c1", "k1")).known.has_value());
  CAF_CHECK(!is_lately("c1", "k1"));
  CAF_CHECK(!put(message("m5", "c1", "k5")).known);
  CAF_CHECK(is_lately("c1", "k5"));
  restart();
  CAF_CHECK_EQUAL(known_as(message("m6", "c1", "k2")), "m2");
  CAF_CHECK_EQUAL(known_as(message("m7", "c1", "k5")), "m5");
  CAF_CHECK(!is_lately("c1", "k2"));
  CAF_CHECK(is_lately("c1", "k5"));
}

CAF_TEST(what could not be gathered stays known) {
  for (const auto* k : {"k1", "k2", "k3"})
    put(message(std::string{"m"} + k, "c1", k));
  CAF_CHECK(gather(false));
  CAF_CHECK_EQUAL(gathered(), 0);
  CAF_CHECK(put(message("m4", "c1", "k1")).known.has_value());
  CAF_CHECK(gather());
  CAF_CHECK_EQUAL(gathered(), 3);
  CAF_CHECK(!gather()); // until the next message it is thought to be full
  CAF_CHECK(put(message("m4", "c1", "k1")).known.has_value());
}

CAF_TEST(a clientId of a message that came to nothing is free) {
  put(message("m1", "c1", "k1"));
  const auto how = db.write([&](session& s) {
    store::put(s, *lately, message("m2", "c1", "k2"));
    s.fail({storage::errc::io, "no"});
  });
  CAF_CHECK(!how);
  CAF_CHECK(!put(message("m3", "d1", "k3")).known);
  CAF_CHECK(!put(message("m4", "c1", "k2")).known);
  CAF_CHECK_EQUAL(history(), "m1 m3 m4 ");
}

CAF_TEST(a number that nothing came of is not given again once it was gathered) {
  for (const auto* k : {"k1", "k2", "k3"})
    put(message(std::string{"m"} + k, "c1", k));
  const auto how = db.write([&](session& s) {
    store::put(s, *lately, message("m4", "c1", "k4"));
    s.fail({storage::errc::io, "no"});
  });
  CAF_CHECK(!how);
  CAF_CHECK(gather());
  restart();
  CAF_CHECK(!put(message("m5", "c1", "k5")).known);
  restart();
  CAF_CHECK_EQUAL(known_as(message("m6", "c1", "k5")), "m5");
}

CAF_TEST(names that run into each other are told apart) {
  CAF_CHECK(!put(message("m1", "c1", "1k")).known);
  CAF_CHECK(!put(message("m2", "c11", "k")).known);
  CAF_CHECK(put(message("m3", "c11", "k")).known.has_value());
}

CAF_TEST(names with the same key are told apart) {
  let_keys_collide();
  for (const auto* k : {"k1", "k2"})
    CAF_CHECK(!put(message(std::string{"m"} + k, "c1", k)).known);
  CAF_CHECK(!put(message("m3", "d1", "k1")).known);
  const auto check = [this] {
    CAF_CHECK_EQUAL(known_as(message("m9", "c1", "k1")), "mk1");
    CAF_CHECK_EQUAL(known_as(message("m9", "c1", "k2")), "mk2");
    CAF_CHECK_EQUAL(known_as(message("m9", "d1", "k1")), "m3");
  };
  check();
  CAF_CHECK(gather());
  check();
  restart();
  check();
  CAF_CHECK(!put(message("m4", "d1", "k4")).known); // beside those that are gathered
  CAF_CHECK(!put(message("m5", "d1", "k5")).known);
  restart();
  check();
  CAF_CHECK_EQUAL(known_as(message("m9", "d1", "k4")), "m4");
  CAF_CHECK_EQUAL(known_as(message("m9", "d1", "k5")), "m5");
  CAF_CHECK_EQUAL(history(), "mk1 mk2 m3 m4 m5 ");
}

// Or nobody would find what comes after it once that is forgotten.
CAF_TEST(a key of a message that came to nothing is free) {
  let_keys_collide();
  CAF_CHECK(!put(message("m1", "c1", "k1")).known);
  const auto how = db.write([&](session& s) {
    store::put(s, *lately, message("m2", "c1", "k2"));
    s.fail({storage::errc::io, "no"});
  });
  CAF_CHECK(!how);
  CAF_CHECK(!put(message("m3", "d1", "k3")).known);
  restart();
  CAF_CHECK_EQUAL(known_as(message("m4", "d1", "k3")), "m3");
  CAF_CHECK(!put(message("m5", "c1", "k2")).known);
  CAF_CHECK_EQUAL(history(), "m1 m3 m5 ");
}

CAF_TEST(much is stored once whatever comes between) {
  std::mt19937 dice{1};
  std::map<std::string, std::string> stored;
  for (int i = 0; i < 400; ++i) {
    const auto client = "k" + std::to_string(dice() % 150);
    const auto what = message("m" + std::to_string(i), "c1", client);
    const auto known = stored.find(client);
    if (dice() % 8 == 0) {
      const auto how = db.write([&](session& s) {
        store::put(s, *lately, what);
        s.fail({storage::errc::io, "no"});
      });
      CAF_CHECK(!how);
    } else {
      CAF_CHECK_EQUAL(known_as(what), known == stored.end() ? "" : known->second);
      stored.emplace(client, what.id);
    }
    gather(dice() % 4 != 0);
    if (dice() % 30 == 0)
      restart();
  }
  const auto all = db.get([](session& s) { return store::history(s, "o1", {}, 1'000); });
  CAF_CHECK_EQUAL(all.messages.size(), stored.size());
}

// As of so many messages that the filter is none.
CAF_TEST(much is found without a filter) {
  put(message("m1", "c1", "k1"));
  db.must([](session& s) { s.exec("UPDATE orders_gathered SET until = ?", 1 << 13); });
  db.must([](session& s) {
    s.exec("INSERT INTO orders_sent(key, number) SELECT sent_key, number FROM orders_message");
  });
  restart();
  CAF_CHECK_EQUAL(known_as(message("m2", "c1", "k1")), "m1");
  CAF_CHECK_EQUAL(known_as(message("m3", "c1", "k3")), "");
  CAF_CHECK(!db.get([&](session& s) { return lately->is_free(s, lately->first_key("c1", "k4")); }));
}

// The greatest number that has one.
CAF_TEST(a filter tells what is free) {
  db.must([](session& s) { s.exec("UPDATE orders_gathered SET until = ?", (1 << 13) - 1); });
  restart();
  put(message("m1", "c1", "k1"));
  CAF_CHECK(db.get([&](session& s) { return lately->is_free(s, lately->first_key("c1", "k4")); }));
  CAF_CHECK(!db.get([&](session& s) { return lately->is_free(s, lately->first_key("c1", "k1")); }));
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
  CAF_CHECK(!put(what).known);
  const auto found = db.get([](session& s) { return store::load_image(s, "o1", image_id); });
  CAF_CHECK(found == known);
  CAF_CHECK(!db.get([](session& s) { return store::load_image(s, "o2", image_id); }));
  CAF_CHECK_EQUAL(db.get([](session& s) { return store::images_of(s, "o1"); }), 1);
}

CAF_TEST(messages need an order) {
  auto lost = message("m1");
  lost.order_id = "o9";
  CAF_CHECK(db.write([&](session& s) { store::put(s, *lately, lost); }).code()
            == storage::errc::conflict);
}

CAF_TEST_FIXTURE_SCOPE_END()
