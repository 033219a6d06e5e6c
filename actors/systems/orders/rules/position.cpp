#include "actors/systems/orders/rules/position.hpp"

#include <algorithm>
#include <cmath>

namespace fleetwire::systems::orders::rules {

namespace {

constexpr double unknown = -1;

refusal bad(std::string message) {
  return {400, "BAD_REQUEST", std::move(message)};
}

bool is_within(double number, double least, double most) noexcept {
  return std::isfinite(number) && number >= least && number <= most;
}

std::optional<double> if_known(const std::optional<double>& number) noexcept {
  return number == unknown ? std::nullopt : number;
}

} // namespace

bool is_on_earth(double lat, double lng) noexcept {
  return is_within(lat, -90, 90) && is_within(lng, -180, 180);
}

std::variant<refusal, position> take(const position_report& sent,
                                     const std::optional<position>& known, instant now) {
  if (!is_within(sent.lat, -90, 90))
    return bad("lat must be a number from -90 to 90");
  if (!is_within(sent.lng, -180, 180))
    return bad("lng must be a number from -180 to 180");
  const auto heading = if_known(sent.heading);
  if (heading && !is_within(*heading, 0, 360))
    return bad("heading must be a number from 0 to 360");
  const auto speed = if_known(sent.speed);
  if (speed && !is_within(*speed, 0, fastest))
    return bad("speed must be a number from 0 to 200");
  if (sent.at && *sent.at > now + clock_slack)
    return refusal{400, "FUTURE_TIME", "timestamp lies in the future"};
  const auto at = std::min(sent.at.value_or(now), now);
  // Without a time of their own they come in their order, even within a millisecond.
  if (known && (sent.at ? at <= known->at : at < known->at))
    return refusal{409, "STALE_POSITION", "A newer position is known"};
  return position{sent.lat, sent.lng, heading, speed, at};
}

} // namespace fleetwire::systems::orders::rules
