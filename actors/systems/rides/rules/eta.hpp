#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "actors/systems/rides/geo/point.hpp"
#include "actors/systems/rides/rules/trip.hpp"

/// When a driver will be at the pickup, in whole minutes from 1 to 90.
namespace fleetwire::systems::rides::rules {

/// As the crow flies, at the pace of a city; none without a place.
std::optional<int> eta_minutes(std::optional<geo::point> driver, geo::point pickup) noexcept;

/// What somebody who knows the roads said of one driver's way to the pickup.
struct road_time {
  std::string driver_id;
  instant asked_at;
  std::chrono::milliseconds takes{0};
};

/// Then he is somewhere else.
inline constexpr std::chrono::seconds road_time_lasts{30};

/// By the roads if they are known for this driver and now, else as the crow flies.
std::optional<int> eta_minutes(const std::optional<road_time>& known, std::string_view driver_id,
                               std::optional<geo::point> driver, geo::point pickup,
                               instant now) noexcept;

} // namespace fleetwire::systems::rides::rules
