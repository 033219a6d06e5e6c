#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/systems/rides/rules/trip.hpp"

namespace fleetwire::systems::rides::rules {

/// What is told to whom it concerns, after the commit, in the order given.
enum class announcement_kind : std::uint8_t {
  requested,
  assigning_started,
  offered,
  assignment_accepted,
  assignment_rejected,
  assignment_expired,
  no_drivers_found,
  driver_accepted,
  driver_assigned,
  arriving_started,
  driver_en_route,
  driver_arrived_pickup,
  started,
  completed,
  cancelled,
  admin_action_issued,
};

/// The event's name on the wire: trip:requested.
std::string_view event_name(announcement_kind kind) noexcept;

struct audience {
  bool passenger = false;
  bool driver = false; // the one in driver_id
  bool admin = false;

  bool operator==(const audience&) const = default;
};

/// Who usually hears it.
audience usual_audience(announcement_kind kind) noexcept;

/// The facts of an event. Names, phones and vehicles are added by whoever publishes it.
struct announcement {
  announcement_kind kind = announcement_kind::requested;
  audience to;
  instant at;
  std::string trip_id;
  std::string passenger_id;
  std::optional<std::string> assignment_id, driver_id, vehicle_id;
  std::optional<trip_status> previous_status, current_status;
  std::optional<std::string> reason;
  std::optional<instant> expires_at;
  std::optional<int> ttl_sec;
  std::optional<int> eta_minutes;
  std::optional<geo::point> driver_position;
  std::optional<double> fare_total;
  std::optional<std::string> currency;
  std::optional<std::string> action, admin_id; // of an admin

  bool operator==(const announcement&) const = default;
};

/// The trip's own history (GET /api/trips/:id/events).
enum class log_kind : std::uint8_t {
  trip_requested,
  assigning_started,
  driver_offered,
  driver_accepted,
  driver_assigned,
  driver_rejected,
  assignment_expired,
  no_drivers_found,
  driver_en_route,
  driver_arrived_pickup,
  trip_started,
  trip_completed,
  trip_canceled,
  driver_canceled,   // the trip goes on with another driver
  status_overridden, // by an admin; what it led to follows
};

std::string_view to_string(log_kind kind) noexcept;

/// A place with what people call it: {lat, lng, address}.
struct named_place {
  geo::point where;
  std::optional<std::string> address;

  bool operator==(const named_place&) const = default;
};

using log_value = std::variant<std::monostate, bool, std::int64_t, double, std::string, instant,
                               geo::point, named_place>;

struct log_field {
  std::string_view name; // of static storage
  log_value value;

  bool operator==(const log_field&) const = default;
};

struct log_entry {
  log_kind kind = log_kind::trip_requested;
  instant at;
  std::vector<log_field> metadata;

  bool operator==(const log_entry&) const = default;
};

} // namespace fleetwire::systems::rides::rules
