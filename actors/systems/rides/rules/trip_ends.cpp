#include <utility>

#include "actors/systems/rides/rules/trip_draft.hpp"

namespace fleetwire::systems::rides::rules {

namespace {

std::string current(const trip& t) {
  return " (current=" + std::string{to_string(t.status)} + ")";
}

// Ends a live trip for everybody; the driver told is the assigned one, else the one being asked.
void cancel(trip_draft& draft, const char* by, const std::string& who, const text_maybe& reason) {
  auto& t = draft.state();
  const auto previous = std::exchange(t.status, trip_status::cancelled);
  auto driver = t.driver_id;
  text_maybe assignment_id;
  if (live_offer(t)) {
    draft.close_offer(assignment_status::cancelled);
    driver = t.assignments.back().driver_id;
    assignment_id = t.assignments.back().id;
  } else if (driver) {
    t.assignments.back().status = assignment_status::cancelled;
    draft.release(*driver);
  }
  t.assigning_deadline.reset();
  t.cancelled_at = draft.now;
  t.end_reason = reason;
  draft.log(log_kind::trip_canceled, {{"by", std::string{by}},
                                      {"user_id", who},
                                      {"previous_status", std::string{to_string(previous)}},
                                      {"reason", value_of(reason)}});
  auto& said = draft.announce(announcement_kind::cancelled);
  said.previous_status = previous;
  said.driver_id = driver;
  said.assignment_id = assignment_id;
  said.to.driver = driver.has_value();
  said.reason = reason;
}

void note_action(trip_draft& draft, const char* action, const std::string& admin_id,
                 const std::string& reason) {
  auto& said = draft.announce(announcement_kind::admin_action_issued);
  said.action = action;
  said.admin_id = admin_id;
  said.reason = reason;
}

verdict impossible(const trip& t, trip_status target) {
  return conflict("Trip cannot be moved from '" + std::string{to_string(t.status)} + "' to '"
                  + std::string{to_string(target)} + "'");
}

bool is_with_driver(trip_status s) {
  return s == trip_status::accepted || s == trip_status::arriving;
}

verdict override_to_completed(trip_draft& draft, const override_status& c) {
  const auto& t = draft.state();
  const bool was_riding = t.status == trip_status::cancelled && t.started_at && t.driver_id;
  if (!is_with_driver(t.status) && t.status != trip_status::in_progress && !was_riding)
    return impossible(t, c.target);
  const auto driver = t.driver_id.value_or("");
  if (is_with_driver(t.status))
    if (auto refused = carry_out(draft, start_ride{driver}))
      return refused;
  auto refused = complete(draft, {driver, c.reported}, c.fare_total);
  // His driver went on to other trips long ago.
  if (!refused && was_riding) {
    draft.state().cancelled_at.reset();
    draft.state().end_reason.reset();
    draft.state().assignments.back().status = assignment_status::accepted;
    draft.result.released_drivers.clear();
  }
  return refused;
}

verdict move_to(trip_draft& draft, const override_status& c) {
  const auto& t = draft.state();
  switch (c.target) {
    case trip_status::assigning:
      if (t.status == trip_status::pending)
        return carry_out(draft, start_assigning{});
      if (!is_with_driver(t.status))
        break;
      rematch(draft, c.reason);
      return std::nullopt;
    case trip_status::arriving:
      if (t.status != trip_status::accepted)
        break;
      return carry_out(draft, head_to_pickup{t.driver_id.value_or(""), {}, {}});
    case trip_status::in_progress:
      if (!is_with_driver(t.status))
        break;
      return carry_out(draft, start_ride{t.driver_id.value_or("")});
    case trip_status::completed:
      return override_to_completed(draft, c);
    case trip_status::cancelled:
      if (!is_active(t.status))
        break;
      cancel(draft, "admin", c.admin_id, c.reason);
      return std::nullopt;
    case trip_status::no_drivers_found:
      if (t.status > trip_status::assigning)
        break;
      draft.end_without_drivers(c.reason);
      return std::nullopt;
    case trip_status::pending:
    case trip_status::accepted:
      break;
  }
  return impossible(t, c.target);
}

} // namespace

void rematch(trip_draft& draft, const text_maybe& reason) {
  auto& t = draft.state();
  auto& left = t.assignments.back();
  left.status = assignment_status::cancelled;
  draft.release(left.driver_id);
  draft.log(
    log_kind::driver_canceled,
    {{"driver_id", left.driver_id}, {"vehicle_id", left.vehicle_id}, {"reason", value_of(reason)}});
  auto& said = draft.announce(announcement_kind::cancelled);
  said.to = {false, true, false};
  said.previous_status = t.status;
  said.current_status = trip_status::cancelled;
  said.reason = reason;
  t.driver_id.reset();
  t.vehicle_id.reset();
  t.accepted_at.reset();
  t.pickup_eta_at.reset();
  t.arrived_pickup_at.reset();
  t.tracked_at.reset();
  draft.enter_assigning();
}

verdict carry_out(trip_draft& draft, const cancel_by_passenger& c) {
  const auto& t = draft.state();
  if (t.passenger_id != c.passenger_id)
    return forbidden("Only the passenger of this trip may cancel it");
  if (t.status > trip_status::arriving)
    return conflict("Trip can no longer be cancelled" + current(t));
  cancel(draft, "passenger", c.passenger_id, c.reason);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const cancel_by_driver& c) {
  const auto& t = draft.state();
  if (!is_with_driver(t.status))
    return conflict("Trip must be accepted/arriving to be cancelled by its driver" + current(t));
  if (t.driver_id != c.driver_id)
    return bad_request("Driver not assigned to this trip");
  rematch(draft, c.reason);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const cancel_by_admin& c) {
  if (!is_active(draft.state().status))
    return conflict("Trip can no longer be cancelled" + current(draft.state()));
  cancel(draft, "admin", c.admin_id, c.reason);
  note_action(draft, "cancel", c.admin_id, c.reason);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const mark_no_drivers& c) {
  const auto& t = draft.state();
  if (t.status != trip_status::pending && t.status != trip_status::assigning)
    return conflict("Trip is not in assigning/pending" + current(t));
  draft.end_without_drivers(c.reason);
  note_action(draft, "mark-no-drivers", c.admin_id, c.reason);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const retry_matching& c) {
  auto& t = draft.state();
  const bool is_over = t.status == trip_status::no_drivers_found;
  if (t.status > trip_status::assigning && !is_over)
    return conflict("Trip must be pending/assigning/no_drivers_found to retry matching"
                    + current(t));
  if (live_offer(t))
    return coded(409, "OFFER_ALREADY_LIVE");
  if (is_over && c.passenger_is_on_trip)
    return bad_request("Passenger already has an active trip");
  t.overrides = c.overrides;
  t.end_reason.reset();
  draft.enter_assigning();
  note_action(draft, "retry-matching", c.admin_id, c.reason);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const override_status& c) {
  const auto previous = draft.state().status;
  if (previous == c.target)
    return impossible(draft.state(), c.target);
  draft.log(log_kind::status_overridden, {{"admin_id", c.admin_id},
                                          {"previous_status", std::string{to_string(previous)}},
                                          {"target_status", std::string{to_string(c.target)}},
                                          {"reason", c.reason},
                                          {"internal_note", value_of(c.internal_note)}});
  if (auto refused = move_to(draft, c))
    return refused;
  note_action(draft, "override-status", c.admin_id, c.reason);
  return std::nullopt;
}

} // namespace fleetwire::systems::rides::rules
