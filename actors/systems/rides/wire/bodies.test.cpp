#define CAF_SUITE actors.systems.rides.wire.bodies

#include "actors/systems/rides/wire/bodies.hpp"

#include "actors/systems/rides/wire/fixture.hpp"

#include <algorithm>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace std::chrono_literals;
using fleetwire::contract::input;

namespace {

constexpr auto ana = "11111111-1111-4111-8111-111111111111";

template <class F>
auto read(const std::string& body, F&& reader) {
  const auto text = wire::fixture::parsed(body.c_str());
  input in{text.root()};
  auto result = reader(in);
  CAF_CHECK(in.finish());
  for (const auto& fault : in.faults())
    CAF_MESSAGE(fault);
  return result;
}

template <class F>
std::vector<std::string> faults_of(const std::string& body, F&& reader) {
  const auto text = wire::fixture::parsed(body.c_str());
  input in{text.root()};
  reader(in);
  in.finish();
  return in.faults();
}

template <class F>
std::string fault_of(const std::string& body, F&& reader) {
  const auto all = faults_of(body, reader);
  return all.empty() ? "" : all.front();
}

std::string request(const std::string& payment, const std::string& stops,
                    const std::string& more = "") {
  return R"({"passengerId":"11111111-1111-4111-8111-111111111111","paymentMode":")" + payment
         + R"(","pickupPoint":{"lat":23.1,"lng":-82.4},"pickupAddress":"Calle 23",)"
           R"("vehicleCategoryId":"22222222-2222-4222-8222-222222222222",)"
           R"("serviceClassId":"33333333-3333-4333-8333-333333333333","stops":)"
         + stops + more + "}";
}

} // namespace

CAF_TEST(a request in full) {
  const auto body = read(
    request("CASH",
            R"([{"point":{"lat":1,"lng":2},"seq":9,"address":"A","placeId":"p","notes":"n",)"
            R"("plannedArrivalAt":"2026-01-31T12:00:00Z"},{"point":{"latitude":3,"longitude":4}}])",
            R"(,"idempotencyKey":"k")"),
    wire::read_create);
  const auto& w = body.wanted;
  CAF_CHECK_EQUAL(w.passenger_id, ana);
  CAF_CHECK(w.payment == rules::payment_mode::cash);
  CAF_CHECK(w.pickup == (geo::point{23.1, -82.4}));
  CAF_CHECK(w.pickup_address == "Calle 23");
  CAF_REQUIRE_EQUAL(w.stops.size(), 2u);
  CAF_CHECK_EQUAL(w.stops[0].seq, 9);
  CAF_CHECK(w.stops[0].where == (geo::point{1, 2}));
  CAF_CHECK(w.stops[0].place_id == "p");
  CAF_CHECK(w.stops[0].notes == "n");
  CAF_CHECK(w.stops[0].planned_arrival_at.has_value());
  CAF_CHECK_EQUAL(w.stops[1].seq, 2);
  CAF_CHECK(w.stops[1].where == (geo::point{3, 4}));
  CAF_CHECK(body.idempotency_key == "k");
}

CAF_TEST(a stop may be the place itself) {
  const auto body = read(request("card", R"([{"lat":1,"lng":2}])"), wire::read_create);
  CAF_REQUIRE_EQUAL(body.wanted.stops.size(), 1u);
  CAF_CHECK(body.wanted.stops[0].where == (geo::point{1, 2}));
}

CAF_TEST(what is wrong with a request) {
  CAF_CHECK_EQUAL(fault_of(request("gold", "[]"), wire::read_create),
                  "paymentMode must be one of the following values: cash, card, wallet");
  CAF_CHECK_EQUAL(fault_of(request("cash", R"([{"point":{"lat":91,"lng":0}}])"), wire::read_create),
                  "stops.0.point.lat must not be greater than 90");
  CAF_CHECK_EQUAL(fault_of(request("cash", "[]", R"(,"tip":1)"), wire::read_create),
                  "property tip should not exist");
  const auto empty = faults_of("{}", wire::read_create);
  CAF_CHECK(std::ranges::find(empty, "pickupPoint must be an object") != empty.end());
  CAF_CHECK(std::ranges::find(empty, "vehicleCategoryId must be a UUID") != empty.end());
  const auto address = [](std::size_t n) {
    return request("cash", R"([{"lat":1,"lng":2,"address":")" + std::string(n, 'x') + R"("}])");
  };
  CAF_CHECK_EQUAL(fault_of(address(500), wire::read_create), "");
  CAF_CHECK_EQUAL(fault_of(address(501), wire::read_create),
                  "stops.0.address must be shorter than or equal to 500 characters");
}

