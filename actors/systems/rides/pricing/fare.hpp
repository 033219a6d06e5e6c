#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actors/systems/rides/geo/point.hpp"
#include "actors/systems/rides/pricing/tariff.hpp"

namespace fleetwire::systems::rides::pricing {

/// What the original plans with: great circles at this speed.
inline constexpr double planning_speed_kmh = 30;

/// No surge is computed yet; the field exists for the clients.
inline constexpr double surge_multiplier = 1;

struct route {
  double distance_km = 0;
  double duration_min = 0;

  bool operator==(const route&) const = default;
};

struct multipliers {
  double base = 1;
  double per_km = 1;
  double per_min = 1;
  double min_fare = 1;

  bool operator==(const multipliers&) const = default;
};

/// Something added by hand; not capped.
struct extra_line {
  std::string code;
  std::string label;
  double amount = 0;
  std::optional<double> waiting_minutes;

  bool operator==(const extra_line&) const = default;
};

/// Keys are named as on the wire; the optional tail exists in final fares only.
struct breakdown {
  std::string price_policy_id;
  scope price_scope_type = scope::global;
  std::string timezone_used;
  rate_card card; // rate_card
  std::string vehicle_type_name, service_class_name, category_name;
  std::string vehicle_type_id, service_class_id, category_id;
  double base_fare = 0, cost_per_km = 0, cost_per_minute = 0, min_fare = 0, booking_fee = 0;
  multipliers applied_multipliers; // class multiplier times policy factor
  double distance_km_est = 0, duration_min_est = 0;
  double subtotal = 0;
  double total = 0; // an estimate's before surge and cap, a final one's after them
  double surge_multiplier = 1;

  std::optional<double> total_with_extras;
  std::optional<double> waiting_time_minutes;
  std::optional<std::string> waiting_reason;
  std::optional<double> extra_fees_total;
  std::vector<extra_line> extra_lines;

  bool operator==(const breakdown&) const = default;
};

struct quote {
  std::string currency;
  double surge_multiplier = 1;
  double total_estimated = 0;
  breakdown details;

  bool operator==(const quote&) const = default;
};

/// What the driver reports at the end; what is missing is taken from the estimate.
struct actuals {
  std::optional<double> distance_km;
  std::optional<double> duration_min;
  std::optional<double> extra_fees;
  std::optional<double> waiting_minutes;
  std::optional<std::string> waiting_reason;

  bool operator==(const actuals&) const = default;
};

struct final_fare {
  std::string currency;
  double total = 0; // with extras
  route travelled;
  breakdown details;

  bool operator==(const final_fare&) const = default;
};

/// Great circles from the pickup through the stops, at the planning speed.
route plan_route(geo::point pickup, const std::vector<geo::point>& stops) noexcept;

quote estimate(const tariff& terms, const route& planned);

final_fare settle(const tariff& terms, const route& planned, const actuals& reported);

} // namespace fleetwire::systems::rides::pricing
