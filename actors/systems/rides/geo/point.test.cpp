#define CAF_SUITE actors.systems.rides.geo.point
#include "actors/systems/rides/geo/point.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::geo;

CAF_TEST(a degree of latitude is the same everywhere) {
  const double degree = earth_radius_m * std::numbers::pi / 180;
  CAF_CHECK(std::abs(distance_m({0, 0}, {1, 0}) - degree) < 1e-6);
  CAF_CHECK(std::abs(distance_m({88, 17}, {89, 17}) - degree) < 1e-6);
  CAF_CHECK(std::abs(distance_km({0, 0}, {0, 1}) - degree / 1000) < 1e-9);
}

CAF_TEST(distance does not care for the antimeridian and the poles) {
  CAF_CHECK(std::abs(distance_m({0, 179.5}, {0, -179.5}) - distance_m({0, 0}, {0, 1})) < 1e-6);
  CAF_CHECK(distance_m({90, 0}, {90, 123}) < 1e-6);
  CAF_CHECK(std::abs(distance_m({0, 0}, {0, 180}) - earth_radius_m * std::numbers::pi) < 1e-3);
}

CAF_TEST(only places on the earth are valid) {
  CAF_CHECK(is_valid({90, 180}));
  CAF_CHECK(is_valid({-90, -180}));
  CAF_CHECK(!is_valid({90.000001, 0}));
  CAF_CHECK(!is_valid({0, -180.000001}));
  CAF_CHECK(!is_valid({std::numeric_limits<double>::quiet_NaN(), 0}));
  CAF_CHECK(!is_valid({0, std::numeric_limits<double>::infinity()}));
}
