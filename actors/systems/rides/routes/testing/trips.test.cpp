#define CAF_SUITE actors.systems.rides.routes.testing.trips

#include "actors/systems/rides/routes/testing/world.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::routes::testing;
using rules::trip_status;

namespace {

std::string path(const std::string& id, const std::string& what = "") {
  return "/api/trips/" + id + what;
}

std::string driver_body(const std::string& id) {
  return R"({"driverId":")" + id + R"("})";
}

} // namespace

CAF_TEST(an estimate is for everybody) {
  world w;
  const auto body = R"({"vehicleCategoryId":")" + w.basics.category + R"(","serviceClassId":")"
                    + w.basics.klass + R"(","pickup":{"lat":23.1,"lng":-82.4},)"
                    + R"("stops":[{"lat":23.2,"lng":-82.4}]})";
  const auto got = w.post("/api/trips/estimate", body, nobody);
  CAF_CHECK_EQUAL(got.status, 201u);
  CAF_CHECK_EQUAL(got.message(), "Estimate computed");
  CAF_CHECK_EQUAL(got.text("currency"), "CUP");
  CAF_CHECK(got.data()["totalEstimated"].as_double().value_or(0) > 100);
  CAF_CHECK_EQUAL(w.post("/api/trips/estimate", "{}", nobody).status, 400u);
}

CAF_TEST(what cannot be priced is refused in words) {
  world w;
  auto body = w.request_body(ana_id);
  body.replace(body.find(w.basics.klass), 36, ana_id);
  const auto got = w.post("/api/trips", body, ana());
  CAF_CHECK_EQUAL(got.status, 400u);
  CAF_CHECK_EQUAL(got.message(), "Service class not found");
}

CAF_TEST(a passenger asks for himself only) {
  world w;
  const auto got = w.post("/api/trips", w.request_body(ana_id), ana());
  CAF_CHECK_EQUAL(got.status, 201u);
  CAF_CHECK_EQUAL(got.message(), "Trip requested");
  CAF_CHECK_EQUAL(got.text("currentStatus"), "pending");
  CAF_CHECK_EQUAL(got.text("passengerId"), ana_id);
  CAF_CHECK_EQUAL(got.text("paymentMode"), "cash");
  CAF_CHECK_EQUAL(w.post("/api/trips", w.request_body(ana_id), eva()).status, 403u);
  CAF_CHECK_EQUAL(w.post("/api/trips", w.request_body(ana_id), nobody).status, 401u);
  CAF_CHECK_EQUAL(w.post("/api/trips", w.request_body(), pedro()).status, 403u);
  CAF_CHECK_EQUAL(w.post("/api/trips", w.request_body(), eva()).text("passengerId"), eva_id);
  CAF_CHECK_EQUAL(w.post("/api/trips", w.request_body(), boss()).status, 400u);
}

