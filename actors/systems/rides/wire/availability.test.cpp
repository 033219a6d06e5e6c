#define CAF_SUITE actors.systems.rides.wire.availability

#include "actors/systems/rides/wire/availability.hpp"

#include "actors/systems/rides/wire/availability_bodies.hpp"
#include "actors/systems/rides/wire/fixture.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace std::chrono_literals;
using fleetwire::contract::input;
using rules::availability_event;
using rules::unavailable_reason;

namespace {

rules::availability working() {
  rules::availability a;
  a.id = "row";
  a.driver_id = "pedro";
  a.is_online = a.is_available = true;
  a.reason.reset();
  a.location = geo::point{23.1, -82.4};
  a.location_at = rules::fixture::start;
  a.vehicle_id = "car";
  a.last_online_at = rules::fixture::start - 60s;
  a.updated_at = rules::fixture::start + 1500ms;
  return a;
}

template <class F>
auto read(const char* body, F&& reader) {
  const auto text = wire::fixture::parsed(body);
  input in{text.root()};
  auto result = reader(in);
  CAF_CHECK(in.finish());
  for (const auto& fault : in.faults())
    CAF_MESSAGE(fault);
  return result;
}

template <class F>
std::string fault_of(const char* body, F&& reader) {
  const auto text = wire::fixture::parsed(body);
  input in{text.root()};
  reader(in);
  in.finish();
  return in.faults().empty() ? "" : in.faults().front();
}

} // namespace

CAF_TEST(a driver at work) {
  CAF_CHECK_EQUAL(wire::availability_json(working()).text,
                  R"({"id":"row","driverId":"pedro","isOnline":true,"isAvailableForTrips":true,)"
                  R"("lastLocation":{"lat":23.1,"lng":-82.4,"type":"Point","coordinates":[-82.4,)"
                  R"(23.1]},"lastLocationTimestamp":"2024-10-04T00:00:00.000Z",)"
                  R"("currentTripId":null,"currentVehicleId":"car",)"
                  R"("lastOnlineTimestamp":"2024-10-03T23:59:00.000Z","availabilityReason":null,)"
                  R"("updatedAt":"2024-10-04T00:00:01.500Z","deletedAt":null,)"
                  R"("availabilityStatus":"AVAILABLE","isAvailable":true,"isMatchable":true})");
}

CAF_TEST(a driver nobody has seen yet) {
  rules::availability a;
  a.id = "row";
  a.driver_id = "pedro";
  a.updated_at = rules::fixture::start;
  CAF_CHECK_EQUAL(wire::availability_json(a).text,
                  R"({"id":"row","driverId":"pedro","isOnline":false,"isAvailableForTrips":false,)"
                  R"("lastLocation":null,"lastLocationTimestamp":null,"currentTripId":null,)"
                  R"("currentVehicleId":null,"lastOnlineTimestamp":null,)"
                  R"("availabilityReason":"OFFLINE","updatedAt":"2024-10-04T00:00:00.000Z",)"
                  R"("deletedAt":null,"availabilityStatus":"OFFLINE","isAvailable":false,)"
                  R"("isMatchable":false})");
}

CAF_TEST(a place is told in both spellings at once) {
  const auto a = working();
  wire::driver_story story{a};
  const auto m = story.to_driver(availability_event::location_updated);
  CAF_CHECK_EQUAL(m.event, "driver:location:update");
  CAF_CHECK_EQUAL(m.payload.text,
                  R"({"driverId":"pedro","lastLocation":{"lat":23.1,"lng":-82.4,"type":"Point",)"
                  R"("coordinates":[-82.4,23.1]},)"
                  R"("lastLocationTimestamp":"2024-10-04T00:00:00.000Z","coords":{"lat":23.1,)"
                  R"("lng":-82.4},"timestamp":"2024-10-04T00:00:00.000Z"})");
}

CAF_TEST(a trip taken is told with its reason) {
  auto a = working();
  a.trip_id = "trip";
  a.is_available = false;
  a.reason = unavailable_reason::on_trip;
  wire::driver_story story{a};
  const auto m = story.to_driver(availability_event::trip_updated);
  CAF_CHECK_EQUAL(m.event, "driver:trip:update");
  CAF_CHECK_EQUAL(m.payload.text,
                  R"({"driverId":"pedro","currentTripId":"trip","availabilityReason":"ON_TRIP",)"
                  R"("isAvailableForTrips":false})");
}

