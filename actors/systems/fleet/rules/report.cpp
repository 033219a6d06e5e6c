#include "actors/systems/fleet/rules/report.hpp"

#include <algorithm>

namespace fleetwire::systems::fleet::rules {

namespace {

using namespace std::chrono_literals;

/// Nothing was tracked by satellites before; trackers that lost their clock say 1970 or 1980.
constexpr instant earliest = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};

struct number {
  std::optional<double> report::* of;
  long low;
  long high;
  std::string_view name;
};
constexpr number numbers[] = {{&report::speed, 0, 1'500, "speed"},
                              {&report::heading, 0, 360, "heading"},
                              {&report::accuracy, 0, 1'000'000, "accuracy"},
                              {&report::altitude, -12'000, 100'000, "altitude"},
                              {&report::fuel, 0, 100, "fuelLevel"}};

/// NaN is.
bool is_out_of(const std::optional<double>& what, const number& bounds) noexcept {
  return what
         && !(*what >= static_cast<double>(bounds.low)
              && *what <= static_cast<double>(bounds.high));
}

} // namespace

std::optional<refusal> fault_of(const report& what, instant now) {
  if (!is_on_earth(what.where))
    return bad("INVALID_POSITION", "lat must be from -90 to 90 and lng from -180 to 180");
  for (const auto& each : numbers)
    if (is_out_of(what.*each.of, each))
      return bad("INVALID_REPORT", std::string{each.name} + " must be a number from "
                                     + std::to_string(each.low) + " to "
                                     + std::to_string(each.high));
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
