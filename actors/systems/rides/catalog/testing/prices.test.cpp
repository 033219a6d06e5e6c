#define CAF_SUITE actors.systems.rides.catalog.testing.prices

#include "actors/systems/rides/catalog/testing/town.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::catalog;
using namespace fleetwire::systems::rides::catalog::testing;

namespace {

/// A square of one degree whose south-west corner is given.
std::string square(int lng, int lat) {
  const auto at = [](int x, int y) {
    return '[' + std::to_string(x) + ',' + std::to_string(y) + ']';
  };
  return R"({"type":"MultiPolygon","coordinates":[[[)" + at(lng, lat) + ',' + at(lng + 1, lat) + ','
         + at(lng + 1, lat + 1) + ',' + at(lng, lat + 1) + ',' + at(lng, lat) + "]]]}";
}

std::string city_text(std::string_view name, const std::string& geom) {
  return R"({"name":")" + std::string{name}
         + R"(","countryCode":"CU","timezone":"America/Havana","geom":)" + geom + '}';
}

std::string zone_text(std::string_view of, std::string_view name, int priority,
                      const std::string& geom) {
  return R"({"cityId":")" + std::string{of} + R"(","name":")" + std::string{name}
         + R"(","priority":)" + std::to_string(priority) + R"(,"geom":)" + geom + '}';
}

constexpr std::string_view policies = "/api/price-policies";

} // namespace

CAF_TEST(the smallest policy has the defaults of the contract) {
  town t;
  const auto made =
    t.call("POST", policies, R"({"name":"base","scopeType":"GLOBAL","price":{"base_fare":1}})");
  CAF_CHECK_EQUAL(made.status, 201U);
  CAF_CHECK(made.data()["active"].as_bool().value_or(false));
  CAF_CHECK_EQUAL(made.data()["priority"].as_int().value_or(-1), 100);
  CAF_CHECK_EQUAL(made.text("timezone"), "UTC");
  CAF_CHECK(made.data()["cityId"].is_null());
  CAF_CHECK_EQUAL(made.data()["price"].raw(),
                  R"({"base_fare":1,"per_km":0,"per_minute":0,"minimum_fare":0,"booking_fee":0,)"
                  R"("night_surcharge":0,"cap":null})");
  CAF_REQUIRE_EQUAL(t.of.view()->policies().size(), 1U);
  CAF_CHECK_EQUAL(t.of.view()->policies()[0].price.base_fare, 1.0);
  CAF_CHECK_EQUAL(t.call("GET", policies).body.root()["meta"]["total"].as_int().value_or(-1), 1);
}

CAF_TEST(a policy without a price or with the wrong scope is refused) {
  town t;
  const auto refused = [&](std::string body, std::string_view why) {
    const auto heard = t.call("POST", policies, std::move(body));
    CAF_CHECK_EQUAL(heard.status, 400U);
    CAF_CHECK_EQUAL(heard.message(), why);
  };
  refused(R"({"name":"p","scopeType":"GLOBAL","price":{}})",
          R"(["price must have base_fare, per_km or per_minute greater than 0"])");
  refused(R"({"name":"p","scopeType":"GLOBAL"})", R"(["price must be an object"])");
  refused(R"({"name":"p","scopeType":"GLOBAL","price":{"per_km":-1,"toll":2}})",
          R"(["price.per_km must not be less than 0","property price.toll should not exist"])");
  refused(R"({"name":"p","scopeType":"TOWN","price":{"per_km":1}})",
          R"(["scopeType must be one of the following values: GLOBAL, CITY, ZONE"])");
  refused(R"({"name":"p","scopeType":"CITY","price":{"per_km":1}})",
          R"(["cityId is required and zoneId must be empty when scopeType is CITY"])");
  refused(R"({"name":"p","scopeType":"CITY","cityId":")" + std::string{nobody}
            + R"(","price":{"per_km":1}})",
          "City not found");
  refused(R"({"name":"p","scopeType":"GLOBAL","priority":100001,"price":{"per_km":1}})",
          R"(["priority must not be greater than 100000"])");
  refused(R"({"name":"p","scopeType":"GLOBAL","effectiveFrom":"2026-02-01",)"
          R"("effectiveTo":"2026-01-31","price":{"per_km":1}})",
          R"(["effectiveTo must not be before effectiveFrom"])");
  CAF_CHECK_EQUAL(t.of.view()->policies().size(), 0U);
}

CAF_TEST(conditions are kept as they were written) {
  town t;
  const std::string when =
    R"({"days_of_week":[1,7],"time_ranges":[{"start":"07:30","end":"09:00"}],)"
    R"("dates":["2026-01-01"],"date_ranges":[{"from":"2026-02-01","to":"2026-02-03"}],)"
    R"("exclude_dates":["2026-02-02"]})";
  const auto body = [](const std::string& conditions) {
    return R"({"name":"p","scopeType":"GLOBAL","price":{"per_km":1},"conditions":)" + conditions
           + '}';
  };
  const auto made = t.call("POST", policies, body(when));
  CAF_CHECK_EQUAL(made.data()["conditions"].raw(), when);
  const auto known = t.of.view()->policies().at(0).when;
  CAF_CHECK_EQUAL(known.days_of_week.size(), 2U);
  CAF_CHECK_EQUAL(known.time_ranges.at(0).start.count(), 450);
  CAF_CHECK_EQUAL(known.exclude_dates.size(), 1U);
  for (const auto* bad :
       {R"({"days_of_week":[0]})", R"({"days_of_week":[8]})", R"({"days_of_week":3})",
        R"({"time_ranges":[{"start":"09:00","end":"09:00"}]})",
        R"({"time_ranges":[{"start":"9","end":"10:00"}]})", R"({"dates":["2026-02-30"]})",
        R"({"date_ranges":[{"from":"2026-02-03","to":"2026-02-01"}]})", R"({"moon":"full"})",
        R"([1])"})
    CAF_CHECK_EQUAL(t.call("POST", policies, body(bad)).status, 400U);
}

