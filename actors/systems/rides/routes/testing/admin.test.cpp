#define CAF_SUITE actors.systems.rides.routes.testing.admin

#include "actors/systems/rides/routes/testing/world.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::routes::testing;
using rules::trip_status;

namespace {

std::string path(const std::string& id, const std::string& what = "") {
  return "/api/admin/trips/" + id + what;
}

} // namespace

CAF_TEST(only admins come in) {
  world w;
  const auto id = w.new_trip();
  for (const auto& target : {std::string{"/api/admin/trips"}, path(id), path(id, "/events")}) {
    CAF_CHECK_EQUAL(w.get(target, ana()).status, 403u);
    CAF_CHECK_EQUAL(w.get(target, nobody).status, 401u);
    CAF_CHECK_EQUAL(w.get(target, boss()).status, 200u);
  }
  CAF_CHECK_EQUAL(w.post(path(id, "/actions/cancel"), R"({"reason":"r"})", ana()).status, 403u);
  CAF_CHECK_EQUAL(w.post("/api/admin/notifications", R"({"target":"all"})", ana()).status, 403u);
}

CAF_TEST(the list finds by words and by people) {
  world w;
  const auto id = w.new_trip();
  CAF_CHECK_EQUAL(w.get("/api/admin/trips?q=" + id.substr(30), boss()).data().size(), 1u);
  CAF_CHECK_EQUAL(w.get("/api/admin/trips?q=zzzz", boss()).data().size(), 0u);
  w.in.search_people = [](const std::string&, std::function<void(std::vector<std::string>)> done) {
    done({ana_id});
  };
  CAF_CHECK_EQUAL(w.get("/api/admin/trips?q=zzzz", boss()).data().size(), 1u);
}

CAF_TEST(the list finds the stuck) {
  world w;
  const auto id = w.new_trip();
  CAF_CHECK_EQUAL(w.get("/api/admin/trips?onlyStuck=true", boss()).data().size(), 0u);
  w.town.clock.advance(std::chrono::minutes{3});
  CAF_CHECK_EQUAL(w.get("/api/admin/trips?onlyStuck=true", boss()).data().size(), 1u);
  w.run(id, rules::cancel_by_passenger{ana_id, {}});
  CAF_CHECK_EQUAL(w.get("/api/admin/trips?onlyActive=true", boss()).data().size(), 0u);
  CAF_CHECK_EQUAL(w.get("/api/admin/trips?onlyActive=false", boss()).data().size(), 1u);
}

CAF_TEST(what an admin does is noted when it took place) {
  world w;
  std::vector<std::string> noted;
  w.in.then.audit = [&](const std::string& who, std::string_view what, const std::string& on) {
    noted.push_back(who + " " + std::string{what} + " " + on);
  };
  const auto id = w.new_trip();
  const auto act = [&](const std::string& what, const std::string& body) {
    return w.post(path(id, "/actions/" + what), body, boss());
  };
  CAF_CHECK_EQUAL(act("cancel", "{}").status, 400u);
  CAF_CHECK_EQUAL(act("mark-no-drivers", R"({"reason":"r"})").text("currentStatus"),
                  "no_drivers_found");
  CAF_CHECK_EQUAL(act("mark-no-drivers", R"({"reason":"r"})").status, 409u);
  CAF_CHECK_EQUAL(
    act("retry-matching", R"({"reason":"r","maxCandidates":5})").text("currentStatus"),
    "assigning");
  CAF_CHECK(w.live.trips[id].overrides.candidates == 5u);
  CAF_CHECK_EQUAL(act("override-status", R"({"targetStatus":"completed","reason":"r"})").status,
                  409u);
  CAF_CHECK_EQUAL(act("cancel", R"({"reason":"fraud","internalNote":"n"})").text("currentStatus"),
                  "cancelled");
  const std::vector<std::string> expected{
    "boss trip.mark-no-drivers " + id, "boss trip.retry-matching " + id, "boss trip.cancel " + id};
  CAF_CHECK_EQUAL(noted, expected);
}

CAF_TEST(a trip comes back only while its passenger has no other) {
  world w;
  const auto id = w.new_trip();
  const auto retry = path(id, "/actions/retry-matching");
  w.run(id, rules::mark_no_drivers{"boss", "r"});
  const auto other = w.new_trip();
  const auto got = w.post(retry, R"({"reason":"r"})", boss());
  CAF_CHECK_EQUAL(got.status, 400u);
  CAF_CHECK_EQUAL(got.message(), "Passenger already has an active trip");
  w.run(other, rules::cancel_by_passenger{ana_id, {}});
  CAF_CHECK_EQUAL(w.post(retry, R"({"reason":"r"})", boss()).status, 200u);
}

CAF_TEST(a message goes to the people of a trip) {
  world w;
  const auto id = w.new_trip();
  std::vector<std::string> sent;
  w.in.then.send_message = [&](const routes::trip_message& m) {
    sent.push_back(m.trip.id + " " + m.target + " " + m.text + " " + m.admin_id);
  };
  const auto say = [&](const std::string& to) {
    return w.post(path(id, "/actions/send-message"),
                  R"({"target":")" + to + R"(","message":"hola"})", boss());
  };
  CAF_CHECK_EQUAL(say("driver").status, 409u);
  CAF_CHECK_EQUAL(say("nobody").status, 400u);
  CAF_CHECK_EQUAL(say("both").status, 200u);
  CAF_CHECK_EQUAL(sent, std::vector<std::string>{id + " both hola boss"});
}

CAF_TEST(a notification goes out as it came) {
  world w;
  std::vector<std::string> sent;
  w.in.then.notify = [&](const routes::notification& n) {
    sent.push_back(n.target + "|" + n.id + "|" + n.data.text);
  };
  const auto got = w.post("/api/admin/notifications",
                          R"({"target":"role","id":"driver","data":{"x": [1]}})", boss());
  CAF_CHECK_EQUAL(got.status, 201u);
  CAF_CHECK_EQUAL(sent, std::vector<std::string>{R"(role|driver|{"x": [1]})"});
  CAF_CHECK_EQUAL(w.post("/api/admin/notifications", R"({"target":"user"})", boss()).status, 400u);
  CAF_CHECK_EQUAL(sent.size(), 1u);
}
