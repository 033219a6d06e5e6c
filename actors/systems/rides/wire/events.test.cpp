#define CAF_SUITE actors.systems.rides.wire.events

#include "actors/systems/rides/wire/events.hpp"

#include "actors/systems/rides/wire/fixture.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace std::chrono_literals;
using kind = rules::announcement_kind;
using wire::fixture::everybody;
using wire::fixture::said;
using wire::fixture::trips::life;

namespace {

constexpr auto requested_json =
  R"({"tripId":"trip","passengerId":"ana","requestedAt":"2024-10-04T00:00:00.000Z",)"
  R"("pickup":{"lat":23.1,"lng":-82.4,"address":"Calle 23"},"fareEstimatedTotal":878.35,)"
  R"("fareFinalCurrency":"CUP","status":"pending"})";

constexpr auto requested_bare_json =
  R"({"tripId":"trip","passengerId":"ana","requestedAt":"2024-10-04T00:00:00.000Z","pickup":null,)"
  R"("fareEstimatedTotal":878.35,"fareFinalCurrency":"CUP","status":"pending"})";

constexpr auto assigned_p_json =
  R"({"tripId":"trip","driverId":"pedro","vehicleId":"car of pedro",)"
  R"("at":"2024-10-04T00:00:00.000Z","currentStatus":"accepted","driver":{"id":"pedro",)"
  R"("name":"Pedro","photoUrl":"https://x.cu/p.jpg","phoneMasked":"••• ••123",)"
  R"("phone":"555-00123","ratingAvg":null,"ratingCount":null},"vehicle":{"id":"car of pedro",)"
  R"("make":"Lada","model":"2107","color":null,"plateNumber":"P123"}})";

constexpr auto arriving_json =
  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","previousStatus":"accepted",)"
  R"("currentStatus":"arriving","snapshot":{"tripId":"trip","passengerId":"ana",)"
  R"("driverId":"pedro","vehicleId":"car of pedro","currentStatus":"arriving"}})";

constexpr auto completed_json =
  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","driverId":"pedro",)"
  R"("currentStatus":"completed","fareTotal":800,"currency":"CUP"})";

std::string text(const std::optional<fleetwire::json>& payload) {
  return payload ? payload->text : "not for them";
}

struct told {
  std::string passenger, driver, admin;
};

told hear(const rules::announcement& what) {
  const auto people = everybody();
  return {text(wire::passenger_payload(what, people)), text(wire::driver_payload(what, people)),
          text(wire::admin_payload(what, people))};
}

told hear(const rules::change& in, kind what) {
  return hear(said(in, what));
}

constexpr auto nobody = "not for them";

} // namespace

CAF_TEST(requested) {
  const auto born = std::get<rules::change>(
    rules::request(wire::fixture::trips::wanted(), wire::fixture::trips::start));
  const auto what = said(born, kind::requested);
  const auto pickup = wire::pickup_of(born.state);
  CAF_CHECK_EQUAL(text(wire::passenger_payload(what, everybody(), &pickup)), requested_json);
  CAF_CHECK_EQUAL(text(wire::admin_payload(what, everybody(), &pickup)), requested_json);
  CAF_CHECK_EQUAL(text(wire::driver_payload(what, everybody())), nobody);
  CAF_CHECK_EQUAL(hear(what).passenger, requested_bare_json);
}

CAF_TEST(assigning started) {
  life trip;
  const auto t = hear(trip.must(rules::start_assigning{}), kind::assigning_started);
  CAF_CHECK_EQUAL(t.passenger,
                  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","previousStatus":"pending",)"
                  R"("currentStatus":"assigning"})");
  CAF_CHECK_EQUAL(t.driver, nobody);
  CAF_CHECK_EQUAL(t.admin, t.passenger);
}

CAF_TEST(an offer) {
  life trip;
  trip.must(rules::start_assigning{});
  const auto t =
    hear(trip.must(rules::offer_trip{"a1", "pedro", "car of pedro", 20s, 5000}), kind::offered);
  CAF_CHECK_EQUAL(t.passenger, nobody);
  CAF_CHECK_EQUAL(t.driver, R"({"assignmentId":"a1","tripId":"trip","ttlSec":20,)"
                            R"("expiresAt":"2024-10-04T00:00:20.000Z"})");
  CAF_CHECK_EQUAL(t.admin, R"({"assignmentId":"a1","tripId":"trip","driverId":"pedro",)"
                           R"("vehicleId":"car of pedro","ttlSec":20,)"
                           R"("expiresAt":"2024-10-04T00:00:20.000Z"})");
}

