#define CAF_SUITE actors.systems.fleet.wire.reports

#include "actors/systems/fleet/wire/reports.hpp"

#include "actors/contract/json.hpp"
#include "actors/contract/rest.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet;
using fleetwire::contract::document;

namespace {

/// The code of the refusal, or "".
template <class T>
std::string code(const wire::read_result<T>& what) {
  const auto* no = std::get_if<rules::refusal>(&what);
  return no ? no->code : "";
}

wire::read_result<rules::report> one(const std::string& text) {
  return wire::read_report(document::parse(text).value().root());
}

struct all {
  std::size_t count = 0;
  std::vector<std::string> codes;
  std::vector<wire::named_report> good;
};

all many(const std::string& text, std::size_t most = 1'000) {
  all out;
  const auto body = document::parse(text).value();
  out.count = wire::read_reports(body.root(), most, [&](wire::read_result<wire::named_report>&& r) {
    out.codes.push_back(code(r));
    if (auto* each = std::get_if<wire::named_report>(&r))
      out.good.push_back(std::move(*each));
  });
  return out;
}

using codes = std::vector<std::string>;

} // namespace

CAF_TEST(all members of a report are read) {
  const auto read = one(R"({"lat":1.5,"lng":-2.5,"speed":3,"heading":4,"accuracy":5,"altitude":-6,
    "fuelLevel":7,"ignition":false,"accident":true,"at":"2026-03-01T12:00:00.250Z"})");
  CAF_REQUIRE_EQUAL(code(read), "");
  rules::report expected;
  expected.where = {1.5, -2.5};
  expected.speed = 3;
  expected.heading = 4;
  expected.accuracy = 5;
  expected.altitude = -6;
  expected.fuel = 7;
  expected.ignition = false;
  expected.accident = true;
  expected.at = rules::instant{std::chrono::milliseconds{1'772'366'400'250}};
  CAF_CHECK(std::get<rules::report>(read) == expected);
}

CAF_TEST(null is as good as absent but not of a place) {
  const auto read =
    one(R"({"lat":1,"lon":2,"speed":null,"at":null,"ignition":null,"accident":null,"x":[{}]})");
  CAF_REQUIRE_EQUAL(code(read), "");
  rules::report expected;
  expected.where = {1, 2};
  CAF_CHECK(std::get<rules::report>(read) == expected);
  CAF_CHECK_EQUAL(code(one(R"({"lat":null,"lng":2})")), "INVALID_POSITION");
  CAF_CHECK_EQUAL(code(one(R"({"lat":1})")), "INVALID_POSITION");
  CAF_CHECK_EQUAL(code(one(R"({"lat":"1","lng":2})")), "INVALID_POSITION");
}

CAF_TEST(the place may lie below location) {
  const auto read = one(R"({"location":{"lat":1,"lng":2,"speed":3},"heading":4})");
  CAF_REQUIRE_EQUAL(code(read), "");
  const auto& seen = std::get<rules::report>(read);
  CAF_CHECK((seen.where == rules::point{1, 2}));
  CAF_CHECK(seen.speed == 3 && seen.heading == 4);
  CAF_CHECK_EQUAL(code(one(R"({"location":[1,2],"lat":1,"lng":2})")), "");
  CAF_CHECK_EQUAL(code(one(R"({"location":[1,2]})")), "INVALID_POSITION");
}

CAF_TEST(what has another type is refused) {
  for (const std::string wrong : {R"("speed":"3")", R"("heading":true)", R"("ignition":1)",
                                  R"("accident":"no")", R"("at":1.5)", R"("at":"yesterday")"})
    CAF_CHECK_EQUAL(code(one(R"({"lat":1,"lng":2,)" + wrong + "}")), "INVALID_BODY");
  for (const std::string wrong : {"1", "[]", "\"a\"", "null"})
    CAF_CHECK_EQUAL(code(one(wrong)), "INVALID_BODY");
  CAF_CHECK_EQUAL(code(one("{}")), "INVALID_POSITION");
}

