#include "actors/systems/rides/rules/availability.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::rides::rules {

namespace {

using event = availability_event;
using reasons = unavailable_reason;

// Keeps how long he waits, which is since he last became ready.
availability_change changed(availability after, instant now, std::vector<event> events) {
  if (!is_ready(after))
    after.waiting_since.reset();
  else if (!after.waiting_since)
    after.waiting_since = now;
  after.updated_at = now;
  return {std::move(after), std::move(events)};
}

void go_online(availability& a, instant now) {
  a.is_online = true;
  a.last_online_at = now;
  a.presence_at = now;
}

// Off a trip. Ready when he may work, and then in the vehicle that was found for him.
void settle(availability& a, const eligibility& facts) {
  a.is_available = !obstacle(facts);
  a.reason = a.is_available ? std::nullopt : std::optional{reasons::unavailable};
  if (a.is_available)
    a.vehicle_id = facts.vehicle_id;
}

void go_offline(availability& a, instant now) {
  a.is_online = false;
  a.is_available = false;
  a.was_available = false;
  a.reason = a.trip_id ? reasons::on_trip : reasons::offline;
  a.last_online_at = now;
}

refusal not_eligible(std::string_view why) {
  return {409, "DRIVER_NOT_ELIGIBLE", std::string{why}};
}

bool is_worth_storing(const availability& a, const ping& p, instant now) {
  if (!p.is_throttled || !a.location)
    return true;
  // On a trip too: the passenger follows him.
  if (!is_ready(a) && !a.trip_id)
    return false;
  if (p.force_save || !a.location_stored_at)
    return true;
  const auto age = now - *a.location_stored_at;
  return age >= stale_location
         || (age >= shortest_location_interval
             && geo::distance_m(*a.location, *p.where) >= shortest_move_m);
}

} // namespace

std::string_view to_string(unavailable_reason reason) noexcept {
  switch (reason) {
    case reasons::offline:
      return "OFFLINE";
    case reasons::unavailable:
      return "UNAVAILABLE";
    case reasons::on_trip:
      break;
  }
  return "ON_TRIP";
}

std::optional<unavailable_reason> unavailable_reason_from(std::string_view text) noexcept {
  for (const auto reason : {reasons::offline, reasons::unavailable, reasons::on_trip})
    if (text == to_string(reason))
      return reason;
  return std::nullopt;
}

std::optional<std::string_view> obstacle(const eligibility& facts) noexcept {
  if (!facts.is_driver)
    return "The user is not a driver";
  if (facts.is_banned)
    return "The driver is banned";
  if (!facts.is_approved)
    return "The driver's profile is not approved";
  if (!facts.is_profile_active)
    return "The driver's profile is not active";
  if (!facts.is_wallet_active)
    return "The driver's wallet is blocked";
  if (!facts.vehicle_id)
    return "The driver has no vehicle in service";
  return std::nullopt;
}

bool is_present(const availability& a, instant now) noexcept {
  return a.presence_at && now - *a.presence_at <= presence_limit;
}

bool is_ready(const availability& a) noexcept {
  return a.is_online && a.is_available && !a.reason && !a.trip_id;
}

bool is_matchable(const availability& a, instant now) noexcept {
  return is_ready(a) && a.location && a.vehicle_id && is_present(a, now);
}

std::optional<instant> presence_deadline(const availability& a) noexcept {
  if (!a.is_online || a.trip_id)
    return std::nullopt;
  return a.presence_at ? *a.presence_at + presence_limit + std::chrono::milliseconds{1}
                       : instant::min();
}

std::string_view availability_status(const availability& a) noexcept {
  if (!a.is_online)
    return "OFFLINE";
  return is_ready(a) ? "AVAILABLE" : "BUSY";
}

std::optional<status_write> status_write_from(std::string_view status) noexcept {
  if (status == "AVAILABLE")
    return status_write{true, true, {}};
  if (status == "BUSY")
    return status_write{true, false, std::optional{reasons::unavailable}};
  if (status == "OFFLINE")
    return status_write{false, false, {}};
  return std::nullopt;
}

availability_outcome write_status(const availability& before, const status_write& wanted,
                                  const eligibility& facts, instant now) {
  const bool wants_work = wanted.is_available.value_or(false) && wanted.is_online.value_or(true);
  if (before.trip_id && wanted.is_available.value_or(false))
    return bad_request("Cannot set available while ON_TRIP");
  auto a = before;
  if (wanted.is_online == false) {
    go_offline(a, now);
    return changed(std::move(a), now, {event::status_updated});
  }
  if ((wanted.is_online == true || wants_work) && !a.is_online)
    go_online(a, now);
  if (a.trip_id) {
    // He may say that this trip is his last for now.
    if (wanted.is_available == false)
      a.was_available = false;
    return changed(std::move(a), now, {event::status_updated});
  }
  if (wanted.is_available)
    a.is_available = *wanted.is_available;
  if (!a.is_online) {
    a.is_available = false;
    a.reason = reasons::offline;
  } else if (a.is_available) {
    if (const auto why = obstacle(facts))
      return not_eligible(*why);
    settle(a, facts);
    a.presence_at = now;
  } else {
    a.reason = wanted.reason.value_or(reasons::unavailable);
  }
  return changed(std::move(a), now, {event::status_updated});
}

availability_outcome take_ping(const availability& before, const ping& received, instant now) {
  if (received.where && !geo::is_valid(*received.where))
    return bad_request("lat must be between -90 and 90, lng between -180 and 180");
  auto a = before;
  a.presence_at = now;
  if (!received.where || !is_worth_storing(before, received, now))
    return changed(std::move(a), now, {event::status_updated});
  a.location = received.where;
  a.location_at = std::min(received.reported_at.value_or(now), now);
  a.location_stored_at = now;
  return changed(std::move(a), now, {event::location_updated});
}

availability_change log_in(const availability& before, const eligibility& facts, instant now) {
  auto a = before;
  go_online(a, now);
  if (a.trip_id) {
    a.is_available = false;
    a.reason = reasons::on_trip;
  } else {
    settle(a, facts);
  }
  return changed(std::move(a), now, {event::status_updated});
}

availability_change log_out(const availability& before, instant now) {
  auto a = before;
  go_offline(a, now);
  return changed(std::move(a), now, {event::status_updated});
}

availability_outcome expire_presence(const availability& before, instant now) {
  const auto due = presence_deadline(before);
  if (!due || now < *due)
    return conflict("The driver is still present");
  auto a = before;
  go_offline(a, now);
  a.last_online_at = before.last_online_at;
  return changed(std::move(a), now, {event::status_updated});
}

availability_outcome set_trip(const availability& before, const std::string& trip_id, instant now) {
  if (before.trip_id && *before.trip_id != trip_id)
    return conflict("Driver is already on a trip");
  auto a = before;
  if (!a.trip_id)
    a.was_available = is_ready(before);
  a.trip_id = trip_id;
  a.is_available = false;
  a.reason = reasons::on_trip;
  return changed(std::move(a), now, {event::trip_updated, event::status_updated});
}

availability_change clear_trip(const availability& before, const eligibility& facts, instant now) {
  auto a = before;
  const bool had_trip = a.trip_id.has_value();
  a.trip_id.reset();
  if (!a.is_online) {
    a.reason = reasons::offline;
  } else if (had_trip) {
    if (std::exchange(a.was_available, false))
      settle(a, facts);
    else
      a.reason = reasons::unavailable;
  }
  if (had_trip && a.is_online)
    a.presence_at = now;
  return changed(std::move(a), now, {event::trip_updated, event::status_updated});
}

} // namespace fleetwire::systems::rides::rules
