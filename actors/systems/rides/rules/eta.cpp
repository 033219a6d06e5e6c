#include "actors/systems/rides/rules/eta.hpp"

#include <algorithm>
#include <cmath>

namespace fleetwire::systems::rides::rules {

namespace {

constexpr double city_speed_kmh = 28;

int whole(double minutes) noexcept {
  return static_cast<int>(std::clamp(std::round(minutes), 1.0, 90.0));
}

bool holds(const road_time& known, std::string_view driver_id, instant now) noexcept {
  return known.driver_id == driver_id && now >= known.asked_at
         && now - known.asked_at <= road_time_lasts;
}

} // namespace

std::optional<int> eta_minutes(std::optional<geo::point> driver, geo::point pickup) noexcept {
  if (!driver)
    return std::nullopt;
  return whole(geo::distance_km(*driver, pickup) / city_speed_kmh * 60);
}

std::optional<int> eta_minutes(const std::optional<road_time>& known, std::string_view driver_id,
                               std::optional<geo::point> driver, geo::point pickup,
                               instant now) noexcept {
  if (!driver || !known || !holds(*known, driver_id, now))
    return eta_minutes(driver, pickup);
  return whole(std::chrono::duration<double, std::ratio<60>>(known->takes).count());
}

} // namespace fleetwire::systems::rides::rules
