#include "actors/systems/fleet/rules/geo.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fleetwire::systems::fleet::rules {

bool is_on_earth(point where) noexcept {
  // NaN compares false with everything, so it is nowhere.
  return std::abs(where.lat) <= 90 && std::abs(where.lng) <= 180;
}

double distance_km(point from, point to) noexcept {
  constexpr double rad = std::numbers::pi / 180;
  const double a = std::sin((to.lat - from.lat) * rad / 2);
  const double b = std::sin((to.lng - from.lng) * rad / 2);
  const double h = a * a + std::cos(from.lat * rad) * std::cos(to.lat * rad) * b * b;
  return 2 * earth_radius_km * std::asin(std::sqrt(std::min(h, 1.0)));
}

} // namespace fleetwire::systems::fleet::rules