CAF_TEST(a policy is switched off and on) {
  town t;
  const auto made =
    t.call("POST", policies, R"({"name":"p","scopeType":"GLOBAL","price":{"per_km":1,"cap":9}})");
  const auto path = std::string{policies} + '/' + made.text("id");
  CAF_CHECK_EQUAL(t.call("PATCH", path + "/active", R"({"active":false})").status, 200U);
  CAF_CHECK(!t.of.view()->policies()[0].is_active);
  CAF_CHECK_EQUAL(t.call("PATCH", path + "/active", "{}").status, 400U);
  CAF_CHECK_EQUAL(t.call("GET", std::string{policies} + "?active=true").data().size(), 0U);
  const auto changed = t.call("PATCH", path, R"({"price":{"per_km":2,"cap":null}})");
  CAF_CHECK_EQUAL(changed.data()["price"]["per_km"].as_double().value_or(-1), 2.0);
  CAF_CHECK(changed.data()["price"]["cap"].is_null());
  CAF_CHECK(!changed.data()["active"].as_bool().value_or(true));
}

CAF_TEST(a point lies in the newest city and the zone of highest priority) {
  town t;
  const auto old = t.call("POST", "/api/cities", city_text("Old", square(0, 0)));
  const auto fresh = t.call("POST", "/api/cities", city_text("New", square(0, 0)));
  CAF_CHECK_EQUAL(fresh.status, 201U);
  CAF_CHECK_EQUAL(fresh.data()["geom"].raw(), square(0, 0));
  const auto low =
    t.call("POST", "/api/zones", zone_text(fresh.text("id"), "low", 1, square(0, 0)));
  const auto high =
    t.call("POST", "/api/zones", zone_text(fresh.text("id"), "high", 2, square(0, 0)));
  const auto inside = std::string{"/resolve/by-point?lat=0.5&lng=0.25"};
  CAF_CHECK_EQUAL(t.call("GET", "/api/cities" + inside).text("id"), fresh.text("id"));
  CAF_CHECK_EQUAL(t.call("GET", "/api/zones" + inside).text("id"), high.text("id"));
  const auto found = t.of.view()->locate({.lat = 0.5, .lng = 0.25});
  CAF_CHECK_EQUAL(found.city_id, fresh.text("id"));
  CAF_CHECK_EQUAL(found.city_timezone, "America/Havana");
  CAF_CHECK_EQUAL(found.zone_id, high.text("id"));
  t.call("PATCH", "/api/cities/" + fresh.text("id") + "/active", R"({"active":false})");
  t.call("PATCH", "/api/zones/" + high.text("id"), R"({"priority":0})");
  CAF_CHECK_EQUAL(t.call("GET", "/api/cities" + inside).text("id"), old.text("id"));
  CAF_CHECK_EQUAL(t.call("GET", "/api/zones" + inside).text("id"), low.text("id"));
  t.call("PATCH", "/api/cities/" + old.text("id"), R"({"geom":)" + square(5, 5) + '}');
  CAF_CHECK(t.call("GET", "/api/cities" + inside).data().is_null());
  CAF_CHECK_EQUAL(t.call("GET", "/api/cities/resolve/by-point?lat=5.5&lng=5.5").text("id"),
                  old.text("id"));
  CAF_CHECK_EQUAL(t.call("GET", "/api/cities/resolve/by-point?lat=91&lng=0").status, 400U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/cities/resolve/by-point?lat=1").status, 400U);
}

CAF_TEST(shapes and names of places are checked) {
  options how;
  how.known_timezone = [](std::string_view name) { return name == "America/Havana"; };
  town t{how};
  const auto post = [&](std::string body) {
    return t.call("POST", "/api/cities", std::move(body));
  };
  CAF_CHECK_EQUAL(post(city_text("A", R"({"type":"Polygon","coordinates":[]})")).status, 400U);
  CAF_CHECK_EQUAL(post(city_text("A", square(180, 0))).status, 400U);
  CAF_CHECK_EQUAL(post(city_text("A", square(179, 0))).status, 201U);
  CAF_CHECK_EQUAL(post(city_text("A", square(1, 0))).status, 409U);
  CAF_CHECK_EQUAL(post(city_text("A", square(1, 0))).code(), "NAME_CONFLICT");
  CAF_CHECK_EQUAL(
    post(R"({"name":"B","countryCode":"Cu","timezone":"Mars/Base"})").message(),
    R"(["countryCode must match /^[A-Z]{2}$/ regular expression","timezone must be a valid IANA time zone"])");
  const auto bare = post(R"({"name":"B","countryCode":"CU","timezone":"America/Havana"})");
  CAF_CHECK(bare.data()["geom"].is_null());
  CAF_CHECK_EQUAL(t.call("POST", "/api/zones", zone_text(nobody, "z", 1, square(0, 0))).code(),
                  "CITY_NOT_FOUND");
  CAF_CHECK_EQUAL(
    t.call("POST", "/api/zones", R"({"cityId":")" + bare.text("id") + R"(","name":"z"})").message(),
    R"(["geom must be a GeoJSON MultiPolygon"])");
}
