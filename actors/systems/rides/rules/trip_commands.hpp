#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/systems/rides/rules/announcement.hpp"
#include "actors/systems/rides/rules/refusal.hpp"
#include "actors/systems/rides/rules/trip.hpp"

namespace fleetwire::systems::rides::rules {

using text_maybe = std::optional<std::string>;

/// Makes a trip; stops may come in any order and are numbered anew by their seq.
struct request_trip {
  std::string trip_id, passenger_id;
  payment_mode payment = payment_mode::cash;
  std::string category_id, service_class_id;
  geo::point pickup;
  text_maybe pickup_address;
  std::vector<stop> stops;
  pricing::tariff terms;
  bool passenger_is_on_trip = false;
};

struct start_assigning {};

struct offer_trip {
  std::string assignment_id, driver_id, vehicle_id;
  std::chrono::seconds ttl{20};
  double radius_m = 0;
};

struct accept_offer {
  std::string assignment_id, driver_id;
};

struct reject_offer {
  std::string assignment_id;
  text_maybe driver_id; // nobody in particular: an admin or the system
  text_maybe reason;
};

struct expire_offer {
  std::string assignment_id;
  bool even_early = false; // by hand, before its time is up
};

/// What the timing wheel says at next_deadline().
struct check_deadlines {};

/// The system found nobody; refused while somebody is being asked.
struct give_up_matching {
  std::string reason;
};

/// Accepted becomes arriving; follows an acceptance at once.
struct head_to_pickup {
  std::string driver_id;
  std::optional<int> eta_minutes;
  std::optional<geo::point> driver_position;
};

/// A position on the way to the pickup, passed on at most every tracking_interval.
struct track_driver {
  std::string driver_id;
  geo::point driver_position;
  std::optional<int> eta_minutes;
};

struct report_arrival {
  std::string driver_id;
};

struct start_ride {
  std::string driver_id;
};

struct complete_ride {
  std::string driver_id;
  pricing::actuals reported;
};

struct cancel_by_passenger {
  std::string passenger_id;
  text_maybe reason;
};

/// The trip looks for another driver.
struct cancel_by_driver {
  std::string driver_id;
  text_maybe reason;
};

struct cancel_by_admin {
  std::string admin_id, reason;
};

/// By an admin; a live offer is withdrawn.
struct mark_no_drivers {
  std::string admin_id, reason;
};

/// By an admin: from pending, assigning without a live offer, or no_drivers_found. The search gets
/// its full time again; drivers asked before stay left out.
struct retry_matching {
  std::string admin_id, reason;
  matching_overrides overrides;
  bool passenger_is_on_trip = false; // on another one
};

/// An admin sets the status by hand, as far as the facts allow: from pending to assigning; from
/// accepted or arriving to assigning (another driver), arriving, in_progress or completed; from
/// in_progress to completed; any live trip to cancelled; pending and assigning to
/// no_drivers_found. A ride that was cancelled under way may be completed after all. Never back to
/// pending, never to accepted (only a driver accepts), and a completed trip stays completed.
struct override_status {
  std::string admin_id;
  trip_status target = trip_status::cancelled;
  std::string reason;
  text_maybe internal_note;
  pricing::actuals reported;
  std::optional<double> fare_total; // instead of the computed one
};

using command =
  std::variant<start_assigning, offer_trip, accept_offer, reject_offer, expire_offer,
               check_deadlines, give_up_matching, head_to_pickup, track_driver, report_arrival,
               start_ride, complete_ride, cancel_by_passenger, cancel_by_driver, cancel_by_admin,
               mark_no_drivers, retry_matching, override_status>;

/// A command carried out: to be stored in one transaction, then announced.
struct change {
  trip state;
  std::vector<log_entry> log;
  std::vector<announcement> announcements;
  std::vector<std::string> released_drivers; // whose offer or trip this ends

  /// False when there is nothing to store or to say: a repeated or too frequent report.
  bool has_effect() const noexcept { return !log.empty() || !announcements.empty(); }
};

/// Both in one commit: what the second has to say comes after what the first says.
change joined(change first, change second);

using outcome = std::variant<refusal, change>;

/// The whole life of a trip. Pure: ids and time come in, and the state given is not touched.
outcome request(const request_trip& wanted, instant now);
outcome apply(const trip& before, const command& what, instant now);

} // namespace fleetwire::systems::rides::rules
