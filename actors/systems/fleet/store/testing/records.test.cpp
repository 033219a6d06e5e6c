#define CAF_SUITE actors.systems.fleet.store.testing.records

#include "actors/systems/fleet/store/alerts.hpp"
#include "actors/systems/fleet/store/geofences.hpp"
#include "actors/systems/fleet/store/testing/memory.hpp"
#include "actors/systems/fleet/store/trips.hpp"
#include "actors/systems/fleet/store/vehicles.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet;
using namespace fleetwire::systems::fleet::store::testing;
using namespace std::chrono_literals;

namespace {

constexpr rules::instant now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

rules::vehicle vehicle(const std::string& id) {
  rules::vehicle v;
  v.id = id;
  v.plate = "P-" + id;
  v.driver_id = "ana";
  v.device_key = "key";
  v.more.merge("color", R"({"name":"red é"})");
  v.created_at = now;
  v.updated_at = now + 1s;
  return v;
}

rules::trip trip(const std::string& id) {
  rules::trip t;
  t.id = id;
  t.vehicle_id = "v1";
  t.status = "delayed";
  t.stops = {{{1.25, -2.5}, "Depot", now, now + 1s}, {{3, 4}, {}, {}, {}}};
  t.planned_start = now;
  t.planned_end = now + 1h;
  t.started_at = now;
  t.more.merge("cargo", "[1,2]");
  t.created_at = t.updated_at = now;
  return t;
}

rules::alert alert(const std::string& id) {
  rules::alert a;
  a.id = id;
  a.type = "panic";
  a.vehicle_id = "v1";
  a.message = "Help";
  a.worth = rules::priority::critical;
  a.at = now;
  return a;
}

} // namespace

CAF_TEST(a vehicle comes back as it was) {
  memory db;
  auto v = vehicle("v1");
  v.number = db.get([&](session& s) { return store::insert(s, v); });
  CAF_CHECK(v.number > 0);
  CAF_CHECK(db.get([](session& s) { return store::load_vehicle(s, "v1"); }) == v);
  v.fuel = {12.5, v.created_at + 1s};
  v.driver_id.reset();
  v.device_key.reset();
  v.status = "parked";
  v.more = {};
  db.put([&](session& s) { store::update(s, v); });
  CAF_CHECK(db.get([](session& s) { return store::load_vehicle(s, "v1"); }) == v);
  CAF_CHECK(!db.get([](session& s) { return store::load_vehicle(s, "v2"); }));
}

CAF_TEST(ids are given once) {
  memory db;
  db.put([](session& s) { store::insert(s, vehicle("v1")); });
  const auto again = db.run([](session& s) { store::insert(s, vehicle("v1")); });
  CAF_CHECK(again.code() == fleetwire::storage::errc::conflict);
  db.put([](session& s) { store::insert(s, trip("t1")); });
  const auto trip_again = db.run([](session& s) { store::insert(s, trip("t1")); });
  CAF_CHECK(trip_again.code() == fleetwire::storage::errc::conflict);
}

CAF_TEST(vehicles are listed by page and filter) {
  memory db;
  for (const auto* id : {"a", "b", "c"})
    db.put([&](session& s) {
      auto v = vehicle(id);
      if (v.id == "b")
        v.driver_id.reset();
      store::insert(s, v);
    });
  store::vehicle_filter which;
  which.limit = 1;
  which.offset = 1;
  auto found = db.get([&](session& s) { return store::list_vehicles(s, which); });
  CAF_CHECK_EQUAL(found.total, 3u);
  CAF_REQUIRE_EQUAL(found.items.size(), 1u);
  CAF_CHECK_EQUAL(found.items[0].id, "b");
  which.driver_id = "ana";
  found = db.get([&](session& s) { return store::list_vehicles(s, which); });
  CAF_CHECK_EQUAL(found.total, 2u);
  CAF_CHECK_EQUAL(found.items.at(0).id, "c");
}

CAF_TEST(a trip comes back as it was) {
  memory db;
  auto t = trip("t1");
  db.put([&](session& s) { store::insert(s, t); });
  CAF_CHECK(db.get([](session& s) { return store::load_trip(s, "t1"); }) == t);
  CAF_CHECK(db.get([](session& s) { return store::load_ongoing(s); }).empty());
  t.state = rules::trip_state::ongoing;
  t.driver_id = "ana";
  t.status.reset();
  t.reason = "why";
  t.stops.pop_back();
  db.put([&](session& s) { store::update(s, t); });
  CAF_CHECK(db.get([](session& s) { return store::load_trip(s, "t1"); }) == t);
  CAF_CHECK_EQUAL(db.get([](session& s) { return store::load_ongoing(s); }).size(), 1u);
  store::trip_filter which;
  which.state = "planned";
  CAF_CHECK(db.get([&](session& s) { return store::list_trips(s, which); }).total == 0u);
  which.state = "ongoing";
  which.vehicle_id = "v1";
  CAF_CHECK(db.get([&](session& s) { return store::list_trips(s, which); }).total == 1u);
}

CAF_TEST(an alert is open until it is acknowledged and only then) {
  memory db;
  auto a = alert("a1");
  a.where = rules::point{1, 2};
  db.put([&](session& s) { store::insert(s, a); });
  db.put([](session& s) { store::insert(s, alert("a2")); });
  const auto open = [&] { return db.get([](session& s) { return store::load_open(s); }); };
  CAF_CHECK_EQUAL(open().size(), 2u);
  const auto acknowledge = [&] {
    return db.get([](session& s) { return store::acknowledge(s, "a1", "bob", now + 1s); });
  };
  CAF_CHECK(acknowledge());
  CAF_CHECK(!acknowledge());
  a.acknowledged_at = now + 1s;
  a.acknowledged_by = "bob";
  CAF_CHECK(db.get([](session& s) { return store::load_alert(s, "a1"); }) == a);
  CAF_REQUIRE_EQUAL(open().size(), 1u);
  CAF_CHECK(open()[0].id == "a2");
  store::alert_filter which;
  which.is_open = false;
  auto found = db.get([&](session& s) { return store::list_alerts(s, which); });
  CAF_REQUIRE_EQUAL(found.total, 1u);
  CAF_CHECK_EQUAL(found.items[0].id, "a1");
}

CAF_TEST(geofences come back as they were) {
  memory db;
  const rules::geofence round{"a", "Depot", rules::circle{{1.5, 2.5}, 300}, {"v1", "v2"}};
  rules::geofence wide{"b", "Zone", rules::polygon{{{0, 0}, {0, 1}, {1, 1}, {0, 0}}}, {}};
  db.put([&](session& s) {
    store::save(s, round);
    store::save(s, wide);
  });
  const auto all = [&] { return db.get([](session& s) { return store::load_geofences(s); }); };
  CAF_CHECK((all() == std::vector{round, wide}));
  wide.name = "Other";
  db.put([&](session& s) { store::save(s, wide); });
  CAF_CHECK((all() == std::vector{round, wide}));
  CAF_CHECK(db.get([](session& s) { return store::forget_geofence(s, "a"); }));
  CAF_CHECK(!db.get([](session& s) { return store::forget_geofence(s, "a"); }));
  CAF_CHECK((all() == std::vector{wide}));
}

CAF_TEST(what cannot be read is told) {
  memory db;
  db.put([](session& s) { store::insert(s, vehicle("v1")); });
  db.put([](session& s) { s.exec("UPDATE fleet_vehicles SET more = '[]'"); });
  const auto end = db.run([](session& s) { store::load_vehicles(s); });
  CAF_CHECK(end.code() == fleetwire::storage::errc::corrupt);
}
