#define CAF_SUITE actors.systems.rides.rules.eta

#include "actors/systems/rides/rules/eta.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::rules;
using namespace std::chrono_literals;

namespace {

constexpr geo::point pickup{0, 0};
constexpr instant noon{std::chrono::hours{12}};

geo::point km_north(double km) {
  return {km / 111.19492664455873, 0};
}

std::optional<int> eta(std::chrono::milliseconds takes, instant now = noon,
                       std::string_view driver = "ana") {
  return eta_minutes(road_time{"ana", noon, takes}, driver, km_north(14), pickup, now);
}

} // namespace

CAF_TEST(as the crow flies it is whole minutes within bounds) {
  CAF_CHECK(!eta_minutes({}, pickup));
  CAF_CHECK(eta_minutes(pickup, pickup) == 1);
  CAF_CHECK(eta_minutes(km_north(14), pickup) == 30);
  CAF_CHECK(eta_minutes(km_north(28.0 / 60 * 1.49), pickup) == 1);
  CAF_CHECK(eta_minutes(km_north(28.0 / 60 * 1.51), pickup) == 2);
  CAF_CHECK(eta_minutes(km_north(42), pickup) == 90);
  CAF_CHECK(eta_minutes(km_north(43), pickup) == 90);
}

CAF_TEST(by the roads it is whole minutes within the same bounds) {
  CAF_CHECK(eta(0ms) == 1);
  CAF_CHECK(eta(89'999ms) == 1);
  CAF_CHECK(eta(90s) == 2);
  CAF_CHECK(eta(42min) == 42);
  CAF_CHECK(eta(90min) == 90);
  CAF_CHECK(eta(24h) == 90);
}

CAF_TEST(what is known of the roads holds for a while and for one driver) {
  CAF_CHECK(eta(42min, noon + road_time_lasts) == 42);
  CAF_CHECK(eta(42min, noon + road_time_lasts + 1ms) == 30);
  CAF_CHECK(eta(42min, noon - 1ms) == 30); // clocks may be set back
  CAF_CHECK(eta(42min, noon, "bob") == 30);
  CAF_CHECK(eta_minutes(std::nullopt, "ana", km_north(14), pickup, noon) == 30);
}

CAF_TEST(nobody knows when somebody comes from nowhere) {
  CAF_CHECK(!eta_minutes(road_time{"ana", noon, 42min}, "ana", {}, pickup, noon));
}
