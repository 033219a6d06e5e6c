#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/rides/geo/point.hpp"
#include "actors/systems/rides/pricing/fare.hpp"
#include "actors/systems/rides/rules/frozen.hpp"

namespace fleetwire::systems::rides::rules {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;

enum class trip_status : std::uint8_t {
  pending,
  assigning,
  accepted,
  arriving,
  in_progress,
  completed,
  cancelled,
  no_drivers_found,
};

enum class payment_mode : std::uint8_t { cash, card, wallet };

enum class assignment_status : std::uint8_t { offered, accepted, rejected, expired, cancelled };

/// As on the wire, in both directions.
std::string_view to_string(trip_status status) noexcept;
std::string_view to_string(payment_mode mode) noexcept;
std::string_view to_string(assignment_status status) noexcept;
std::optional<trip_status> trip_status_from(std::string_view text) noexcept;
std::optional<payment_mode> payment_mode_from(std::string_view text) noexcept; // any case

/// Blocks the passenger from another trip: pending to in_progress.
bool is_active(trip_status status) noexcept;

struct stop {
  int seq = 1;
  geo::point where;
  std::optional<std::string> address, place_id, notes;
  std::optional<instant> planned_arrival_at;

  bool operator==(const stop&) const = default;
};

/// One driver asked once.
struct assignment {
  std::string id;
  std::string driver_id;
  std::string vehicle_id;
  assignment_status status = assignment_status::offered;
  instant offered_at;
  instant expires_at;
  std::optional<instant> responded_at;
  double radius_m = 0;

  bool operator==(const assignment&) const = default;
};

/// What an admin's retry asks for instead of the usual round.
struct matching_overrides {
  std::optional<double> radius_m;
  std::optional<std::size_t> candidates;
  std::optional<std::chrono::seconds> offer_ttl;

  bool operator==(const matching_overrides&) const = default;
};

struct trip {
  std::string id;
  std::string passenger_id;
  trip_status status = trip_status::pending;
  payment_mode payment = payment_mode::cash;

  std::string category_id, service_class_id;
  geo::point pickup;
  std::optional<std::string> pickup_address;
  std::vector<stop> stops; // in order, numbered from 1

  std::optional<std::string> driver_id, vehicle_id, order_id;
  std::vector<assignment> assignments; // oldest first; at most one offered or accepted
  matching_overrides overrides;

  instant requested_at;
  std::optional<instant> assigning_deadline; // while assigning
  std::optional<instant> accepted_at, pickup_eta_at, arrived_pickup_at, started_at, completed_at,
    cancelled_at;
  std::optional<instant> tracked_at; // the last position told to the passenger

  frozen<pricing::tariff> terms; // of the request; without a type there is no fare
  pricing::route planned;
  std::optional<double> fare_estimated;
  frozen<pricing::breakdown> estimate_details;
  std::optional<pricing::final_fare> fare;

  std::optional<std::string> end_reason; // of a cancelled trip, or one without drivers
  instant updated_at;
  std::uint64_t version = 0; // of the record; one more with each change

  bool operator==(const trip&) const = default;
};

/// A trip leaves `assigning` at this age at the latest.
inline constexpr std::chrono::seconds assigning_limit{180};

/// An offer nobody could read in time is not made.
inline constexpr std::chrono::seconds shortest_offer{5};

/// Positions on the way to the pickup are passed on this often at most.
inline constexpr std::chrono::seconds tracking_interval{3};

/// The offer that waits for an answer, or null.
const assignment* live_offer(const trip& t) noexcept;

const assignment* find_assignment(const trip& t, std::string_view assignment_id) noexcept;

/// Was offered this trip before, whatever came of it: not asked again.
bool was_asked(const trip& t, std::string_view driver_id) noexcept;

/// Assigning, and nobody is being asked.
bool needs_matching(const trip& t) noexcept;

/// When check_deadlines has something to do next.
std::optional<instant> next_deadline(const trip& t) noexcept;

} // namespace fleetwire::systems::rides::rules
