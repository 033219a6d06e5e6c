#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The rows of the catalogue as they are stored. Times are milliseconds since 1970, amounts and
/// multipliers hundredths, so that "1.10" stays what it is. `seq` counts the rows of a table: the
/// newest has the highest. A row whose `deleted_at` is set is kept for the trips that name it, but
/// nobody finds it any more.
namespace fleetwire::systems::rides::catalog {

using text_or_none = std::optional<std::string>;
using time_ms = std::int64_t;
using time_or_none = std::optional<time_ms>;

struct category {
  std::int64_t seq = 0;
  std::string id;
  std::string name;
  text_or_none description, icon_url;
  bool is_active = true;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const category&) const = default;
};

struct service_class {
  std::int64_t seq = 0;
  std::string id;
  std::string name;
  text_or_none description, icon_url;
  std::int64_t base_fare = 100, per_km = 100, per_minute = 100, min_fare = 100; // multipliers
  std::int64_t min_capacity = 1, max_capacity = 1, display_order = 0;
  bool is_active = true;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const service_class&) const = default;
};

struct vehicle_type {
  std::int64_t seq = 0;
  std::string id;
  std::string category_id;
  std::vector<std::string> service_class_ids; // a table of their own
  std::string name;
  text_or_none description, icon_url;
  std::int64_t base_fare = 0, per_km = 0, per_minute = 0, min_fare = 0;
  std::int64_t default_capacity = 1;
  bool is_active = true;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const vehicle_type&) const = default;
};

struct price_policy {
  std::int64_t seq = 0;
  std::string id;
  std::string name;
  std::string scope_type = "GLOBAL"; // or CITY, ZONE
  text_or_none city_id, zone_id;
  bool active = true;
  std::int64_t priority = 100;
  time_or_none effective_from, effective_to;
  std::string timezone = "UTC"; // blank: the city's
  std::string conditions = "{}"; // JSON as on the wire
  double base_fare = 0, per_km = 0, per_minute = 0, minimum_fare = 0;
  double booking_fee = 0, night_surcharge = 0;
  std::optional<double> cap;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const price_policy&) const = default;
};

struct city {
  std::int64_t seq = 0;
  std::string id;
  std::string name, country_code;
  std::string timezone;
  text_or_none geom; // GeoJSON
  bool active = true;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const city&) const = default;
};

struct zone {
  std::int64_t seq = 0;
  std::string id;
  std::string city_id;
  std::string name;
  text_or_none kind;
  std::int64_t priority = 0;
  text_or_none geom; // GeoJSON; always there
  bool active = true;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const zone&) const = default;
};

struct driver_profile {
  std::int64_t seq = 0;
  std::string id;
  std::string user_id;
  std::string license_number;
  time_ms license_expires = 0;
  text_or_none license_picture_url;
  std::string background_check = "pending_background_check"; // or approved, rejected
  time_or_none background_checked_at;
  bool is_approved = false;
  std::string status = "pending_docs"; // or active, suspended, on_vacation, deactivated
  text_or_none emergency_contact; // JSON as on the wire
  time_or_none paid_priority_until;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const driver_profile&) const = default;
};

struct vehicle {
  std::int64_t seq = 0;
  std::string id;
  std::string driver_id; // the user
  std::string driver_profile_id;
  std::string vehicle_type_id;
  std::string make, model;
  std::int64_t year = 0;
  std::string plate_number; // upper case
  text_or_none color;
  std::int64_t capacity = 1;
  bool is_active = true;
  std::string status = "pending_review"; // or approved, in_service, rejected, maintenance, …
  time_or_none inspected_at, maintained_at;
  std::optional<std::int64_t> mileage;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const vehicle&) const = default;
};

/// One per user who ever was a driver; it stays when the profile goes.
struct wallet {
  std::int64_t seq = 0;
  std::string id;
  std::string driver_id; // the user
  std::string status = "active"; // or blocked
  std::string currency = "CUP";
  std::int64_t balance = 0;
  time_ms status_changed_at = 0;
  time_ms created_at = 0, updated_at = 0;
  time_or_none deleted_at;

  bool operator==(const wallet&) const = default;
};

} // namespace fleetwire::systems::rides::catalog