CAF_TEST(times are read in the usual form as in any other) {
  const auto at = [](const std::string& text) {
    const auto read = one(R"({"lat":1,"lng":2,"at":)" + text + "}");
    const auto* seen = std::get_if<rules::report>(&read);
    return seen ? seen->at->time_since_epoch().count() : INT64_MIN;
  };
  for (const std::string day : {"1999-12-31", "2000-02-29", "2024-02-29", "2026-03-01",
                                "1970-01-01", "9999-12-31", "0000-01-01"})
    for (const std::string time : {"00:00:00.000", "12:34:56.789", "23:59:59.999"}) {
      const auto text = day + "T" + time + "Z";
      const auto expected = fleetwire::contract::rest::parse_iso(text);
      CAF_REQUIRE(expected.has_value());
      CAF_CHECK_EQUAL(at('"' + text + '"'), fleetwire::contract::rest::to_ms(*expected));
    }
  CAF_CHECK_EQUAL(at(R"("2026-03-01T12:00:00Z")"), 1'772'366'400'000);
  CAF_CHECK_EQUAL(at(R"("2026-03-01T13:00:00.000+01:00")"), 1'772'366'400'000);
  CAF_CHECK_EQUAL(at("1772366400000"), 1'772'366'400'000);
  for (const std::string wrong :
       {"2026-02-29T12:00:00.000Z", "2026-13-01T12:00:00.000Z", "2026-03-00T12:00:00.000Z",
        "2026-03-01T24:00:00.000Z", "2026-03-01T12:60:00.000Z", "2026-03-01T12:00:0x.000Z",
        "2026-03-01T12:00:00.00-Z", "-026-03-01T12:00:00.000Z", "2026/03-01T12:00:00.000Z"})
    CAF_CHECK_EQUAL(at('"' + wrong + '"'), INT64_MIN);
}

CAF_TEST(each report of a list is good or refused alone) {
  const auto said = many(R"([{"vehicleId":"a","lat":1,"lng":2},{"lat":1,"lng":2},
    {"lat":1,"lng":2,"vehicleId":"no id"},{"vehicleId":"b","lat":1},7,
    {"speed":"x","lat":3,"lng":4,"vehicleId":"c"},{"lng":6,"vehicleId":"d","lat":5}])");
  CAF_CHECK_EQUAL(said.count, 7u);
  CAF_CHECK((said.codes
             == codes{"", "INVALID_ID", "INVALID_ID", "INVALID_POSITION", "INVALID_ID",
                      "INVALID_BODY", ""}));
  CAF_REQUIRE_EQUAL(said.good.size(), 2u);
  CAF_CHECK_EQUAL(said.good[0].vehicle_id, "a");
  CAF_CHECK_EQUAL(said.good[1].vehicle_id, "d");
  CAF_CHECK((said.good[1].seen.where == rules::point{5, 6}));
}

CAF_TEST(who reports is said beside the place and not below it) {
  const auto below = many(R"([{"location":{"lat":1,"lng":2,"vehicleId":"a"}}])");
  CAF_CHECK((below.codes == codes{"INVALID_ID"}));
  const auto both = many(R"([{"vehicleId":"b","location":{"vehicleId":"a","lat":1,"lng":2}}])");
  CAF_REQUIRE_EQUAL(both.good.size(), 1u);
  CAF_CHECK_EQUAL(both.good[0].vehicle_id, "b");
}

CAF_TEST(the list is the body or below reports and has an end) {
  const auto count = [](const std::string& text) -> std::size_t { return many(text, 3).count; };
  CAF_CHECK_EQUAL(count(R"({"reports":[{"vehicleId":"a","lat":1,"lng":2}]})"), 1u);
  for (const std::string none : {"[]", "{}", "1", R"({"reports":1})", R"({"reports":{}})"})
    CAF_CHECK_EQUAL(count(none), 0u);
  CAF_CHECK_EQUAL(count("[1,2,3]"), 3u);
  CAF_CHECK_EQUAL(count("[1,2,3,4,5]"), 4u); // knows that there are too many
}
