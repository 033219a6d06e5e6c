#define CAF_SUITE net.http.router
#include "net/http/router.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;
using outcome = route_match::outcome;

namespace {

router sample() {
  router table;
  CAF_REQUIRE(table.add("GET", "/", 1));
  CAF_REQUIRE(table.add("GET", "/api/trips", 2));
  CAF_REQUIRE(table.add("POST", "/api/trips", 3));
  CAF_REQUIRE(table.add("GET", "/api/trips/:id", 4));
  CAF_REQUIRE(table.add("GET", "/api/trips/mine", 5));
  CAF_REQUIRE(table.add("PUT", "/api/trips/:id/stops/:stop", 6));
  CAF_REQUIRE(table.add("GET", "/files/*rest", 7));
  CAF_REQUIRE(table.add("GET", "/api/trips/mine/map", 8));
  return table;
}

std::size_t id(const router& table, std::string_view method, std::string_view path) {
  const auto match = table.find(method, path);
  return match.what == outcome::found ? match.id : 0;
}

} // namespace

CAF_TEST(literal paths are found as they stand) {
  const auto table = sample();
  CAF_CHECK_EQUAL(id(table, "GET", "/"), 1u);
  CAF_CHECK_EQUAL(id(table, "GET", "/api/trips"), 2u);
  CAF_CHECK_EQUAL(id(table, "POST", "/api/trips"), 3u);
  for (auto path : {"", "x", "/api", "/api/", "/api/trips/", "//api/trips", "/API/trips",
                    "/api/trips/1/stops", "/api/trips/1/stops/", "/filesx"})
    CAF_CHECK(table.find("GET", path).what == outcome::not_found);
}

CAF_TEST(parameters are captured and decoded) {
  const auto table = sample();
  const auto match = table.find("PUT", "/api/trips/a%2Fb/stops/7+7");
  CAF_CHECK(match.what == outcome::found);
  CAF_CHECK_EQUAL(match.id, 6u);
  CAF_CHECK_EQUAL(match.param("id"), "a/b");
  CAF_CHECK_EQUAL(match.param("stop"), "7+7");
  CAF_CHECK_EQUAL(match.param("none"), "");
}

CAF_TEST(literals win over parameters and give way when they lead nowhere) {
  const auto table = sample();
  CAF_CHECK_EQUAL(id(table, "GET", "/api/trips/mine"), 5u);
  CAF_CHECK_EQUAL(id(table, "GET", "/api/trips/yours"), 4u);
  CAF_CHECK_EQUAL(id(table, "GET", "/api/trips/mine/map"), 8u);
  const auto match = table.find("PUT", "/api/trips/mine/stops/1");
  CAF_CHECK_EQUAL(match.id, 6u);
  CAF_REQUIRE_EQUAL(match.params.size(), 2u);
  CAF_CHECK_EQUAL(match.param("id"), "mine");
}

CAF_TEST(a rest takes all that follows) {
  const auto table = sample();
  const auto match = table.find("GET", "/files/a/b%20c/");
  CAF_CHECK_EQUAL(match.id, 7u);
  CAF_CHECK_EQUAL(match.param("rest"), "a/b c/");
  CAF_CHECK_EQUAL(id(table, "GET", "/files/"), 7u);
  CAF_CHECK(table.find("GET", "/files").what == outcome::not_found);
}

CAF_TEST(a wrong method names the right ones) {
  const auto table = sample();
  const auto match = table.find("DELETE", "/api/trips");
  CAF_CHECK(match.what == outcome::wrong_method);
  CAF_CHECK_EQUAL(match.allow, "GET, HEAD, POST");
  CAF_CHECK_EQUAL(table.find("GET", "/api/trips/1/stops/2").allow, "PUT");
  CAF_CHECK(table.find("GET", "/api/trips/1/stops/2").params.empty());
}

CAF_TEST(HEAD is answered as GET) {
  const auto table = sample();
  CAF_CHECK_EQUAL(id(table, "HEAD", "/api/trips/1"), 4u);
  CAF_CHECK(table.find("HEAD", "/api/trips/1/stops/2").what == outcome::wrong_method);
}

CAF_TEST(bad and double patterns are refused) {
  auto table = sample();
  for (auto pattern : {"", "x", "/:", "/*", "/a/*rest/b", "/a/::b", "/a/:b*"})
    CAF_CHECK(!table.add("GET", pattern, 9));
  CAF_CHECK(!table.add("GET", "/api/trips", 9));
  CAF_CHECK(!table.add("GET", "/api/trips/:other", 9));
  CAF_CHECK(!table.add("", "/x", 9));
  CAF_CHECK(table.add("PATCH", "/api/trips", 9));
}
