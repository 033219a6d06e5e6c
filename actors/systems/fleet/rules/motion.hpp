#pragma once

#include "actors/systems/fleet/rules/report.hpp"

#include <cstddef>

/// What is believed of a vehicle's way, report by report.
namespace fleetwire::systems::fleet::rules {

struct motion_limits {
  double max_speed = 300;         ///< km/h; who was faster did not drive
  double max_deceleration = 45;   ///< km/h per second; beyond it something was hit
  double low_fuel = 15;           ///< a level at or below it is low …
  double low_fuel_margin = 5;     ///< … until it is above by this much
};

/// Reports further apart say nothing about how hard somebody braked; closer together, little.
inline constexpr std::chrono::milliseconds longest_braking{10'000};
inline constexpr std::chrono::milliseconds shortest_braking{200};
/// One accident is told once in this time.
inline constexpr std::chrono::seconds accident_pause{60};
/// So many reports in a row that agree with each other are believed after an impossible jump.
inline constexpr int jumps_believed = 3;

struct motion {
  std::optional<report> newest; ///< believed; `at` is always there
  std::optional<double> fuel;   ///< the last that was told
  std::optional<bool> ignition;
  bool is_low = false; ///< of fuel, and said so
  bool in_accident = false; ///< the last report said so
  std::optional<instant> accident_at;
  std::optional<instant> arrived; ///< the last time that was given to a report without one
  std::optional<report> stray; ///< the last that was not believed, if nothing believed came since
  int strays = 0;

  bool operator==(const motion&) const = default;
};

enum class verdict : std::uint8_t {
  believed,
  older,      ///< than the newest: for the history only
  duplicate,  ///< of the newest's time
  impossible, ///< too far away: marked, for the history only
};

inline constexpr std::size_t verdict_count = 4;

std::string_view to_string(verdict what) noexcept;

struct motion_change {
  verdict what = verdict::believed;
  report seen; ///< with its time
  bool low_fuel = false; ///< the threshold was crossed
  bool accident = false;
};

/// Looks at a report without a fault and changes `m` accordingly.
motion_change take(motion& m, report what, instant now, const motion_limits& limits);

/// A level told without a position; whether the threshold was crossed.
bool take_fuel(motion& m, double level, const motion_limits& limits) noexcept;

} // namespace fleetwire::systems::fleet::rules