CAF_TEST(admins hear under both names) {
  const auto a = working();
  const auto whole = wire::availability_json(a).text;
  wire::driver_story story{a};
  const auto status = story.to_admins(availability_event::status_updated);
  CAF_CHECK_EQUAL(status[0].event, "driver:availability:update");
  CAF_CHECK_EQUAL(status[0].payload.text, whole);
  CAF_CHECK_EQUAL(status[1].event, "admin:driver:availability:update");
  CAF_CHECK_EQUAL(status[1].payload.text, whole);
  const auto place = story.to_admins(availability_event::location_updated);
  CAF_CHECK_EQUAL(place[0].event, "driver:location:update");
  CAF_CHECK_EQUAL(place[1].event, "admin:driver:location:update");
  CAF_CHECK_EQUAL(place[1].payload.text, whole);
  const auto trip = story.to_admins(availability_event::trip_updated);
  CAF_CHECK_EQUAL(trip[0].event, "driver:trip:update");
  CAF_CHECK_EQUAL(trip[1].event, "admin:driver:trip:update");
}

CAF_TEST(a status is written in flags or by name) {
  const auto flags =
    read(R"({"isOnline":true,"isAvailableForTrips":false})", wire::read_status_write);
  CAF_CHECK(flags.is_online == true);
  CAF_CHECK(flags.is_available == false);
  CAF_CHECK(!flags.reason);
  const auto busy = read(R"({"availabilityStatus":"BUSY"})", wire::read_status_write);
  CAF_CHECK(busy.is_online == true);
  CAF_CHECK(busy.is_available == false);
  CAF_CHECK(busy.reason == std::optional{unavailable_reason::unavailable});
  const auto alias =
    read(R"({"isAvailable":true,"driverId":"x","location":{}})", wire::read_status_write);
  CAF_CHECK(alias.is_available == true);
  CAF_CHECK(!alias.is_online);
}

CAF_TEST(no reason and a reason of null are two things) {
  CAF_CHECK(!read("{}", wire::read_status_write).reason);
  const auto none = read(R"({"availabilityReason":null})", wire::read_status_write);
  CAF_REQUIRE(none.reason);
  CAF_CHECK(!*none.reason);
}

CAF_TEST(a status that is none) {
  CAF_CHECK_EQUAL(fault_of(R"({"isOnline":"yes"})", wire::read_status_write),
                  "isOnline must be a boolean value");
  CAF_CHECK_EQUAL(fault_of(R"({"availabilityStatus":"AWAY"})", wire::read_status_write),
                  "availabilityStatus must be one of the following values: AVAILABLE, BUSY, "
                  "OFFLINE");
  CAF_CHECK_EQUAL(fault_of(R"({"online":true})", wire::read_status_write),
                  "property online should not exist");
}

CAF_TEST(a place is read in all its spellings) {
  const geo::point here{23.1, -82.4};
  for (const auto* body : {R"({"lat":23.1,"lng":-82.4})", R"({"latitude":23.1,"longitude":-82.4})",
                           R"({"location":{"lat":23.1,"lng":-82.4}})",
                           R"({"location":{"type":"Point","coordinates":[-82.4,23.1]}})"}) {
    CAF_CHECK(read(body, wire::read_ping).where == here);
    CAF_CHECK(read(body, wire::read_location).where == here);
  }
}

CAF_TEST(a ping without a place is a heartbeat) {
  const auto p = read(R"({"forceSave":true,"reportedAt":"2026-01-31T12:00:00Z"})", wire::read_ping);
  CAF_CHECK(!p.where);
  CAF_CHECK(p.force_save);
  CAF_CHECK(p.is_throttled);
  CAF_CHECK(p.reported_at.has_value());
}

CAF_TEST(half a place and one beyond the world are refused) {
  CAF_CHECK_EQUAL(fault_of(R"({"lat":1})", wire::read_ping),
                  "lng must be a number conforming to the specified constraints");
  CAF_CHECK_EQUAL(fault_of("{}", wire::read_location),
                  "lat must be a number conforming to the specified constraints");
  CAF_CHECK_EQUAL(fault_of(R"({"lat":"1","lng":"2"})", wire::read_location),
                  "lat must be a number conforming to the specified constraints");
  CAF_CHECK_EQUAL(fault_of(R"({"lat":90.1,"lng":0})", wire::read_location),
                  "lat must not be greater than 90");
  CAF_CHECK_EQUAL(fault_of(R"({"lat":90,"lng":180})", wire::read_location), "");
  CAF_CHECK_EQUAL(
    fault_of(R"({"location":{"type":"Point","coordinates":[0,91]}})", wire::read_location),
    "coordinates must be a longitude and a latitude");
}

CAF_TEST(the trip a driver is on) {
  const auto* id = "00000000-0000-0000-0000-000000000001";
  CAF_CHECK(
    read(R"({"currentTripId":"00000000-0000-0000-0000-000000000001"})", wire::read_current_trip)
    == id);
  CAF_CHECK(read(R"({"tripId":"00000000-0000-0000-0000-000000000001"})", wire::read_current_trip)
            == id);
  CAF_CHECK(!read(R"({"currentTripId":null})", wire::read_current_trip));
  CAF_CHECK(!read("{}", wire::read_current_trip));
}
