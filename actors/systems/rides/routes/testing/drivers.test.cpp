#define CAF_SUITE actors.systems.rides.routes.testing.drivers

#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/routes/testing/world.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::routes::testing;

namespace {

constexpr auto base = "/api/driver-availability";

std::string path(const std::string& what) {
  return base + ("/" + what);
}

std::string record(const std::string& driver, const std::string& more = "") {
  return R"({"driverId":")" + driver + '"' + more + "}";
}

void save(world& w, const std::string& driver) {
  w.store->write(fleetwire::storage::file::promises,
                 [a = w.live.drivers[driver]](auto& db) { store::save(db, a); }, {});
  w.settle();
}

} // namespace

CAF_TEST(a record is made by its driver or an admin) {
  world w;
  CAF_CHECK_EQUAL(w.post(base, record(pedro_id), juan()).status, 403u);
  CAF_CHECK_EQUAL(w.post(base, record(pedro_id), nobody).status, 401u);
  const auto made = w.post(base,
                           record(pedro_id, R"(,"isOnline":true,"isAvailableForTrips":true,)"
                                            R"("lastLocation":{"lat":23.1,"lng":-82.4})"),
                           pedro());
  CAF_CHECK_EQUAL(made.status, 201u);
  CAF_CHECK(made.data()["isMatchable"].as_bool() == true);
  CAF_CHECK(made.data()["lastLocation"]["lat"].as_double() == 23.1);
  CAF_CHECK_EQUAL(w.post(path("upsert"), record(juan_id), boss()).status, 201u);
}

CAF_TEST(a driver looks at himself) {
  world w;
  const auto missing = w.get(path("driver-auth"), pedro());
  CAF_CHECK_EQUAL(missing.status, 404u);
  CAF_CHECK_EQUAL(missing.message(),
                  std::string{"DriverAvailability for "} + pedro_id + " not found");
  w.post(base, record(pedro_id), pedro());
  CAF_CHECK_EQUAL(w.get(path("driver-auth"), pedro()).text("driverId"), pedro_id);
  const auto by_id = path(std::string{"by-driver/"} + pedro_id);
  CAF_CHECK_EQUAL(w.get(by_id, pedro()).status, 200u);
  CAF_CHECK_EQUAL(w.get(by_id, boss()).status, 200u);
  CAF_CHECK_EQUAL(w.get(by_id, juan()).status, 403u);
  CAF_CHECK_EQUAL(w.get(path("by-driver/x"), boss()).status, 400u);
}

CAF_TEST(a status is written by its driver) {
  world w;
  w.post(base, record(pedro_id), pedro());
  const auto mine = path("status-by-driver");
  CAF_CHECK_EQUAL(
    w.call("PATCH", mine, R"({"isAvailableForTrips":true})", pedro()).text("availabilityStatus"),
    "AVAILABLE");
  CAF_CHECK_EQUAL(w.call("PATCH", mine, R"({"isOnline":"x"})", pedro()).status, 400u);
  const auto named = path(std::string{pedro_id} + "/status");
  CAF_CHECK_EQUAL(w.call("PATCH", named, R"({"isOnline":false})", juan()).status, 403u);
  const auto off = w.call("PATCH", named, R"({"availabilityStatus":"OFFLINE"})", boss());
  CAF_CHECK_EQUAL(off.text("availabilityReason"), "OFFLINE");
}

CAF_TEST(pings are for drivers and come not too often) {
  world w;
  w.post(base, record(pedro_id), pedro());
  const auto ping = [&](const auto& who) {
    return w.post(path("ping-location"), R"({"lat":23.1,"lng":-82.4})", who).status;
  };
  CAF_CHECK_EQUAL(ping(ana()), 403u);
  for (int i = 0; i < 8; ++i)
    CAF_CHECK_EQUAL(ping(pedro()), 201u);
  CAF_CHECK_EQUAL(ping(pedro()), 429u);
  w.town.clock.advance(std::chrono::seconds{10});
  CAF_CHECK_EQUAL(ping(pedro()), 201u);
}

CAF_TEST(a place may be told for a driver by himself) {
  world w;
  w.post(base, record(pedro_id), pedro());
  const auto where = path(std::string{pedro_id} + "/location");
  CAF_CHECK_EQUAL(w.post(where, R"({"lat":1,"lng":2})", juan()).status, 403u);
  CAF_CHECK_EQUAL(w.post(where, "{}", pedro()).status, 400u);
  CAF_CHECK_EQUAL(w.post(where, R"({"latitude":1,"longitude":2})", pedro()).status, 201u);
}

