#pragma once

#include <initializer_list>
#include <optional>

#include "actors/systems/rides/rules/trip_commands.hpp"

namespace fleetwire::systems::rides::rules {

/// A change being made. The transitions below work on one; several may be put in a row. Only for
/// the sources of the trip's rules.
struct trip_draft {
  trip_draft(trip before, instant now);

  trip& state() noexcept { return result.state; }

  void log(log_kind kind, std::initializer_list<log_field> metadata);

  /// With the usual audience, the trip's ids and the present status.
  announcement& announce(announcement_kind kind);

  void release(const std::string& driver_id);
  void enter_assigning();
  void close_offer(assignment_status how);
  void end_without_drivers(const std::string& reason);

  change finish() &&;

  change result;
  instant now;
};

using verdict = std::optional<refusal>; // nothing: done

log_value value_of(const text_maybe& text);
log_value value_of(const std::optional<double>& number);

// Finding a driver.
verdict carry_out(trip_draft& draft, const start_assigning&);
verdict carry_out(trip_draft& draft, const offer_trip& c);
verdict carry_out(trip_draft& draft, const accept_offer& c);
verdict carry_out(trip_draft& draft, const reject_offer& c);
verdict carry_out(trip_draft& draft, const expire_offer& c);
verdict carry_out(trip_draft& draft, const check_deadlines&);
verdict carry_out(trip_draft& draft, const give_up_matching& c);

// The ride.
verdict carry_out(trip_draft& draft, const head_to_pickup& c);
verdict carry_out(trip_draft& draft, const track_driver& c);
verdict carry_out(trip_draft& draft, const report_arrival& c);
verdict carry_out(trip_draft& draft, const start_ride& c);
verdict carry_out(trip_draft& draft, const complete_ride& c);

// Ends, and what an admin may do.
verdict carry_out(trip_draft& draft, const cancel_by_passenger& c);
verdict carry_out(trip_draft& draft, const cancel_by_driver& c);
verdict carry_out(trip_draft& draft, const cancel_by_admin& c);
verdict carry_out(trip_draft& draft, const mark_no_drivers& c);
verdict carry_out(trip_draft& draft, const retry_matching& c);
verdict carry_out(trip_draft& draft, const override_status& c);

/// Completes with a fare set by hand in place of the computed one.
verdict complete(trip_draft& draft, const complete_ride& c, std::optional<double> fare_total);

/// Takes the driver off and looks for another.
void rematch(trip_draft& draft, const text_maybe& reason);

} // namespace fleetwire::systems::rides::rules
