#define CAF_SUITE actors.systems.rides.catalog.testing.drivers

#include "actors/systems/rides/catalog/rows.hpp"
#include "actors/systems/rides/catalog/testing/town.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::catalog;
using namespace fleetwire::systems::rides::catalog::testing;

namespace {

heard make_driver(town& t, const basics& b, std::string_view user = user_a,
                  std::string_view license = "L-1", std::string_view plate = "P123") {
  return t.call("POST", "/api/drivers", driver_body(user, license, car_text(b.type, plate)));
}

} // namespace

CAF_TEST(a driver comes with a wallet and his first vehicle) {
  std::vector<driver_created> told;
  options how;
  how.then.driver_created = [&](fleetwire::storage::session&, const driver_created& what) {
    told.push_back(what);
  };
  town t{how};
  const basics b{t};
  const auto made = make_driver(t, b);
  CAF_CHECK_EQUAL(made.status, 201U);
  CAF_CHECK_EQUAL(made.text("userId"), user_a);
  CAF_CHECK_EQUAL(made.text("driverLicenseExpirationDate"), "2030-01-31T00:00:00.000Z");
  CAF_CHECK_EQUAL(made.text("driverStatus"), "active");
  CAF_CHECK(!made.data()["user"].exists());
  CAF_REQUIRE_EQUAL(told.size(), 1U);
  CAF_CHECK_EQUAL(told[0].profile.id, made.text("id"));
  CAF_REQUIRE(told[0].current_vehicle.has_value());
  CAF_CHECK_EQUAL(told[0].current_vehicle->capacity, 4);
  const auto view = t.of.view();
  const auto facts = view->driver(user_a);
  CAF_REQUIRE(facts.profile && facts.purse);
  CAF_CHECK_EQUAL(facts.purse->status, "active");
  CAF_CHECK_EQUAL(facts.vehicles.size(), 1U);
  CAF_CHECK(std::holds_alternative<shared<vehicle>>(view->operational(user_a)));
  const auto shown = t.call("GET", "/api/drivers/" + made.text("id"));
  CAF_CHECK_EQUAL(shown.data()["user"].raw(),
                  R"({"name":"Ana","phoneNumber":"+5355500000","email":"ana@x.cu"})");
  const auto balance = t.call("GET", "/api/drivers-balance/" + std::string{user_a});
  CAF_CHECK_EQUAL(balance.text("balance"), "0.00");
  CAF_CHECK_EQUAL(balance.text("currency"), "CUP");
}

CAF_TEST(a driver whose vehicle is refused is not there at all) {
  town t;
  const basics b{t};
  make_driver(t, b);
  const auto twin = make_driver(t, b, user_b, "L-2", "p123 ");
  CAF_CHECK_EQUAL(twin.status, 201U);
  CAF_CHECK(!twin.success());
  CAF_CHECK_EQUAL(twin.code(), "PLATE_NUMBER_CONFLICT");
  CAF_CHECK(!t.of.view()->profile_of(user_b));
  CAF_CHECK(!t.of.view()->wallet_of(user_b));
  CAF_CHECK_EQUAL(t.call("GET", "/api/drivers").data().size(), 1U);
  CAF_CHECK(make_driver(t, b, user_b, "L-2", "P124").success());
}

CAF_TEST(a hook that fails undoes the driver) {
  options how;
  how.then.driver_created = [](fleetwire::storage::session& db, const driver_created&) {
    db.fail({fleetwire::storage::errc::conflict, "no"});
  };
  town t{how};
  const basics b{t};
  CAF_CHECK_EQUAL(make_driver(t, b).status, 409U);
  CAF_CHECK(!t.of.view()->profile_of(user_a));
}

CAF_TEST(users and licenses are taken once) {
  town t;
  const basics b{t};
  make_driver(t, b);
  CAF_CHECK_EQUAL(make_driver(t, b, user_a, "L-2", "P2").code(), "DRIVER_PROFILE_CONFLICT");
  CAF_CHECK_EQUAL(make_driver(t, b, user_b, "L-1", "P2").code(), "DRIVER_LICENSE_CONFLICT");
  CAF_CHECK_EQUAL(make_driver(t, b, nobody, "L-2", "P2").code(), "USER_NOT_FOUND");
  t.people.known[std::string{user_b}].type = "passenger";
  CAF_CHECK_EQUAL(make_driver(t, b, user_b, "L-2", "P2").code(), "USER_NOT_DRIVER");
}

