#include "actors/systems/rides/geo/point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fleetwire::systems::rides::geo {

namespace {

double radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}

} // namespace

bool is_valid(point where) noexcept {
  // Written so that NaN fails too.
  return where.lat >= -90 && where.lat <= 90 && where.lng >= -180 && where.lng <= 180;
}

double distance_m(point from, point to) noexcept {
  const double half_lat = std::sin(radians(to.lat - from.lat) / 2);
  const double half_lng = std::sin(radians(to.lng - from.lng) / 2);
  const double h = half_lat * half_lat
                   + std::cos(radians(from.lat)) * std::cos(radians(to.lat)) * half_lng * half_lng;
  return 2 * earth_radius_m * std::asin(std::sqrt(std::clamp(h, 0.0, 1.0)));
}

double distance_km(point from, point to) noexcept {
  return distance_m(from, to) / 1000.0;
}

} // namespace fleetwire::systems::rides::geo