CAF_TEST(a driver is on his own trips only) {
  world w;
  w.post(base, record(pedro_id), pedro());
  const auto id = w.new_trip();
  const auto put = [&](const std::string& trip) {
    return w.call("PATCH", path(std::string{pedro_id} + "/trip"),
                  R"({"currentTripId":)" + trip + "}", pedro());
  };
  CAF_CHECK_EQUAL(put('"' + id + '"').status, 409u);
  CAF_CHECK_EQUAL(put('"' + std::string{ana_id} + '"').status, 404u);
  w.taken_by(id, pedro_id);
  CAF_CHECK_EQUAL(put('"' + id + '"').text("currentTripId"), id);
  CAF_CHECK(put("null").data()["currentTripId"].is_null());
}

CAF_TEST(who is near comes in order) {
  world w;
  w.post(base, record(pedro_id), pedro());
  w.post(base, record(juan_id), juan());
  w.live.near = {juan_id, ana_id, pedro_id};
  const auto got = w.get(path("nearby?lat=23.1&lng=-82.4"), boss());
  CAF_CHECK_EQUAL(got.message(), "Nearby drivers");
  CAF_REQUIRE_EQUAL(got.data().size(), 2u);
  CAF_CHECK_EQUAL(got.data()[0]["driverId"].as_string().value_or("?"), juan_id);
  CAF_CHECK_EQUAL(got.data()[1]["driverId"].as_string().value_or("?"), pedro_id);
  w.live.near.clear();
  CAF_CHECK_EQUAL(w.get(path("nearby?lat=23.1&lng=-82.4"), boss()).data().size(), 0u);
  CAF_CHECK_EQUAL(w.get(path("nearby?lat=91&lng=0"), boss()).status, 400u);
}

CAF_TEST(the list of drivers and its filters) {
  world w;
  w.post(base, record(pedro_id, R"(,"isOnline":true,"isAvailableForTrips":true)"), pedro());
  w.post(base, record(juan_id), juan());
  save(w, pedro_id);
  save(w, juan_id);
  const auto count = [&](const std::string& query) {
    return w.get(base + query, boss()).data().size();
  };
  CAF_CHECK_EQUAL(count(""), 2u);
  CAF_CHECK_EQUAL(count("?isOnline=true"), 1u);
  CAF_CHECK_EQUAL(count("?availabilityReason=OFFLINE"), 1u);
  CAF_CHECK_EQUAL(count("?availabilityReason=null"), 1u);
  CAF_CHECK_EQUAL(count("?reasonIsNull=false"), 1u);
  CAF_CHECK_EQUAL(count("?currentTripId=null"), 2u);
  CAF_CHECK_EQUAL(count("?currentVehicleId=null"), 1u);
  CAF_CHECK_EQUAL(count("?hasLocation=true"), 0u);
  CAF_CHECK_EQUAL(count("?matchable=true"), 0u);
  CAF_CHECK_EQUAL(count("?requireWalletActive=true"), 0u);
  CAF_CHECK_EQUAL(count("?driverId=" + std::string{juan_id}), 1u);
  CAF_CHECK_EQUAL(count("?updatedFrom=2100-01-01"), 0u);
  CAF_CHECK_EQUAL(count("?limit=1&page=2"), 1u);
  CAF_CHECK_EQUAL(w.get(std::string{base} + "?online=1", boss()).status, 400u);
  CAF_CHECK_EQUAL(w.get(base, pedro()).status, 403u);
}

CAF_TEST(a record goes when its driver is on no trip) {
  world w;
  w.post(base, record(pedro_id), pedro());
  save(w, pedro_id);
  const auto target = path(pedro_id);
  CAF_CHECK_EQUAL(w.call("DELETE", target, {}, pedro()).status, 403u);
  w.live.drivers[pedro_id].trip_id = ana_id;
  CAF_CHECK_EQUAL(w.call("DELETE", target, {}, boss()).status, 409u);
  w.live.drivers[pedro_id].trip_id.reset();
  CAF_CHECK_EQUAL(w.call("DELETE", target, {}, boss()).message(), "Driver availability deleted");
  CAF_CHECK_EQUAL(w.get(base, boss()).data().size(), 0u);
}
