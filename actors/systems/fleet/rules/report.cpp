#include "actors/systems/fleet/rules/report.hpp"

#include <algorithm>

namespace fleetwire::systems::fleet::rules {

namespace {

using namespace std::chrono_literals;

/// Nothing was tracked by satellites before; trackers that lost their clock say 1970 or 1980.
constexpr instant earliest = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};

std::optional<refusal> out_of(const std::optional<double>& what, double low, double high,
                              std::string_view name) {
  if (!what || (*what >= low && *what <= high))
    return std::nullopt;
  const auto text = [](double bound) { return std::to_string(static_cast<long>(bound)); };
  return bad("INVALID_REPORT",
             std::string{name} + " must be a number from " + text(low) + " to " + text(high));
}

} // namespace

std::optional<refusal> fault_of(const report& what, instant now) {
  if (!is_on_earth(what.where))
    return bad("INVALID_POSITION", "lat must be from -90 to 90 and lng from -180 to 180");
  for (auto fault : {out_of(what.speed, 0, 1'500, "speed"), out_of(what.heading, 0, 360, "heading"),
                     out_of(what.accuracy, 0, 1'000'000, "accuracy"),
                     out_of(what.altitude, -12'000, 100'000, "altitude"),
                     out_of(what.fuel, 0, 100, "fuelLevel")})
    if (fault)
      return fault;
  if (what.at && *what.at > now + clock_tolerance)
    return bad("FUTURE_TIME", "at lies in the future");
  if (what.at && *what.at < earliest)
    return bad("INVALID_TIME", "at lies before the year 2000");
  return std::nullopt;
}

bool is_id(std::string_view text) noexcept {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'
           || c == '.' || c == ':' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits);
}

} // namespace fleetwire::systems::fleet::rules