CAF_TEST(a profile contradicts itself never) {
  town t;
  const basics b{t};
  const auto id = make_driver(t, b).text("id");
  const auto path = "/api/drivers/" + id;
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"isApproved":false})").message(),
                  R"(["driverStatus active requires isApproved true"])");
  const auto off = t.call("PATCH", path, R"({"driverStatus":"deactivated"})");
  CAF_CHECK_EQUAL(off.status, 200U);
  CAF_CHECK_EQUAL(off.data()["isApproved"].as_bool().value_or(true), false);
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"isApproved":true})").status, 400U);
  const auto bad = t.call("PATCH", path, R"({"backgroundCheckStatus":"rejected"})");
  CAF_CHECK_EQUAL(bad.text("driverStatus"), "suspended");
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"driverStatus":"active","isApproved":true})").status,
                  400U);
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"driverStatus":"asleep"})").status, 400U);
}

CAF_TEST(an emergency contact is checked and kept) {
  town t;
  const basics b{t};
  const auto path = "/api/drivers/" + make_driver(t, b).text("id");
  const auto bad = t.call(
    "PATCH", path,
    R"({"emergencyContactInfo":{"name":"Eva","phoneNumber":"123456","relationship":"aunt"}})");
  CAF_CHECK_EQUAL(
    bad.message(),
    R"(["emergencyContactInfo.phoneNumber must be longer than or equal to 7 characters"])");
  const auto good = t.call(
    "PATCH", path,
    R"({"emergencyContactInfo":{"name":"Eva","phoneNumber":"1234567","relationship":"aunt"}})");
  CAF_CHECK_EQUAL(good.data()["emergencyContactInfo"]["name"].as_string().value_or(""), "Eva");
  CAF_CHECK(!t.call("PATCH", path, R"({"emergencyContactInfo":null})")
               .data()["emergencyContactInfo"]
               .exists());
}

CAF_TEST(a driver leaves with his vehicles but his wallet stays as it was) {
  town t;
  const basics b{t};
  const auto id = make_driver(t, b).text("id");
  t.call("POST", "/api/wallets-status/" + std::string{user_a} + "/block");
  CAF_CHECK(t.call("DELETE", "/api/drivers/" + id).success());
  CAF_CHECK_EQUAL(t.call("GET", "/api/drivers/" + id).status, 404U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicles").data().size(), 0U);
  CAF_CHECK(make_driver(t, b).success());
  CAF_CHECK_EQUAL(t.of.view()->wallet_of(user_a)->status, "blocked");
}

CAF_TEST(vehicles are created listed changed and deleted) {
  town t;
  const basics b{t};
  const auto driver = make_driver(t, b).text("id");
  const auto body = [&](std::string_view user, std::string_view profile, std::string_view plate) {
    auto text = car_text(b.type, plate);
    text.pop_back();
    return text + R"(,"driverId":")" + std::string{user} + R"(","driverProfileId":")"
           + std::string{profile} + R"(","mileage":12})";
  };
  const auto made = t.call("POST", "/api/vehicles", body(user_a, driver, " hab 77 "));
  CAF_CHECK_EQUAL(made.status, 201U);
  CAF_CHECK_EQUAL(made.text("plateNumber"), "HAB 77");
  CAF_CHECK_EQUAL(made.data()["mileage"].as_int().value_or(-1), 12);
  CAF_CHECK_EQUAL(made.data()["capacity"].as_int().value_or(-1), 4);
  CAF_CHECK_EQUAL(t.call("POST", "/api/vehicles", body(user_a, driver, "Hab 77")).code(),
                  "PLATE_NUMBER_CONFLICT");
  CAF_CHECK_EQUAL(t.call("POST", "/api/vehicles", body(user_b, driver, "X1")).code(),
                  "DRIVER_MISMATCH");
  CAF_CHECK_EQUAL(t.call("POST", "/api/vehicles", body(user_a, nobody, "X1")).code(),
                  "DRIVER_PROFILE_NOT_FOUND");
  CAF_CHECK_EQUAL(
    t.call("POST", "/api/vehicles", body(user_a, driver, std::string(16, 'X'))).status, 400U);
  const auto all = t.call("GET", "/api/vehicles?page=1&limit=10&driverId=" + std::string{user_a});
  CAF_CHECK_EQUAL(all.data().size(), 2U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicles?plateNumber=p123").data().size(), 1U);
  const auto path = "/api/vehicles/" + made.text("id");
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"status":"maintenance"})").text("status"),
                  "maintenance");
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"status":"flying"})").status, 400U);
  CAF_CHECK_EQUAL(t.call("GET", path + "/driver-profile").text("id"), driver);
  CAF_CHECK_EQUAL(t.call("DELETE", path).message(), "Vehicle deleted");
  CAF_CHECK_EQUAL(t.call("GET", path).status, 404U);
}