CAF_TEST(people who are not known at once are waited for) {
  world w;
  const auto id = w.new_trip();
  w.taken_by(id, pedro_id);
  const auto at_once = w.get(path(id), boss());
  const std::string expected{at_once.data().raw()};
  CAF_CHECK(expected.find(R"("driverName":"N)") != expected.npos);
  for (const bool in_order : {true, false}) {
    std::vector<std::function<void()>> owed;
    w.in.find_person = [&](std::string_view who, auto done) {
      owed.push_back([&w, who = std::string{who}, done] { w.town.people.find_person(who, done); });
    };
    std::optional<fleetwire::contract::web_answer> got;
    w.town.send("GET", path(id), {}, boss(), got);
    w.settle();
    CAF_REQUIRE_EQUAL(owed.size(), 2u);
    owed[in_order ? 0 : 1]();
    CAF_CHECK(!got);
    owed[in_order ? 1 : 0]();
    CAF_REQUIRE(got);
    const auto late = w.town.take(got);
    CAF_CHECK_EQUAL(late.data().raw(), expected);
  }
}

CAF_TEST(clients of the original are believed if so wanted) {
  world w{true};
  CAF_CHECK_EQUAL(w.post("/api/trips", w.request_body(ana_id), nobody).status, 201u);
  CAF_CHECK_EQUAL(w.post("/api/trips", w.request_body(), nobody).status, 400u);
  CAF_CHECK_EQUAL(w.get("/api/trips", nobody).status, 200u);
}

CAF_TEST(a request without stops is refused) {
  world w;
  const auto got = w.post("/api/trips", w.request_body(ana_id, "[]"), ana());
  CAF_CHECK_EQUAL(got.status, 400u);
  CAF_CHECK_EQUAL(got.message(), "Debe incluir al menos un stop (el destino).");
}

CAF_TEST(the key of a request comes from its body too) {
  world w;
  auto body = w.request_body(ana_id);
  body.insert(1, R"("idempotencyKey":"k1",)");
  w.post("/api/trips", body, ana());
  CAF_CHECK(w.live.last_key == "k1");
}

CAF_TEST(a trip is shown to those who take part) {
  world w;
  const auto id = w.new_trip();
  CAF_CHECK_EQUAL(w.get(path(id), ana()).text("passengerPhone"), "+5355500123");
  CAF_CHECK_EQUAL(w.get(path(id), boss()).status, 200u);
  CAF_CHECK_EQUAL(w.get(path(id), eva()).status, 404u);
  CAF_CHECK_EQUAL(w.get(path(id), pedro()).status, 404u);
  CAF_CHECK_EQUAL(w.get(path(id), nobody).status, 401u);
  CAF_CHECK_EQUAL(w.get(path(ana_id), ana()).message(), "Trip not found");
  const auto odd = w.get(path("x"), ana());
  CAF_CHECK_EQUAL(odd.status, 400u);
  CAF_CHECK_EQUAL(odd.message(), "Validation failed (uuid is expected)");
}

CAF_TEST(a driver who is asked sees the trip but no phone) {
  world w;
  const auto id = w.new_trip();
  w.offered_to(id, pedro_id);
  const auto got = w.get(path(id), pedro());
  CAF_CHECK_EQUAL(got.status, 200u);
  CAF_CHECK(got.data()["passengerPhone"].is_null());
  CAF_CHECK_EQUAL(got.text("passengerName"), "N1");
  CAF_CHECK_EQUAL(w.get(path(id), juan()).status, 404u);
  CAF_CHECK_EQUAL(w.get(path(id, "/events"), pedro()).status, 404u);
}

CAF_TEST(the log of a trip) {
  world w;
  const auto id = w.new_trip();
  w.run(id, rules::start_assigning{});
  const auto got = w.get(path(id, "/events"), ana());
  CAF_CHECK_EQUAL(got.message(), "Trip events retrieved");
  CAF_REQUIRE_EQUAL(got.data().size(), 2u);
  CAF_CHECK_EQUAL(got.data()[0]["eventType"].as_string().value_or("?"), "trip_requested");
  CAF_CHECK_EQUAL(got.data()[1]["eventType"].as_string().value_or("?"), "assigning_started");
  CAF_CHECK_EQUAL(w.get(path(id, "/events"), eva()).status, 404u);
}

CAF_TEST(an offer is accepted by the one who was asked) {
  world w;
  const auto id = w.new_trip();
  const auto offer = path("assignments/" + w.offered_to(id, pedro_id));
  const auto other = w.call("PATCH", offer + "/accept", {}, juan());
  CAF_CHECK_EQUAL(other.status, 404u);
  CAF_CHECK_EQUAL(other.code(), "ASSIGNMENT_NOT_FOUND");
  const auto got = w.call("PATCH", offer + "/accept", {}, pedro());
  CAF_CHECK_EQUAL(got.status, 200u);
  CAF_CHECK_EQUAL(got.text("driverId"), pedro_id);
  CAF_CHECK_EQUAL(w.post(offer + "/accept", {}, pedro()).code(), "ASSIGNMENT_ALREADY_RESPONDED");
}

CAF_TEST(an offer that is over cannot be accepted) {
  world w;
  const auto id = w.new_trip();
  const auto offer = path("assignments/" + w.offered_to(id, pedro_id));
  w.town.clock.advance(std::chrono::seconds{20});
  const auto got = w.call("PATCH", offer + "/accept", {}, pedro());
  CAF_CHECK_EQUAL(got.status, 409u);
  CAF_CHECK_EQUAL(got.code(), "ASSIGNMENT_EXPIRED");
}

CAF_TEST(an offer is declined by all the ways there are) {
  world w;
  const auto id = w.new_trip();
  const auto refuse = [&](const std::string& method, const std::string& before,
                          const std::string& after, unsigned status) {
    const auto offer = w.next_id("ffffffff");
    w.run(id, rules::start_assigning{});
    w.run(id, rules::offer_trip{offer, offer, "car", std::chrono::seconds{20}, 5000});
    const auto who = somebody("driver", offer);
    CAF_CHECK_EQUAL(w.call(method, before + offer + after, {}, juan()).status, 409u);
    const auto got = w.call(method, before + offer + after, R"({"reason":"far"})", who);
    CAF_CHECK_EQUAL(got.status, status);
    CAF_CHECK_EQUAL(got.text("assignmentId"), offer);
  };
  refuse("POST", "/api/trips/", "/reject", 201);
  refuse("PATCH", "/api/trips/assignments/", "/reject", 200);
  refuse("POST", "/api/trips/assignments/", "/decline", 200);
}

CAF_TEST(only an admin ends an offer before its time) {
  world w;
  const auto id = w.new_trip();
  const auto offer = w.offered_to(id, pedro_id);
  CAF_CHECK_EQUAL(w.post(path(offer, "/expire"), {}, ana()).status, 409u);
  CAF_CHECK_EQUAL(w.post(path(offer, "/expire"), {}, boss()).status, 201u);
}

CAF_TEST(a ride is led by its driver) {
  world w;
  const auto id = w.new_trip();
  w.taken_by(id, pedro_id);
  CAF_CHECK_EQUAL(w.post(path(id, "/arriving"), driver_body(pedro_id), juan()).status, 403u);
  CAF_CHECK_EQUAL(w.post(path(id, "/arriving"), driver_body(juan_id), juan()).status, 409u);
  CAF_CHECK_EQUAL(w.post(path(id, "/arriving"), R"({"etaMinutes":4})", pedro()).status, 201u);
  CAF_CHECK_EQUAL(w.post(path(id, "/arrived-pickup"), driver_body(pedro_id), pedro()).message(),
                  "Driver arrival registered");
  CAF_CHECK_EQUAL(w.post(path(id, "/complete"), "{}", pedro()).message(),
                  "Trip must be 'in_progress' to complete");
  CAF_CHECK_EQUAL(w.post(path(id, "/start"), "{}", pedro()).status, 201u);
  CAF_CHECK_EQUAL(w.post(path(id, "/complete"), "{}", nobody).status, 401u);
  CAF_CHECK_EQUAL(w.post(path(id, "/complete"), R"({"extraFees":-1})", pedro()).status, 400u);
  const auto done = w.post(path(id, "/complete"), R"({"actualDistanceKm":"10"})", pedro());
  CAF_CHECK_EQUAL(done.status, 200u);
  CAF_CHECK_EQUAL(done.text("currentStatus"), "completed");
  CAF_CHECK(done.data()["fareDistanceKm"].as_double() == 10.0);
}

CAF_TEST(who cancels decides what becomes of the trip) {
  world w;
  const auto id = w.new_trip();
  w.taken_by(id, pedro_id);
  CAF_CHECK_EQUAL(w.post(path(id, "/cancel"), {}, eva()).status, 404u);
  CAF_CHECK_EQUAL(
    w.post(path(id, "/cancel"), R"({"passengerId":")" + std::string{ana_id} + R"("})", pedro())
      .status,
    403u);
  CAF_CHECK_EQUAL(w.post(path(id, "/cancel"), R"({"reason":"flat tyre"})", pedro()).status, 200u);
  CAF_CHECK(w.status(id) == trip_status::assigning);
  w.taken_by(id, juan_id);
  const auto got = w.post(path(id, "/cancel"), R"({"reason":"late"})", ana());
  CAF_CHECK_EQUAL(got.text("currentStatus"), "cancelled");
  CAF_CHECK_EQUAL(w.post(path(id, "/cancel"), {}, boss()).status, 409u);
}

CAF_TEST(a list holds the trips of the one who asks) {
  world w;
  const auto id = w.new_trip();
  w.post("/api/trips", w.request_body(), eva());
  const auto mine = w.get("/api/trips?limit=1", ana());
  CAF_CHECK_EQUAL(mine.message(), "Trips retrieved");
  CAF_REQUIRE_EQUAL(mine.data().size(), 1u);
  CAF_CHECK_EQUAL(mine.data()[0]["id"].as_string().value_or("?"), id);
  CAF_CHECK_EQUAL(mine.body.root()["meta"]["total"].as_int().value_or(0), 1);
  CAF_CHECK_EQUAL(w.get("/api/trips", boss()).data().size(), 2u);
  CAF_CHECK_EQUAL(w.get("/api/trips?passengerId=" + std::string{eva_id}, ana()).status, 403u);
  CAF_CHECK_EQUAL(w.get("/api/trips", pedro()).data().size(), 0u);
  CAF_CHECK_EQUAL(w.get("/api/trips?status=completed", boss()).data().size(), 0u);
  CAF_CHECK_EQUAL(w.get("/api/trips?status=gone", boss()).status, 400u);
  CAF_CHECK_EQUAL(w.get("/api/trips", nobody).status, 401u);
}

CAF_TEST(the trip one is on) {
  world w;
  const auto of_ana = std::string{"/api/trips/passengers/"} + ana_id + "/active-trip";
  const auto of_pedro = std::string{"/api/trips/drivers/"} + pedro_id + "/active-trip";
  CAF_CHECK(w.get(of_ana, ana()).data().is_null());
  const auto id = w.new_trip();
  CAF_CHECK_EQUAL(w.get(of_ana, ana()).text("id"), id);
  CAF_CHECK(w.get(of_pedro, pedro()).data().is_null());
  w.taken_by(id, pedro_id);
  CAF_CHECK_EQUAL(w.get(of_pedro, pedro()).text("passengerId"), ana_id);
  CAF_CHECK_EQUAL(w.get(of_ana, pedro()).status, 403u);
}
