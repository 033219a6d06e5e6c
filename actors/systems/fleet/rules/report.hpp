#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "actors/systems/fleet/rules/geo.hpp"
#include "actors/systems/fleet/rules/refusal.hpp"

/// What a vehicle or its tracker says of itself.
namespace fleetwire::systems::fleet::rules {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;

struct report {
  point where;
  std::optional<double> speed;    ///< km/h
  std::optional<double> heading;  ///< degrees, clockwise from north
  std::optional<double> accuracy; ///< m
  std::optional<double> altitude; ///< m
  std::optional<double> fuel;     ///< 0–100
  std::optional<bool> ignition;
  std::optional<instant> at; ///< nothing: when it arrived
  bool accident = false;

  bool operator==(const report&) const = default;
};

/// Clocks of devices may be this far ahead of ours.
inline constexpr std::chrono::seconds clock_tolerance{60};

/// What makes a report unbelievable at any time: numbers out of range, NaN, times to come. Nothing
/// when it may be looked at.
std::optional<refusal> fault_of(const report& what, instant now);

/// 1–64 characters of A–Z a–z 0–9 _ . : -
bool is_id(std::string_view text) noexcept;

} // namespace fleetwire::systems::fleet::rules
