#define CAF_SUITE actors.systems.fleet.routes.tracker_query

#include "actors/systems/fleet/routes/tracker_query.hpp"

#include <cmath>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet;
using namespace fleetwire::systems::fleet::routes;
using namespace std::chrono_literals;

namespace {

auto read(std::string_view text) {
  const auto form = read_form(text);
  return read_tracker(form);
}

auto read_json(std::string_view text) {
  const auto query = read_form("key=s%20ecret%21");
  return read_tracker(fleetwire::value{text}, query);
}

tracker_message good_one(tracker_result result) {
  CAF_REQUIRE(std::holds_alternative<tracker_message>(result));
  return std::get<tracker_message>(std::move(result));
}

std::string code_of(const tracker_result& result) {
  const auto* no = std::get_if<rules::refusal>(&result);
  return no ? no->code : "";
}

tracker_message good(std::string_view text) {
  return good_one(read(text));
}

std::string code(std::string_view text) {
  return code_of(read(text));
}

tracker_message good_json(std::string_view text) {
  return good_one(read_json(text));
}

std::string json_code(std::string_view text) {
  return code_of(read_json(text));
}

constexpr rules::instant at{1'700'000'000'000ms};

} // namespace

CAF_TEST(what the app sends is understood) {
  const auto m = good("id=v1&timestamp=1700000000&lat=10.5&lon=-66.25&speed=10&bearing=90"
                      "&altitude=900&accuracy=5&batt=80&key=s%20ecret%21");
  CAF_CHECK_EQUAL(m.vehicle_id, "v1");
  CAF_CHECK_EQUAL(m.key, "s ecret!");
  CAF_CHECK((m.seen.where == rules::point{10.5, -66.25}));
  CAF_CHECK(std::abs(*m.seen.speed - 18.52) < 1e-9);
  CAF_CHECK(m.seen.heading == 90);
  CAF_CHECK(m.seen.altitude == 900);
  CAF_CHECK(m.seen.accuracy == 5);
  CAF_CHECK(m.seen.at == at);
}

CAF_TEST(times come in seconds or milliseconds or words) {
  for (const auto* text :
       {"1700000000", "1700000000000", "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.000%2B00:00"})
    CAF_CHECK(good(std::string{"id=v&lat=1&lon=2&timestamp="} + text).seen.at == at);
  CAF_CHECK(!good("id=v&lat=1&lon=2").seen.at);
  for (const auto* text : {"soon", "nan", "1e300", "", "12x"})
    CAF_CHECK_EQUAL(code(std::string{"id=v&lat=1&lon=2&timestamp="} + text), "INVALID_REPORT");
}

CAF_TEST(what cannot be read is refused) {
  CAF_CHECK_EQUAL(code("lat=1&lon=2"), "INVALID_ID");
  CAF_CHECK_EQUAL(code("id=a/b&lat=1&lon=2"), "INVALID_ID");
  CAF_CHECK_EQUAL(code("id=v&lat=1"), "INVALID_POSITION");
  CAF_CHECK_EQUAL(code("id=v"), "INVALID_POSITION");
  for (const auto* each : {"lat=nan&lon=2", "lat=1&lon=inf", "lat=1&lon=", "lat=1&lon=2&speed=fast",
                           "lat=1&lon=2&batt=101", "lat=1&lon=2&batt=-1"})
    CAF_CHECK_EQUAL(code(std::string{"id=v&"} + each), "INVALID_REPORT");
}

CAF_TEST(what newer apps send as JSON is understood) {
  const auto m = good_json(R"({"location":{"timestamp":"2023-11-14T22:13:20.000Z",
    "coords":{"latitude":10.5,"longitude":-66.25,"speed":10,"heading":90,"altitude":900,"accuracy":5},
    "is_moving":true,"odometer":12,"event":"motionchange","battery":{"level":1,"is_charging":false},
    "activity":{"type":"in_vehicle"},"extras":{"alarm":"sos"}},"device_id":"v1"})");
  CAF_CHECK_EQUAL(m.vehicle_id, "v1");
  CAF_CHECK_EQUAL(m.key, "s ecret!");
  CAF_CHECK((m.seen.where == rules::point{10.5, -66.25}));
  CAF_CHECK(m.seen.speed == 36);
  CAF_CHECK(m.seen.heading == 90);
  CAF_CHECK(m.seen.altitude == 900);
  CAF_CHECK(m.seen.accuracy == 5);
  CAF_CHECK(m.seen.at == at);
  CAF_CHECK_EQUAL(m.alarm, "sos");
  const auto less = good_json(R"({"device_id":"v1","location":{"coords":{"latitude":1,"longitude":2,
    "speed":-1,"heading":null},"battery":{"level":-1}}})");
  CAF_CHECK(!less.seen.at);
  CAF_CHECK(!less.seen.speed);
  CAF_CHECK(!less.seen.heading);
}

CAF_TEST(JSON of the wrong types is refused) {
  const auto of = [](std::string_view location, std::string_view id = R"("v")") {
    return json_code(std::string{R"({"device_id":)"}.append(id).append(R"(,"location":)") +=
                     std::string{location} + '}');
  };
  const std::string place = R"("latitude":1,"longitude":2)";
  const auto with = [&](const std::string& more) {
    return of(R"({"coords":{)" + place + R"(},)" + more + '}');
  };
  CAF_CHECK(of(R"({"coords":{)" + place + "}}") == "");
  for (const auto* bad : {"1", "null", R"("a b")", R"("")", "{}"})
    CAF_CHECK(of(R"({"coords":{)" + place + "}}", bad) == "INVALID_ID");
  for (const auto* bad :
       {"1", "[]", "null", "{}", R"({"coords":[]})", R"({"coords":{"latitude":1}})"})
    CAF_CHECK(of(bad) == "INVALID_POSITION");
  for (const auto* bad : {R"("latitude":"1")", R"("speed":"fast")", R"("heading":{})",
                          R"("altitude":[])", R"("accuracy":true)"})
    CAF_CHECK(of(R"({"coords":{"latitude":1,"longitude":2,)" + std::string{bad} + "}}")
              == "INVALID_REPORT");
  for (const auto* bad : {R"("timestamp":"soon")", R"("timestamp":{})", R"("timestamp":true)",
                          R"("battery":{"level":"full"})", R"("battery":{"level":1.01})"})
    CAF_CHECK(with(bad) == "INVALID_REPORT");
  for (const auto* bad : {"[]", "1", "null"})
    CAF_CHECK(json_code(bad) != "");
}

CAF_TEST(less than nothing means unknown) {
  const auto m = good("id=v&lat=1&lon=2&speed=-1&bearing=-1&accuracy=-1&altitude=-1");
  CAF_CHECK(!m.seen.speed);
  CAF_CHECK(!m.seen.heading);
  CAF_CHECK(!m.seen.accuracy);
  CAF_CHECK(m.seen.altitude == -1);
}