CAF_TEST(an estimate) {
  const std::string head = R"({"vehicleCategoryId":"22222222-2222-4222-8222-222222222222",)"
                           R"("serviceClassId":"33333333-3333-4333-8333-333333333333",)"
                           R"("pickup":{"lat":1,"lng":2},"stops":)";
  const auto body = read(head + R"([{"lat":3,"lng":4}]})", wire::read_estimate);
  CAF_CHECK(body.pickup == (geo::point{1, 2}));
  CAF_REQUIRE_EQUAL(body.stops.size(), 1u);
  CAF_CHECK(body.stops[0] == (geo::point{3, 4}));
  CAF_CHECK_EQUAL(body.currency, "CUP");
  CAF_CHECK_EQUAL(fault_of(head + "[]}", wire::read_estimate),
                  "stops must contain at least 1 elements");
}

CAF_TEST(the end of a ride takes numbers as texts and null) {
  const auto body = read(R"({"driverId":"11111111-1111-4111-8111-111111111111",)"
                         R"("actualDistanceKm":"12.5","actualDurationMin":30,"extraFees":null,)"
                         R"("waitingReason":"rain"})",
                         wire::read_complete);
  CAF_CHECK(body.driver_id == ana);
  CAF_CHECK(body.reported.distance_km == 12.5);
  CAF_CHECK(body.reported.duration_min == 30.0);
  CAF_CHECK(!body.reported.extra_fees);
  CAF_CHECK(body.reported.waiting_reason == "rain");
  CAF_CHECK_EQUAL(fault_of(R"({"extraFees":-1})", wire::read_complete),
                  "extraFees must not be less than 0");
  for (const auto* wrong :
       {R"({"extraFees":"1x"})", R"({"extraFees":"nan"})", R"({"extraFees":true})"})
    CAF_CHECK_EQUAL(fault_of(wrong, wire::read_complete),
                    "extraFees must be a number conforming to the specified constraints");
}

CAF_TEST(on the way with and without a place) {
  const auto body = read(R"({"etaMinutes":4.6,"driverLat":1,"driverLng":2})", wire::read_arriving);
  CAF_CHECK(body.eta_minutes == 5);
  CAF_CHECK(body.driver_position == (geo::point{1, 2}));
  CAF_CHECK(!read(R"({"driverLat":1})", wire::read_arriving).driver_position);
}

CAF_TEST(a reason has its length) {
  const auto reason = [](std::size_t n) {
    return R"({"reason":")" + std::string(n, 'x') + R"("})";
  };
  CAF_CHECK(read(reason(200), wire::read_reason).has_value());
  CAF_CHECK_EQUAL(fault_of(reason(201), wire::read_reason),
                  "reason must be shorter than or equal to 200 characters");
  CAF_CHECK(!read("{}", wire::read_reason));
}

CAF_TEST(what an admin asks of the matcher has limits) {
  const auto all =
    read(R"({"reason":"r","searchRadiusMeters":100000,"maxCandidates":50,"offerTtlSeconds":120})",
         wire::read_retry);
  CAF_CHECK(all.overrides.radius_m == 100000.0);
  CAF_CHECK(all.overrides.candidates == 50u);
  CAF_CHECK(all.overrides.offer_ttl == 120s);
  CAF_CHECK_EQUAL(fault_of(R"({"searchRadiusMeters":99})", wire::read_matching),
                  "searchRadiusMeters must not be less than 100");
  CAF_CHECK_EQUAL(fault_of(R"({"maxCandidates":51})", wire::read_matching),
                  "maxCandidates must not be greater than 50");
  CAF_CHECK_EQUAL(fault_of(R"({"offerTtlSeconds":4})", wire::read_matching),
                  "offerTtlSeconds must not be less than 5");
  CAF_CHECK_EQUAL(fault_of("{}", wire::read_retry), "reason must be a string");
}

CAF_TEST(an override names its target) {
  const auto body = read(R"({"targetStatus":"completed","reason":"r","internalNote":"n",)"
                         R"("actualDistanceKm":3,"fareTotal":"99.5"})",
                         wire::read_override);
  CAF_CHECK(body.target == rules::trip_status::completed);
  CAF_CHECK_EQUAL(body.reason, "r");
  CAF_CHECK(body.internal_note == "n");
  CAF_CHECK(body.reported.distance_km == 3.0);
  CAF_CHECK(body.fare_total == 99.5);
  CAF_CHECK_EQUAL(faults_of(R"({"targetStatus":"gone","reason":"r"})", wire::read_override).size(),
                  1u);
}

CAF_TEST(messages and notifications name whom they are for) {
  const auto message = read(R"({"target":"both","message":"hola"})", wire::read_message);
  CAF_CHECK_EQUAL(message.target, "both");
  CAF_CHECK_EQUAL(message.text, "hola");
  const auto all = read(R"({"target":"all","data":{"a":[1]}})", wire::read_notification);
  CAF_CHECK_EQUAL(all.data.text, R"({"a":[1]})");
  CAF_CHECK_EQUAL(all.id, "");
  CAF_CHECK_EQUAL(read(R"({"target":"role","id":"driver"})", wire::read_notification).data.text,
                  "null");
  CAF_CHECK_EQUAL(fault_of(R"({"target":"user","data":1})", wire::read_notification),
                  "id must be a string");
}
