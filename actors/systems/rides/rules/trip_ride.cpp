#include <cmath>

#include "actors/systems/rides/pricing/rounding.hpp"
#include "actors/systems/rides/rules/trip_draft.hpp"

namespace fleetwire::systems::rides::rules {

namespace {

bool is_before_ride(const trip& t) {
  return t.status == trip_status::accepted || t.status == trip_status::arriving;
}

std::string current(const trip& t) {
  return " (current=" + std::string{to_string(t.status)} + ")";
}

void announce_position(trip_draft& draft, std::optional<int> eta_minutes,
                       std::optional<geo::point> position) {
  auto& said = draft.announce(announcement_kind::driver_en_route);
  said.eta_minutes = eta_minutes;
  said.driver_position = position;
  if (position)
    draft.state().tracked_at = draft.now;
}

void become_arriving(trip_draft& draft) {
  draft.state().status = trip_status::arriving;
  draft.announce(announcement_kind::arriving_started).previous_status = trip_status::accepted;
}

void expect_at(trip& t, instant now, std::optional<int> eta_minutes) {
  if (eta_minutes)
    t.pickup_eta_at = now + std::chrono::minutes{*eta_minutes};
}

bool is_amount(const std::optional<double>& number) {
  return !number || (std::isfinite(*number) && *number >= 0);
}

verdict why_not_plausible(const pricing::actuals& reported, std::optional<double> fare_total) {
  const std::pair<const char*, const std::optional<double>&> fields[] = {
    {"actualDistanceKm", reported.distance_km},
    {"actualDurationMin", reported.duration_min},
    {"extraFees", reported.extra_fees},
    {"waitingTimeMinutes", reported.waiting_minutes},
    {"fareTotal", fare_total},
  };
  for (const auto& [name, value] : fields)
    if (!is_amount(value))
      return bad_request(std::string{name} + " must not be less than 0");
  return std::nullopt;
}

} // namespace

verdict carry_out(trip_draft& draft, const head_to_pickup& c) {
  auto& t = draft.state();
  if (t.status != trip_status::accepted)
    return conflict("Trip must be 'accepted' to move to 'arriving'" + current(t));
  if (!t.driver_id)
    return bad_request("Trip has no driver fixed yet");
  if (*t.driver_id != c.driver_id)
    return conflict("Caller driver does not match trip.driver_id");
  expect_at(t, draft.now, c.eta_minutes);
  log_value eta, position;
  if (c.eta_minutes)
    eta = static_cast<std::int64_t>(*c.eta_minutes);
  if (c.driver_position)
    position = *c.driver_position;
  draft.log(log_kind::driver_en_route,
            {{"driver_id", c.driver_id}, {"eta_min", eta}, {"driver_position", position}});
  become_arriving(draft);
  announce_position(draft, c.eta_minutes, c.driver_position);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const track_driver& c) {
  auto& t = draft.state();
  if (t.status != trip_status::arriving)
    return conflict("Trip must be 'arriving' to be followed" + current(t));
  if (t.driver_id != c.driver_id)
    return bad_request("Driver not assigned to this trip");
  if (t.arrived_pickup_at || (t.tracked_at && draft.now - *t.tracked_at < tracking_interval))
    return std::nullopt;
  expect_at(t, draft.now, c.eta_minutes);
  announce_position(draft, c.eta_minutes, c.driver_position);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const report_arrival& c) {
  auto& t = draft.state();
  if (!is_before_ride(t))
    return conflict("Trip must be accepted/arriving to mark arrival" + current(t));
  if (t.driver_id != c.driver_id)
    return bad_request("Driver not assigned to this trip");
  if (t.arrived_pickup_at)
    return std::nullopt;
  t.arrived_pickup_at = draft.now;
  if (t.status == trip_status::accepted)
    become_arriving(draft);
  draft.log(log_kind::driver_arrived_pickup, {{"driver_id", c.driver_id}});
  draft.announce(announcement_kind::driver_arrived_pickup);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const start_ride& c) {
  auto& t = draft.state();
  if (!is_before_ride(t))
    return conflict("Trip must be accepted/arriving to start in-progress" + current(t));
  if (t.driver_id != c.driver_id)
    return bad_request("Driver not assigned to this trip");
  t.status = trip_status::in_progress;
  t.started_at = draft.now;
  draft.log(log_kind::trip_started, {{"driver_id", c.driver_id}});
  draft.announce(announcement_kind::started);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const complete_ride& c) {
  if (draft.state().status != trip_status::in_progress)
    return conflict("Trip must be 'in_progress' to complete");
  return complete(draft, c, std::nullopt);
}

verdict complete(trip_draft& draft, const complete_ride& c, std::optional<double> fare_total) {
  auto& t = draft.state();
  if (t.driver_id != c.driver_id)
    return bad_request("Driver not assigned / mismatched");
  if (auto refused = why_not_plausible(c.reported, fare_total))
    return refused;
  if (t.terms->type.id.empty())
    return bad_request("Cannot compute final fare: missing vehicle type snapshot");
  auto fare = pricing::settle(t.terms, t.planned, c.reported);
  if (fare_total) {
    fare.total = pricing::money(*fare_total);
    fare.details.total_with_extras = fare.total;
  }
  if (t.payment == payment_mode::cash && fare.total <= 0)
    return bad_request("A trip paid in cash must cost more than 0");
  t.status = trip_status::completed;
  t.completed_at = draft.now;
  t.fare = std::move(fare);
  draft.log(log_kind::trip_completed,
            {{"driver_id", c.driver_id},
             {"fare_total", t.fare->total},
             {"currency", t.fare->currency},
             {"waiting_time_minutes", value_of(c.reported.waiting_minutes)},
             {"extra_fees", value_of(c.reported.extra_fees)},
             {"waiting_reason", value_of(c.reported.waiting_reason)}});
  auto& said = draft.announce(announcement_kind::completed);
  said.fare_total = t.fare->total;
  said.currency = t.fare->currency;
  draft.release(c.driver_id);
  return std::nullopt;
}

} // namespace fleetwire::systems::rides::rules
