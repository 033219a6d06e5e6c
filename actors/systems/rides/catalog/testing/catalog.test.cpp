#define CAF_SUITE actors.systems.rides.catalog.testing.catalog

#include "actors/systems/rides/catalog/catalog.hpp"

#include "actors/contract/input.hpp"
#include "actors/systems/rides/catalog/testing/town.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::catalog;
using namespace fleetwire::systems::rides::catalog::testing;
namespace storage = fleetwire::storage;

namespace {

template <class Record>
std::map<std::string, Record> rows_of(const catalog_view& view) {
  std::map<std::string, Record> result;
  view.each<Record>([&](const auto& row) { result.emplace(row->id, *row); });
  CAF_CHECK_EQUAL(result.size(), view.count<Record>());
  return result;
}

template <class... Records>
bool same_rows(const catalog_view& a, const catalog_view& b) {
  return ((rows_of<Records>(a) == rows_of<Records>(b)) && ...);
}

bool same_driver(const catalog_view& a, const catalog_view& b, std::string_view user) {
  const auto x = a.driver(user);
  const auto y = b.driver(user);
  const auto same = [](const auto& p, const auto& q) { return !p == !q && (!p || *p == *q); };
  return same(x.profile, y.profile) && same(x.purse, y.purse)
         && std::ranges::equal(x.vehicles, y.vehicles, same);
}

bool same_policies(const catalog_view& a, const catalog_view& b) {
  return std::ranges::equal(a.policies(), b.policies(), [](const auto& p, const auto& q) {
    return p.id == q.id && p.price == q.price && p.when == q.when && p.is_active == q.is_active
           && p.created_at == q.created_at;
  });
}

bool same(const catalog_view& a, const catalog_view& b) {
  return same_rows<category, service_class, vehicle_type, price_policy, city, zone, driver_profile,
                   vehicle, wallet>(a, b)
         && a.vehicle_types() == b.vehicle_types() && same_policies(a, b)
         && same_driver(a, b, user_a) && same_driver(a, b, user_b);
}

catalog_view loaded(town& t) {
  catalog_view result;
  const auto read = t.store->write_now(
    storage::file::promises, [&](storage::session& db) { result = catalog_view::load(db); });
  CAF_CHECK(read);
  return result;
}

/// One request that may or may not make sense.
void something(town& t, std::mt19937& dice) {
  static const std::vector<std::string> paths{"/api/vehicle-categories",
                                              "/api/vehicle-service-classes",
                                              "/api/vehicle-types",
                                              "/api/price-policies",
                                              "/api/drivers",
                                              "/api/vehicles"};
  const auto& path = paths[dice() % paths.size()];
  const auto name = "n" + std::to_string(dice() % 8);
  const auto some = [&](std::string_view of) {
    const auto list = t.call("GET", std::string{of} + "?limit=100");
    const auto size = list.data().size();
    return size == 0 ? std::string{nobody}
                     : list.data()[dice() % size]["id"].as_string().value_or("");
  };
  const auto item = path + '/' + some(path);
  const auto user = dice() % 2 == 0 ? user_a : user_b;
  switch (dice() % 4) {
    case 0:
      t.call("DELETE", item);
      return;
    case 1:
      t.call("PATCH", item, category_body(name));
      t.call("PATCH", item, R"({"isActive":false})");
      t.call("PATCH", item, R"({"driverStatus":"suspended"})");
      return;
    case 2:
      t.call("POST", "/api/wallets-status/" + std::string{user}
                       + (dice() % 2 == 0 ? "/block" : "/unblock"));
      return;
    default:
      t.call("POST", "/api/vehicle-categories", category_body(name));
      t.call("POST", "/api/vehicle-service-classes", class_body(name));
      t.call("POST", "/api/vehicle-types", type_body(name, some(paths[0]), some(paths[1])));
      t.call("POST", "/api/price-policies",
             R"({"name":"p","scopeType":"GLOBAL","price":{"base_fare":1}})");
      t.call("POST", "/api/drivers", driver_body(user, name, car_text(some(paths[2]), name)));
  }
}

} // namespace

CAF_TEST(after any changes the view is what a fresh load gives) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    std::mt19937 dice{seed};
    town t;
    const basics b{t};
    for (int i = 0; i < 60; ++i)
      something(t, dice);
    CAF_CHECK(same(*t.of.view(), loaded(t)));
  }
}

CAF_TEST(everything is there again after a restart) {
  auto disk = std::make_shared<storage::stepped_disk>();
  std::shared_ptr<const catalog_view> before;
  std::string type;
  {
    town t{{}, disk};
    const basics b{t};
    type = b.type;
    t.call("POST", "/api/drivers", driver_body(user_a, "L-1", car_text(type, "P1")));
    before = t.of.view();
  }
  town t{{}, disk};
  CAF_CHECK(same(*before, *t.of.view()));
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicle-types/" + type).text("name"), "Sedan");
  CAF_CHECK_EQUAL(t.call("GET", "/api/drivers").data().size(), 1U);
}

CAF_TEST(an old view stays as it was) {
  town t;
  const basics b{t};
  const auto before = t.of.view();
  const auto copy = loaded(t);
  t.call("PATCH", "/api/vehicle-types/" + b.type, R"({"baseFare":1})");
  t.call("POST", "/api/drivers", driver_body(user_a, "L-1", car_text(b.type, "P1")));
  CAF_CHECK(same(*before, copy));
  CAF_CHECK(!same(*before, *t.of.view()));
}

CAF_TEST(nothing is answered or seen before the commit) {
  town t;
  std::optional<fleetwire::contract::web_answer> got;
  t.send("POST", "/api/vehicle-categories", category_body("Auto"), somebody("admin", "boss"), got);
  CAF_CHECK(!got.has_value());
  CAF_CHECK_EQUAL(t.of.view()->count<category>(), 0U);
  while (t.store->step(t.dice)) {}
  CAF_CHECK_EQUAL(town::take(got).status, 201U);
  CAF_CHECK_EQUAL(t.of.view()->count<category>(), 1U);
}

CAF_TEST(requests of one moment see one another in the transaction) {
  town t;
  std::optional<fleetwire::contract::web_answer> first;
  std::optional<fleetwire::contract::web_answer> second;
  const auto boss = somebody("admin", "boss");
  t.send("POST", "/api/vehicle-categories", category_body("Auto"), boss, first);
  t.send("POST", "/api/vehicle-categories", category_body("Auto"), boss, second);
  while (t.store->step(t.dice)) {}
  CAF_CHECK(town::take(first).success());
  CAF_CHECK_EQUAL(town::take(second).code(), "NAME_CONFLICT");
}

CAF_TEST(what the store cannot take is refused and leaves no trace) {
  town t;
  t.store->fail_next({storage::errc::full, "no space"});
  const auto full = t.call("POST", "/api/vehicle-categories", category_body("Auto"));
  CAF_CHECK_EQUAL(full.status, 503U);
  CAF_CHECK_EQUAL(full.code(), "STORAGE_FULL");
  CAF_CHECK_EQUAL(t.of.view()->count<category>(), 0U);
  t.store->close();
  const auto closed = t.call("POST", "/api/vehicle-categories", category_body("Auto"));
  CAF_CHECK_EQUAL(closed.status, 503U);
  CAF_CHECK_EQUAL(closed.code(), "STORAGE_UNAVAILABLE");
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicle-categories").status, 200U);
}
