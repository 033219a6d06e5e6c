#define CAF_SUITE actors.systems.rides.wire.trips

#include "actors/systems/rides/wire/trips.hpp"

#include "actors/systems/rides/wire/fares.hpp"
#include "actors/systems/rides/wire/fixture.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using wire::fixture::ana;
using wire::fixture::lada;
using wire::fixture::pedro;
using wire::fixture::trips::life;

namespace {

const auto passenger = ana();
const auto driver = pedro();
const auto car = lada();

template <class F>
std::string text_of(F&& write) {
  return fleetwire::contract::written(0, write).text;
}

} // namespace

CAF_TEST(a trip that was just requested) {
  life trip;
  CAF_CHECK_EQUAL(wire::trip_json(trip.state, {.passenger = &passenger}).text,
                  R"({"id":"trip","passengerId":"ana","passengerName":"Ana",)"
                  R"("passengerPhone":"+5355512345","driverId":null,"driverName":null,)"
                  R"("driverPhone":null,"vehicleId":null,"vehiclePlateNumber":null,)"
                  R"("vehicleMake":null,"vehicleModel":null,"vehicleColor":null,"orderId":null,)"
                  R"("currentStatus":"pending","paymentMode":"cash",)"
                  R"("requestedVehicleCategoryId":"car","requestedVehicleCategoryName":"Car",)"
                  R"("requestedVehicleCategory":{"id":"car","name":"Car"},)"
                  R"("requestedServiceClassId":"economy","requestedServiceClassName":"Economy",)"
                  R"("requestedServiceClass":{"id":"economy","name":"Economy"},)"
                  R"("requestedAt":"2024-10-04T00:00:00.000Z","acceptedAt":null,)"
                  R"("pickupEtaAt":null,"arrivedPickupAt":null,"startedAt":null,)"
                  R"("completedAt":null,"canceledAt":null,"pickupPoint":{"lat":23.1,"lng":-82.4},)"
                  R"("pickupAddress":"Calle 23","destinationPoint":{"lat":23.2,"lng":-82.4},)"
                  R"("destinationAddress":"Malecón","stops":[{"seq":1,"point":{"lat":23.2,)"
                  R"("lng":-82.4},"address":"Malecón","placeId":null,"notes":null,)"
                  R"("plannedArrivalAt":null,"arrivedAt":null,"completedAt":null}],)"
                  R"("fareEstimatedTotal":878.35,"fareFinalCurrency":"CUP",)"
                  R"("fareDistanceKm":11.119,"fareDurationMin":22.24,"fareSurgeMultiplier":1,)"
                  R"("fareTotal":null,"fareFinalTotal":null,)"
                  R"("fareBreakdown":{"price_policy_id":"","price_scope_type":"GLOBAL",)"
                  R"("timezone_used":"","rate_card":{"policyId":"","scopeType":"GLOBAL",)"
                  R"("timezoneUsed":"","base_fare":1,"per_km":1,"per_minute":1,"minimum_fare":1,)"
                  R"("booking_fee":0,"night_surcharge":0,"cap":null},"vehicle_type_name":"Sedan",)"
                  R"("service_class_name":"Economy","category_name":"Car",)"
                  R"("vehicle_type_id":"sedan","service_class_id":"economy","category_id":"car",)"
                  R"("base_fare":100,"cost_per_km":50,"cost_per_minute":10,"min_fare":0,)"
                  R"("booking_fee":0,"applied_multipliers":{"base":1,"per_km":1,"per_min":1,)"
                  R"("min_fare":1},"distance_km_est":11.119,"duration_min_est":22.24,)"
                  R"("subtotal":878.35,"total":878.35,"surge_multiplier":1},"endReason":null,)"
                  R"("createdAt":"2024-10-04T00:00:00.000Z",)"
                  R"("updatedAt":"2024-10-04T00:00:00.000Z"})");
}