CAF_TEST(who may take trips depends on profile wallet and vehicle) {
  std::vector<std::string> told;
  options how;
  how.then.driver_changed = [&](const std::string& user) { told.push_back(user); };
  town t{how};
  const basics b{t};
  const auto id = make_driver(t, b).text("id");
  const auto is = [&](unfit why) {
    const auto now = t.of.view()->operational(user_a);
    return std::holds_alternative<unfit>(now) && std::get<unfit>(now) == why;
  };
  const auto wallet = "/api/wallets-status/" + std::string{user_a};
  const auto car = t.of.view()->driver(user_a).vehicles[0]->id;
  CAF_CHECK_EQUAL(told.size(), 1U);
  const auto blocked = t.call("POST", wallet + "/block", R"({"reason":"debts"})");
  CAF_CHECK_EQUAL(blocked.status, 200U);
  CAF_CHECK_EQUAL(blocked.text("previousStatus"), "active");
  CAF_CHECK_EQUAL(blocked.text("status"), "blocked");
  CAF_CHECK(blocked.data()["changed"].as_bool().value_or(false));
  CAF_CHECK(is(unfit::wallet_blocked));
  CAF_CHECK(!t.call("POST", wallet + "/block").data()["changed"].as_bool().value_or(true));
  CAF_CHECK_EQUAL(told.size(), 2U);
  t.call("POST", wallet + "/unblock");
  t.call("PATCH", "/api/vehicles/" + car, R"({"status":"maintenance"})");
  CAF_CHECK(is(unfit::no_vehicle));
  CAF_CHECK(std::get<unfit>(t.of.view()->operational(user_a, car)) == unfit::wrong_vehicle);
  t.call("PATCH", "/api/vehicles/" + car, R"({"status":"in_service"})");
  CAF_CHECK(std::holds_alternative<shared<vehicle>>(t.of.view()->operational(user_a, car)));
  t.call("PATCH", "/api/drivers/" + id, R"({"driverStatus":"on_vacation"})");
  CAF_CHECK(is(unfit::not_approved));
  t.call("DELETE", "/api/drivers/" + id);
  CAF_CHECK(is(unfit::no_profile));
  CAF_CHECK_EQUAL(t.call("POST", "/api/wallets-status/" + std::string{nobody} + "/block").status,
                  404U);
}

CAF_TEST(whoever is on a trip is not deleted nor is the vehicle) {
  std::string busy_user, busy_car;
  options how;
  how.then.at_work = [&](fleetwire::storage::session&, const std::string& user,
                         const std::string& car) {
    return user == busy_user && (car.empty() || car == busy_car);
  };
  town t{how};
  const basics b{t};
  const auto profile = "/api/drivers/" + make_driver(t, b).text("id");
  const auto car = t.of.view()->driver(user_a).vehicles[0]->id;
  busy_user = user_a;
  busy_car = car;
  const auto refused = t.call("DELETE", profile);
  CAF_CHECK_EQUAL(refused.status, 409U);
  CAF_CHECK_EQUAL(refused.code(), "DRIVER_ON_TRIP");
  CAF_CHECK_EQUAL(t.call("DELETE", "/api/vehicles/" + car).code(), "VEHICLE_ON_TRIP");
  CAF_CHECK_EQUAL(t.call("GET", profile).status, 200U);
  busy_car = "another";
  CAF_CHECK_EQUAL(t.call("DELETE", "/api/vehicles/" + car).status, 200U);
  busy_user.clear();
  CAF_CHECK_EQUAL(t.call("DELETE", profile).status, 200U);
}

CAF_TEST(what another program put into the tables is seen once it is noted) {
  std::vector<std::string> told;
  options how;
  how.then.driver_changed = [&](const std::string& user) { told.push_back(user); };
  town t{how};
  const basics b{t};
  const auto behind = [&](const fleetwire::storage::job& what) {
    CAF_REQUIRE(t.store->write_now(fleetwire::storage::file::promises, what));
  };
  const auto look = [&] {
    t.of.look_again();
    while (t.store->step(t.dice)) {}
  };
  driver_profile row;
  row.id = "p";
  row.user_id = user_b;
  row.license_number = "L-7";
  behind([&](auto& db) { insert(db, row); });
  look();
  CAF_CHECK(!t.of.view()->profile_of(user_b));
  behind([](auto& db) { note_change(db); });
  look();
  CAF_REQUIRE(t.of.view()->profile_of(user_b));
  CAF_CHECK_EQUAL(told, std::vector<std::string>{std::string{user_b}});
  look();
  CAF_CHECK_EQUAL(told.size(), 1U);
  CAF_CHECK(t.of.view()->find<category>(b.category));
}
