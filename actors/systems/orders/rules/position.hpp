#pragma once

#include "actors/systems/orders/rules/order.hpp"

#include <chrono>
#include <optional>

/// Where a courier is.
namespace fleetwire::systems::orders::rules {

struct position {
  double lat = 0;
  double lng = 0;
  std::optional<double> heading; ///< degrees from north
  std::optional<double> speed;   ///< metres per second
  instant at;

  bool operator==(const position&) const = default;
};

/// As a client sends it.
struct position_report {
  double lat = 0;
  double lng = 0;
  std::optional<double> heading; ///< phones say -1 when they do not know
  std::optional<double> speed;
  std::optional<instant> at; ///< now, if it does not say
};

/// How far the clock of a phone may be ahead.
inline constexpr std::chrono::seconds clock_slack{60};
inline constexpr double fastest = 200; ///< metres per second: no courier flies a jet

/// The position to be known from now on; refused when it is none, when it is not newer than the one
/// that is known, or when its time has not come.
std::variant<refusal, position> take(const position_report& sent,
                                     const std::optional<position>& known, instant now);

bool is_on_earth(double lat, double lng) noexcept;

} // namespace fleetwire::systems::orders::rules