CAF_TEST(a trip that is over) {
  life trip;
  trip.riding().must(rules::complete_ride{"pedro", {12.5, 30, 25, 5, "traffic"}});
  CAF_CHECK_EQUAL(wire::trip_json(trip.state, {&passenger, &driver, &car}).text,
                  R"({"id":"trip","passengerId":"ana","passengerName":"Ana",)"
                  R"("passengerPhone":"+5355512345","driverId":"pedro","driverName":"Pedro",)"
                  R"("driverPhone":"555-00123","vehicleId":"car of pedro",)"
                  R"("vehiclePlateNumber":"P123","vehicleMake":"Lada","vehicleModel":"2107",)"
                  R"("vehicleColor":null,"orderId":null,"currentStatus":"completed",)"
                  R"("paymentMode":"cash","requestedVehicleCategoryId":"car",)"
                  R"("requestedVehicleCategoryName":"Car","requestedVehicleCategory":{"id":"car",)"
                  R"("name":"Car"},"requestedServiceClassId":"economy",)"
                  R"("requestedServiceClassName":"Economy",)"
                  R"("requestedServiceClass":{"id":"economy","name":"Economy"},)"
                  R"("requestedAt":"2024-10-04T00:00:00.000Z",)"
                  R"("acceptedAt":"2024-10-04T00:00:00.000Z",)"
                  R"("pickupEtaAt":"2024-10-04T00:04:00.000Z","arrivedPickupAt":null,)"
                  R"("startedAt":"2024-10-04T00:00:00.000Z",)"
                  R"("completedAt":"2024-10-04T00:00:00.000Z","canceledAt":null,)"
                  R"("pickupPoint":{"lat":23.1,"lng":-82.4},"pickupAddress":"Calle 23",)"
                  R"("destinationPoint":{"lat":23.2,"lng":-82.4},"destinationAddress":"Malecón",)"
                  R"("stops":[{"seq":1,"point":{"lat":23.2,"lng":-82.4},"address":"Malecón",)"
                  R"("placeId":null,"notes":null,"plannedArrivalAt":null,"arrivedAt":null,)"
                  R"("completedAt":null}],"fareEstimatedTotal":878.35,"fareFinalCurrency":"CUP",)"
                  R"("fareDistanceKm":12.5,"fareDurationMin":30,"fareSurgeMultiplier":1,)"
                  R"("fareTotal":1050,"fareFinalTotal":1050,)"
                  R"("fareBreakdown":{"price_policy_id":"","price_scope_type":"GLOBAL",)"
                  R"("timezone_used":"","rate_card":{"policyId":"","scopeType":"GLOBAL",)"
                  R"("timezoneUsed":"","base_fare":1,"per_km":1,"per_minute":1,"minimum_fare":1,)"
                  R"("booking_fee":0,"night_surcharge":0,"cap":null},"vehicle_type_name":"Sedan",)"
                  R"("service_class_name":"Economy","category_name":"Car",)"
                  R"("vehicle_type_id":"sedan","service_class_id":"economy","category_id":"car",)"
                  R"("base_fare":100,"cost_per_km":50,"cost_per_minute":10,"min_fare":0,)"
                  R"("booking_fee":0,"applied_multipliers":{"base":1,"per_km":1,"per_min":1,)"
                  R"("min_fare":1},"distance_km_est":12.5,"duration_min_est":30,"subtotal":1025,)"
                  R"("total":1025,"surge_multiplier":1,"total_with_extras":1050,)"
                  R"("waiting_time_minutes":5,"waiting_reason":"traffic","extra_fees_total":25,)"
                  R"("extra_lines":[{"code":"extra_fees","label":"traffic","amount":25,)"
                  R"("meta":{"waiting_minutes":5}}]},"endReason":null,)"
                  R"("createdAt":"2024-10-04T00:00:00.000Z",)"
                  R"("updatedAt":"2024-10-04T00:00:00.000Z"})");
}

CAF_TEST(phones are shown to whom they may be shown) {
  life trip;
  trip.riding();
  const auto shown = wire::trip_json(trip.state, {&passenger, &driver, &car}).text;
  const auto hidden = wire::trip_json(trip.state, {&passenger, &driver, &car, false}).text;
  CAF_CHECK(shown.find(passenger.phone) != shown.npos && shown.find(driver.phone) != shown.npos);
  CAF_CHECK(hidden.find(passenger.phone) == hidden.npos
            && hidden.find(driver.phone) == hidden.npos);
  CAF_CHECK(hidden.find(R"("passengerName":"Ana","passengerPhone":null)") != hidden.npos);
}

CAF_TEST(a stop with all that may be known) {
  CAF_CHECK_EQUAL(
    text_of([](auto& out) {
      wire::write_stop(out,
                       {2, {23.2, -82.4}, "Malecón", "p1", "blue \"door\"", rules::fixture::start});
    }),
    R"({"seq":2,"point":{"lat":23.2,"lng":-82.4},"address":"Malecón","placeId":"p1",)"
    R"("notes":"blue \"door\"","plannedArrivalAt":"2024-10-04T00:00:00.000Z","arrivedAt":null,)"
    R"("completedAt":null})");
}

CAF_TEST(a quote) {
  const auto wanted = rules::fixture::wanted();
  auto terms = wanted.terms;
  terms.card.policy_id = "p";
  terms.card.cap = 900;
  CAF_CHECK_EQUAL(wire::quote_json(pricing::estimate(terms, {10, 20})).text,
                  R"({"currency":"CUP","surgeMultiplier":1,"totalEstimated":800,)"
                  R"("breakdown":{"price_policy_id":"p","price_scope_type":"GLOBAL",)"
                  R"("timezone_used":"","rate_card":{"policyId":"p","scopeType":"GLOBAL",)"
                  R"("timezoneUsed":"","base_fare":1,"per_km":1,"per_minute":1,"minimum_fare":1,)"
                  R"("booking_fee":0,"night_surcharge":0,"cap":900},"vehicle_type_name":"Sedan",)"
                  R"("service_class_name":"Economy","category_name":"Car",)"
                  R"("vehicle_type_id":"sedan","service_class_id":"economy","category_id":"car",)"
                  R"("base_fare":100,"cost_per_km":50,"cost_per_minute":10,"min_fare":0,)"
                  R"("booking_fee":0,"applied_multipliers":{"base":1,"per_km":1,"per_min":1,)"
                  R"("min_fare":1},"distance_km_est":10,"duration_min_est":20,"subtotal":800,)"
                  R"("total":800,"surge_multiplier":1}})");
}

CAF_TEST(a line of the log) {
  CAF_CHECK_EQUAL(
    text_of([](auto& out) {
      wire::write_trip_event(out, "trip", 3, "driver_offered", rules::fixture::start, R"({"a":1})");
    }),
    R"({"id":"trip:3","eventType":"driver_offered","occurredAt":"2024-10-04T00:00:00.000Z",)"
    R"("metadata":{"a":1}})");
}

CAF_TEST(the answer to a rejection names the next offer if there is one) {
  life trip;
  trip.offered().must(rules::reject_offer{"a1", "pedro", {}});
  CAF_CHECK_EQUAL(wire::assignment_answer_json("a1", trip.state, "m").text,
                  R"({"assignmentId":"a1","message":"m"})");
  trip.offered("juan", "a2");
  CAF_CHECK_EQUAL(wire::assignment_answer_json("a1", trip.state, "m").text,
                  R"({"assignmentId":"a1","nextAssignmentId":"a2","message":"m"})");
}
