#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::systems::rides::pricing {

enum class scope { global, city, zone };

/// As it stands on the wire: GLOBAL, CITY, ZONE.
std::string_view to_string(scope value) noexcept;
std::optional<scope> scope_from(std::string_view text) noexcept;

/// The price of a policy as its author wrote it. The first four are factors, see resolve().
struct policy_price {
  double base_fare = 0;
  double per_km = 0;
  double per_minute = 0;
  double minimum_fare = 0;
  double booking_fee = 0;
  double night_surcharge = 0;
  std::optional<double> cap;

  bool operator==(const policy_price&) const = default;
};

/// What is wrong with a price someone wants to store: something negative or not finite, or none
/// of base fare, per km and per minute above zero.
bool is_acceptable(const policy_price& price) noexcept;

/// A policy's factors and fees, resolved and frozen for a trip when it is requested.
struct rate_card {
  std::string policy_id;
  scope scope_type = scope::global;
  std::string timezone_used;
  double base_fare = 1;
  double per_km = 1;
  double per_minute = 1;
  double minimum_fare = 1;
  double booking_fee = 0;
  double night_surcharge = 0;
  std::optional<double> cap;

  bool operator==(const rate_card&) const = default;
};

/// What a vehicle type costs before any factor.
struct vehicle_type {
  std::string id;
  std::string name;
  std::string category_id;
  std::string category_name;
  std::vector<std::string> service_class_ids;
  bool is_active = true;
  double base_fare = 0;
  double per_km = 0;
  double per_minute = 0;
  double minimum_fare = 0;

  bool operator==(const vehicle_type&) const = default;
};

struct service_class {
  std::string id;
  std::string name;
  double base_fare = 1;
  double per_km = 1;
  double per_minute = 1;
  double minimum_fare = 1;

  bool operator==(const service_class&) const = default;
};

/// Everything a fare is made of but the way and the time. A trip keeps the one it was requested
/// under, so later changes to policies, types and classes do not touch it.
struct tariff {
  rate_card card;
  vehicle_type type;
  service_class klass;
  std::string currency = "CUP";

  bool operator==(const tariff&) const = default;
};

/// A factor as authors write it: nothing sensible is 1, from 5 upwards a percentage to add.
double factor(double written) noexcept;

rate_card resolve(const policy_price& price, std::string policy_id, scope scope_type,
                  std::string timezone_used);

/// The active type of the category with the lowest base fare among those linked to the class (of
/// equals the first); null when there is none.
const vehicle_type* cheapest_type(const std::vector<vehicle_type>& types,
                                  std::string_view category_id,
                                  std::string_view service_class_id) noexcept;

} // namespace fleetwire::systems::rides::pricing
