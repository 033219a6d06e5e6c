#pragma once

#include <cstddef>
#include <optional>

#include "actors/systems/fleet/rules/trip.hpp"

/// How far an ongoing trip has come, and when it will be there.
namespace fleetwire::systems::fleet::rules {

struct estimate {
  double progress = 0;     ///< 0–100
  double distance_km = 0;  ///< left, along the stops
  double eta_minutes = 0;
  instant eta_at;

  bool operator==(const estimate&) const = default;
};

/// A stop is reached within this distance.
inline constexpr double stop_radius_km = 0.1;
/// Who stands is expected to go on; without a speed at all, at the second.
inline constexpr double slowest_kmh = 8;
inline constexpr double usual_kmh = 30;
/// After this long two thirds of the smoothed speed are of what was measured since.
inline constexpr std::chrono::seconds speed_memory{60};
/// Changes beyond one of these are worth telling.
inline constexpr double worth_minutes = 1;
inline constexpr double worth_percent = 5;

/// What a trip on its way remembers; not promised, made anew from the next reports.
struct course {
  std::optional<double> whole_km;
  std::optional<double> speed_kmh; ///< smoothed
  std::optional<point> where;
  std::optional<instant> at;
  std::optional<estimate> now;
  std::optional<estimate> told;
};

struct course_change {
  std::optional<estimate> tell;
  std::size_t reached = 0; ///< stops that `t` marks now and did not before
};

/// A believed report of the vehicle of an ongoing trip. Marks stops of `t` that are reached.
course_change advance(course& c, trip& t, const report& seen);

} // namespace fleetwire::systems::fleet::rules
