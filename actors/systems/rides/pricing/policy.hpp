#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/systems/rides/pricing/tariff.hpp"

namespace fleetwire::systems::rides::pricing {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;
using date = std::chrono::year_month_day;

/// From the start to just before the end; past midnight when the end is not after the start.
/// Minutes since midnight.
struct time_range {
  std::chrono::minutes start{0};
  std::chrono::minutes end{0};

  bool contains(std::chrono::seconds since_midnight) const noexcept;
  bool operator==(const time_range&) const = default;
};

/// Both ends belong to it.
struct date_range {
  date from, to;

  bool operator==(const date_range&) const = default;
};

/// All that is set must hold, in the policy's local time.
struct conditions {
  std::vector<unsigned> days_of_week; // Monday is 1
  std::vector<time_range> time_ranges;
  std::vector<date> dates;
  std::vector<date_range> date_ranges;
  std::vector<date> exclude_dates;

  bool are_empty() const noexcept;
  bool hold_at(std::chrono::local_seconds local) const noexcept;
  bool operator==(const conditions&) const = default;
};

struct policy {
  std::string id;
  std::string name;
  scope scope_type = scope::global;
  std::string city_id; // of a CITY policy
  std::string zone_id; // of a ZONE policy
  bool is_active = true;
  int priority = 100;
  std::optional<instant> effective_from;
  std::optional<instant> effective_to;
  std::string timezone; // IANA; blank means the city's, then UTC
  conditions when;
  policy_price price;
  instant created_at;
};

/// Where a pickup lies, as cities and zones say.
struct locality {
  std::string city_id;
  std::string city_timezone;
  std::string zone_id;
};

enum class pricing_fault {
  no_service_class,
  no_vehicle_type,
  no_candidates,
  none_applicable,
  unknown_timezone,
};

/// The text of the 400 a client gets.
std::string_view describe(pricing_fault fault) noexcept;

/// How far a zone is ahead of UTC at an instant; nothing when there is no such zone.
using zone_offset =
  std::function<std::optional<std::chrono::seconds>(std::string_view zone, instant at)>;

struct choice {
  const policy* chosen = nullptr; // into the list that was given
  std::string timezone_used;
};

/// The policy in force: ZONE before CITY before GLOBAL, then priority, then the later
/// effectiveFrom, then the later creation; of these the first whose conditions hold.
std::variant<choice, pricing_fault> choose_policy(const std::vector<policy>& policies,
                                                  const locality& pickup, instant now,
                                                  const zone_offset& offset_of);

/// "07:30" (24:00 is refused) and "2026-03-01".
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) noexcept;
std::optional<date> parse_date(std::string_view text) noexcept;

} // namespace fleetwire::systems::rides::pricing