CAF_TEST(an acceptance) {
  life trip;
  const auto change = trip.offered().must(rules::accept_offer{"a1", "pedro"});
  const auto accepted = hear(change, kind::driver_accepted);
  CAF_CHECK_EQUAL(accepted.passenger,
                  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","currentStatus":"accepted",)"
                  R"("driver":{"id":"pedro","name":"Pedro","photoUrl":"https://x.cu/p.jpg",)"
                  R"("phoneMasked":"••• ••123","phone":"555-00123","ratingAvg":null,)"
                  R"("ratingCount":null},"vehicle":{"id":"car of pedro","make":"Lada",)"
                  R"("model":"2107","color":null,"plateNumber":"P123"}})");
  CAF_CHECK_EQUAL(accepted.driver, nobody);
  CAF_CHECK_EQUAL(accepted.admin, nobody);
  const auto assignment = hear(change, kind::assignment_accepted);
  CAF_CHECK_EQUAL(assignment.passenger, nobody);
  CAF_CHECK_EQUAL(assignment.driver,
                  R"({"tripId":"trip","assignmentId":"a1","driverId":"pedro",)"
                  R"("vehicleId":"car of pedro","at":"2024-10-04T00:00:00.000Z"})");
  CAF_CHECK_EQUAL(assignment.admin, assignment.driver);
  const auto assigned = hear(change, kind::driver_assigned);
  CAF_CHECK_EQUAL(assigned.passenger, assigned_p_json);
  CAF_CHECK_EQUAL(assigned.driver,
                  R"({"tripId":"trip","driverId":"pedro","vehicleId":"car of pedro",)"
                  R"("at":"2024-10-04T00:00:00.000Z","currentStatus":"accepted",)"
                  R"("passenger":{"id":"ana","name":"Ana","photoUrl":null,)"
                  R"("phoneMasked":"••• ••345"}})");
  CAF_CHECK_EQUAL(assigned.admin,
                  R"({"tripId":"trip","driverId":"pedro","vehicleId":"car of pedro",)"
                  R"("at":"2024-10-04T00:00:00.000Z","currentStatus":"accepted",)"
                  R"("passenger":{"id":"ana","name":"Ana","photoUrl":null,)"
                  R"("phoneMasked":"••• ••345"},"passengerId":"ana"})");
}

CAF_TEST(people who are not known are null) {
  life trip;
  const auto change = trip.offered().must(rules::accept_offer{"a1", "pedro"});
  const auto what = said(change, kind::driver_accepted);
  CAF_CHECK_EQUAL(text(wire::passenger_payload(what, {})),
                  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","currentStatus":"accepted",)"
                  R"("driver":null,"vehicle":null})");
}

CAF_TEST(a rejection) {
  life trip;
  const auto t = hear(trip.offered().must(rules::reject_offer{"a1", "pedro", "too far"}),
                      kind::assignment_rejected);
  CAF_CHECK_EQUAL(t.passenger, nobody);
  CAF_CHECK_EQUAL(t.driver, nobody);
  CAF_CHECK_EQUAL(t.admin, R"({"tripId":"trip","assignmentId":"a1","driverId":"pedro",)"
                           R"("vehicleId":"car of pedro","reason":"too far",)"
                           R"("at":"2024-10-04T00:00:00.000Z"})");
}

CAF_TEST(an expiry) {
  life trip;
  const auto t =
    hear(trip.offered().must(rules::expire_offer{"a1", true}), kind::assignment_expired);
  CAF_CHECK_EQUAL(t.driver, nobody);
  CAF_CHECK_EQUAL(t.admin, R"({"tripId":"trip","assignmentId":"a1","driverId":"pedro",)"
                           R"("vehicleId":"car of pedro","at":"2024-10-04T00:00:00.000Z"})");
}

CAF_TEST(nobody found) {
  life trip;
  trip.must(rules::start_assigning{});
  const auto t = hear(trip.must(rules::give_up_matching{"none near"}), kind::no_drivers_found);
  CAF_CHECK_EQUAL(t.passenger,
                  R"({"at":"2024-10-04T00:00:00.000Z","tripId":"trip","reason":"none near"})");
  CAF_CHECK_EQUAL(t.admin, t.passenger);
  CAF_CHECK_EQUAL(t.driver, nobody);
}

CAF_TEST(on the way) {
  life trip;
  const auto change = trip.accepted().must(rules::head_to_pickup{"pedro", 4, geo::point{23, -82}});
  const auto started = hear(change, kind::arriving_started);
  CAF_CHECK_EQUAL(started.passenger, arriving_json);
  CAF_CHECK_EQUAL(started.driver, started.passenger);
  CAF_CHECK_EQUAL(started.admin, started.passenger);
  const auto route = hear(change, kind::driver_en_route);
  CAF_CHECK_EQUAL(route.passenger,
                  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","etaMinutes":4,)"
                  R"("driverPosition":{"lat":23,"lng":-82}})");
  CAF_CHECK_EQUAL(route.driver, route.passenger);
  CAF_CHECK_EQUAL(route.admin, R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","etaMinutes":4,)"
                               R"("driverPosition":{"lat":23,"lng":-82},"driverId":"pedro"})");
}

