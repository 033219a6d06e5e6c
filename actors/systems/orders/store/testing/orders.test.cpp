#define CAF_SUITE actors.systems.orders.store.testing.orders

#include "actors/systems/orders/store/orders.hpp"
#include "actors/systems/orders/store/codec.hpp"
#include "actors/systems/orders/store/testing/steps.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::orders;
using namespace fleetwire::systems::orders::store::testing;
using rules::order_status;

namespace {

rules::order whole() {
  auto out = order("o1");
  out.courier = rules::courier{"d1", "Dan \"the\" van", "+1", "https://e.org/p"};
  out.status = order_status::assigned;
  out.items = R"([{"name":"é","n":2}])";
  out.pickup = rules::place{10.5, -66.25, "Plaza"};
  out.dropoff = rules::place{{}, {}, "Street 1"};
  out.notes = "ring";
  out.version = 3;
  return out;
}

struct fixture {
  kept db;

  void insert(const rules::order& what) {
    db.must([&](session& s) { store::insert(s, what); });
  }
  std::optional<rules::order> load(const std::string& id) {
    return db.get([&](session& s) { return store::load_order(s, id); });
  }
  std::string ids(const store::order_filter& filter, std::int64_t limit = 10,
                  std::int64_t offset = 0) {
    const auto page =
      db.get([&](session& s) { return store::list_orders(s, filter, limit, offset); });
    auto out = std::to_string(page.total) + ":";
    for (const auto& each : page.orders)
      out += " " + each.id;
    return out;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(orders_tests, fixture)

CAF_TEST(an order comes back as it was) {
  insert(whole());
  insert(order("o2"));
  db.restart();
  CAF_CHECK(load("o1") == whole());
  CAF_CHECK(load("o2") == order("o2"));
  CAF_CHECK(!load("o3").has_value());
}

CAF_TEST(an id is taken once) {
  insert(order("o1"));
  CAF_CHECK(db.write([](session& s) { store::insert(s, order("o1", "c2")); }).code()
            == storage::errc::conflict);
  CAF_CHECK_EQUAL(load("o1")->customer_id.value_or("?"), "c1");
}

CAF_TEST(only the version one knows is replaced) {
  insert(order("o1"));
  auto next = whole();
  next.version = 2;
  CAF_CHECK(db.write([&](session& s) { store::update(s, next, 2); }).code()
            == storage::errc::conflict);
  CAF_CHECK(load("o1")->status == order_status::created);
  db.must([&](session& s) { store::update(s, next, 1); });
  CAF_CHECK(load("o1")->courier == whole().courier);
  next.courier.reset();
  next.status = order_status::created;
  next.version = 3;
  db.must([&](session& s) { store::update(s, next, 2); });
  CAF_CHECK(!load("o1")->courier.has_value());
}

CAF_TEST(lists are of those who ask and newest first) {
  for (const auto* id : {"o2", "o3", "o4"})
    insert(order(id, id == std::string_view{"o3"} ? "c2" : "c1"));
  insert(whole());
  CAF_CHECK_EQUAL(ids({}), "4: o1 o4 o3 o2");
  CAF_CHECK_EQUAL(ids({.of = "c1", .customer_id = {}, .courier_id = {}, .status = {}}),
                  "3: o1 o4 o2");
  CAF_CHECK_EQUAL(ids({.of = "d1", .customer_id = {}, .courier_id = {}, .status = {}}), "1: o1");
  CAF_CHECK_EQUAL(ids({.of = {}, .customer_id = "c2", .courier_id = {}, .status = {}}), "1: o3");
  CAF_CHECK_EQUAL(ids({.of = {}, .customer_id = {}, .courier_id = "d1", .status = {}}), "1: o1");
  CAF_CHECK_EQUAL(
    ids({.of = "c1", .customer_id = {}, .courier_id = {}, .status = order_status::created}),
    "2: o4 o2");
  CAF_CHECK_EQUAL(ids({.of = "c2", .customer_id = "c1", .courier_id = {}, .status = {}}), "0:");
  CAF_CHECK_EQUAL(ids({}, 2, 1), "4: o4 o3");
  CAF_CHECK_EQUAL(ids({}, 2, 4), "4:");
}

CAF_TEST(texts that are none of ours are not read) {
  for (const auto* bad : {"", "{", "[]", "{\"id\":1}", "{\"id\":\"a\"}"})
    CAF_CHECK(!store::read_courier(bad).has_value());
  CAF_CHECK(!store::read_place("[]").has_value());
  CAF_CHECK(store::read_place("{}") == rules::place{});
}

CAF_TEST_FIXTURE_SCOPE_END()
