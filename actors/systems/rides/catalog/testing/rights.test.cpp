#define CAF_SUITE actors.systems.rides.catalog.testing.rights

#include "actors/systems/rides/catalog/testing/town.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::catalog;
using namespace fleetwire::systems::rides::catalog::testing;
using fleetwire::contract::access;

namespace {

const auto ana = somebody("driver", std::string{user_a});
const auto bea = somebody("driver", std::string{user_b});

} // namespace

CAF_TEST(only admins write the catalogue and everybody reads it) {
  town t;
  const basics b{t};
  for (const auto* path :
       {"/api/vehicle-categories", "/api/vehicle-service-classes", "/api/vehicle-types",
        "/api/price-policies", "/api/cities", "/api/zones", "/api/vehicles"}) {
    CAF_CHECK_EQUAL(t.call("POST", path, "{}", std::nullopt).status, 401U);
    CAF_CHECK_EQUAL(t.call("POST", path, "{}", ana).status, 403U);
    CAF_CHECK_EQUAL(t.call("POST", path, "{}").status, 400U);
    const auto item = std::string{path} + '/' + std::string{nobody};
    CAF_CHECK_EQUAL(t.call("PATCH", item, "{}", ana).status, 403U);
    CAF_CHECK_EQUAL(t.call("PATCH", item, "{}").status, 404U);
    const auto guests = std::string_view{path} == "/api/vehicles" ? 401U : 200U;
    CAF_CHECK_EQUAL(t.call("GET", path, {}, std::nullopt).status, guests);
  }
  CAF_CHECK_EQUAL(t.call("DELETE", "/api/vehicle-types/" + b.type, {}, ana).status, 403U);
  for (const auto& route : t.host.routes)
    CAF_CHECK_EQUAL(route.who == access::open,
                    route.method == "GET" && route.pattern.find("driver") == std::string_view::npos
                      && route.pattern.find("/vehicles") == std::string_view::npos);
}

CAF_TEST(a driver applies for himself and approves nothing) {
  town t;
  const basics b{t};
  const auto body = driver_body(user_a, "L-1", car_text(b.type, "P1"));
  CAF_CHECK_EQUAL(t.call("POST", "/api/drivers", body, std::nullopt).status, 401U);
  CAF_CHECK_EQUAL(t.call("POST", "/api/drivers", body, bea).status, 403U);
  CAF_CHECK_EQUAL(
    t.call("POST", "/api/drivers", body, somebody("passenger", std::string{user_a})).status, 403U);
  const auto made = t.call("POST", "/api/drivers", body, ana);
  CAF_CHECK_EQUAL(made.status, 201U);
  CAF_CHECK_EQUAL(made.text("driverStatus"), "pending_docs");
  CAF_CHECK_EQUAL(made.text("backgroundCheckStatus"), "pending_background_check");
  CAF_CHECK(!made.data()["isApproved"].as_bool().value_or(true));
  CAF_CHECK_EQUAL(t.of.view()->driver(user_a).vehicles[0]->status, "pending_review");
  const auto path = "/api/drivers/" + made.text("id");
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"isApproved":true})", ana).status, 403U);
  CAF_CHECK_EQUAL(t.call("DELETE", path, {}, ana).status, 403U);
}

CAF_TEST(drivers see what is theirs) {
  town t;
  const basics b{t};
  const auto id =
    t.call("POST", "/api/drivers", driver_body(user_a, "L-1", car_text(b.type, "P1"))).text("id");
  const auto car = "/api/vehicles/" + t.of.view()->driver(user_a).vehicles[0]->id;
  const auto service = somebody("service", "robot");
  CAF_CHECK_EQUAL(t.call("GET", "/api/drivers/" + id, {}, ana).status, 200U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/drivers/" + id, {}, bea).status, 403U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/drivers/" + id, {}, service).status, 200U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/drivers", {}, ana).status, 403U);
  CAF_CHECK_EQUAL(t.call("GET", car, {}, ana).status, 200U);
  CAF_CHECK_EQUAL(t.call("GET", car, {}, bea).status, 403U);
  CAF_CHECK_EQUAL(t.call("GET", car + "/driver-profile", {}, bea).status, 403U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicles", {}, ana).data().size(), 1U);
  CAF_CHECK_EQUAL(
    t.call("GET", "/api/vehicles?driverId=" + std::string{user_a}, {}, bea).data().size(), 0U);
  const auto balance = "/api/drivers-balance/" + std::string{user_a};
  CAF_CHECK_EQUAL(t.call("GET", balance, {}, ana).status, 200U);
  CAF_CHECK_EQUAL(t.call("GET", balance, {}, bea).status, 403U);
  const auto block = "/api/wallets-status/" + std::string{user_a} + "/block";
  CAF_CHECK_EQUAL(t.call("POST", block, {}, ana).status, 403U);
}

CAF_TEST(open writes let everybody do everything) {
  options how;
  how.open_writes = true;
  town t{how};
  const auto made = t.call("POST", "/api/vehicle-categories", category_body("Auto"), std::nullopt);
  CAF_CHECK(made.success());
  const basics b{[&]() -> town& {
    t.call("DELETE", "/api/vehicle-categories/" + made.text("id"), {}, std::nullopt);
    return t;
  }()};
  const auto driver = t.call("POST", "/api/drivers",
                             driver_body(user_a, "L-1", car_text(b.type, "P1")), std::nullopt);
  CAF_CHECK_EQUAL(driver.text("driverStatus"), "active");
  CAF_CHECK_EQUAL(t.call("GET", "/api/drivers", {}, std::nullopt).data().size(), 1U);
  for (const auto& route : t.host.routes)
    CAF_CHECK(route.who == access::open);
}

CAF_TEST(what admins do is put on record with the commit) {
  std::vector<audit_entry> record;
  options how;
  how.then.audit = [&](fleetwire::storage::session& db, const audit_entry& entry) {
    CAF_CHECK(db.ok());
    record.push_back(entry);
  };
  town t{how};
  const auto made = t.call("POST", "/api/vehicle-categories", category_body("Auto"));
  t.call("POST", "/api/vehicle-categories", category_body("Auto"));
  t.call("DELETE", "/api/vehicle-categories/" + made.text("id"));
  CAF_REQUIRE_EQUAL(record.size(), 2U);
  CAF_CHECK_EQUAL(record[0].action, "vehicle_category.create");
  CAF_CHECK_EQUAL(record[0].by, "boss");
  CAF_CHECK_EQUAL(record[0].subject, made.text("id"));
  CAF_CHECK(record[0].at == t.clock.wall());
  CAF_CHECK_EQUAL(record[1].action, "vehicle_category.delete");
}