CAF_TEST(at the pickup and off) {
  life trip;
  const auto arrived =
    hear(trip.arriving().must(rules::report_arrival{"pedro"}), kind::driver_arrived_pickup);
  CAF_CHECK_EQUAL(arrived.passenger, R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z",)"
                                     R"("currentStatus":"arriving"})");
  CAF_CHECK_EQUAL(arrived.driver, arrived.passenger);
  CAF_CHECK_EQUAL(arrived.admin,
                  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","currentStatus":"arriving",)"
                  R"("driverId":"pedro"})");
  const auto started = hear(trip.must(rules::start_ride{"pedro"}), kind::started);
  CAF_CHECK_EQUAL(started.passenger, R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z",)"
                                     R"("currentStatus":"in_progress"})");
  CAF_CHECK_EQUAL(started.driver, started.passenger);
  CAF_CHECK_EQUAL(started.admin, R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z",)"
                                 R"("currentStatus":"in_progress","driverId":"pedro"})");
}

CAF_TEST(the end) {
  life trip;
  const auto t =
    hear(trip.riding().must(rules::complete_ride{"pedro", {10, 20, {}, {}, {}}}), kind::completed);
  CAF_CHECK_EQUAL(t.passenger, completed_json);
  CAF_CHECK_EQUAL(t.driver, t.passenger);
  CAF_CHECK_EQUAL(t.admin, t.passenger);
}

CAF_TEST(a cancellation goes to the driver only when there is one) {
  life early;
  const auto alone = hear(early.must(rules::cancel_by_passenger{"ana", "late"}), kind::cancelled);
  CAF_CHECK_EQUAL(alone.passenger, R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z",)"
                                   R"("currentStatus":"cancelled","reason":"late"})");
  CAF_CHECK_EQUAL(alone.driver, nobody);
  CAF_CHECK_EQUAL(alone.admin, alone.passenger);
  life late;
  const auto both =
    hear(late.arriving().must(rules::cancel_by_passenger{"ana", {}}), kind::cancelled);
  CAF_CHECK_EQUAL(both.driver, R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z",)"
                               R"("currentStatus":"cancelled","reason":null})");
}

CAF_TEST(what an admin did) {
  life trip;
  const auto t =
    hear(trip.must(rules::cancel_by_admin{"boss", "fraud"}), kind::admin_action_issued);
  CAF_CHECK_EQUAL(t.passenger, nobody);
  CAF_CHECK_EQUAL(t.driver, nobody);
  CAF_CHECK_EQUAL(t.admin, R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","action":"cancel",)"
                           R"("reason":"fraud","currentStatus":"cancelled","adminId":"boss"})");
}

CAF_TEST(an offer is told again with the time that is left) {
  life trip;
  trip.offered();
  const auto half = wire::offer_again(trip.state, trip.now + 7s);
  CAF_REQUIRE(half);
  CAF_CHECK_EQUAL(hear(*half).driver, R"({"assignmentId":"a1","tripId":"trip","ttlSec":13,)"
                                      R"("expiresAt":"2024-10-04T00:00:20.000Z"})");
  CAF_CHECK(wire::offer_again(trip.state, trip.now + 20s - 1ms).has_value());
  CAF_CHECK(!wire::offer_again(trip.state, trip.now + 20s));
  life taken;
  CAF_CHECK(!wire::offer_again(taken.accepted().state, taken.now));
}

CAF_TEST(the state of a trip is told as the event that led there) {
  const auto latest = [](life& trip) {
    return rules::event_name(wire::latest_of(trip.state).kind);
  };
  life trip;
  CAF_CHECK_EQUAL(latest(trip), "trip:requested");
  CAF_CHECK_EQUAL(hear(wire::latest_of(trip.state)).passenger, requested_bare_json);
  trip.offered();
  CAF_CHECK_EQUAL(latest(trip), "trip:assigning_started");
  trip.must(rules::accept_offer{"a1", "pedro"});
  CAF_CHECK_EQUAL(latest(trip), "trip:driver_assigned");
  CAF_CHECK_EQUAL(hear(wire::latest_of(trip.state)).passenger, assigned_p_json);
  trip.must(rules::head_to_pickup{"pedro", 4, {}});
  CAF_CHECK_EQUAL(latest(trip), "trip:arriving_started");
  CAF_CHECK_EQUAL(hear(wire::latest_of(trip.state)).driver, arriving_json);
  trip.must(rules::report_arrival{"pedro"});
  CAF_CHECK_EQUAL(latest(trip), "trip:driver_arrived_pickup");
  trip.must(rules::start_ride{"pedro"});
  CAF_CHECK_EQUAL(latest(trip), "trip:started");
  trip.must(rules::complete_ride{"pedro", {10, 20, {}, {}, {}}});
  CAF_CHECK_EQUAL(hear(wire::latest_of(trip.state)).passenger, completed_json);
}

CAF_TEST(an admin writes to people) {
  const auto at = wire::fixture::trips::start;
  CAF_CHECK_EQUAL(wire::message_json("trip", "hola", at).text,
                  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","from":"admin",)"
                  R"("message":"hola"})");
  CAF_CHECK_EQUAL(wire::message_sent_json("trip", "both", "hola", "boss", at).text,
                  R"({"tripId":"trip","at":"2024-10-04T00:00:00.000Z","target":"both",)"
                  R"("message":"hola","adminId":"boss"})");
}
