#include <algorithm>
#include <cmath>

#include "actors/systems/rides/rules/trip_draft.hpp"

namespace fleetwire::systems::rides::rules {

namespace {

assignment* find(trip& t, const std::string& id) {
  const auto found = std::find_if(t.assignments.begin(), t.assignments.end(),
                                  [&](const assignment& a) { return a.id == id; });
  return found == t.assignments.end() ? nullptr : &*found;
}

void note_assignment(announcement& said, const assignment& a) {
  said.assignment_id = a.id;
  said.driver_id = a.driver_id;
  said.vehicle_id = a.vehicle_id;
}

// The live offer of this id, if its time is not up.
bool is_open(const trip& t, const assignment* a, instant now) {
  return a && a == live_offer(t) && t.status == trip_status::assigning && now < a->expires_at;
}

void expire_live_offer(trip_draft& draft) {
  draft.close_offer(assignment_status::expired);
  const auto& a = draft.state().assignments.back();
  draft.log(log_kind::assignment_expired,
            {{"assignment_id", a.id}, {"driver_id", a.driver_id}, {"vehicle_id", a.vehicle_id}});
  note_assignment(draft.announce(announcement_kind::assignment_expired), a);
}

// No search goes on at its deadline.
void end_if_time_is_up(trip_draft& draft) {
  if (*draft.state().assigning_deadline <= draft.now)
    draft.end_without_drivers("matching_deadline");
}

verdict why_not_acceptable(const trip& t, const assignment* a, const accept_offer& c, instant now) {
  if (!a || a->driver_id != c.driver_id)
    return coded(404, "ASSIGNMENT_NOT_FOUND");
  switch (a->status) {
    case assignment_status::accepted:
    case assignment_status::rejected:
      return coded(409, "ASSIGNMENT_ALREADY_RESPONDED");
    case assignment_status::expired:
      return coded(409, "ASSIGNMENT_EXPIRED");
    case assignment_status::cancelled:
      return coded(409, "ASSIGNMENT_STATE_CHANGED");
    case assignment_status::offered:
      break;
  }
  if (now >= a->expires_at)
    return coded(409, "ASSIGNMENT_EXPIRED");
  if (t.status != trip_status::assigning)
    return coded(409, "ASSIGNMENT_NOT_OFFERED");
  return std::nullopt;
}

} // namespace

verdict carry_out(trip_draft& draft, const start_assigning&) {
  if (draft.state().status != trip_status::pending)
    return conflict("Trip must be 'pending' to start assigning");
  draft.enter_assigning();
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const offer_trip& c) {
  auto& t = draft.state();
  if (t.status != trip_status::assigning)
    return conflict("Trip is not assigning (current=" + std::string{to_string(t.status)} + ")");
  if (live_offer(t))
    return coded(409, "OFFER_ALREADY_LIVE");
  if (was_asked(t, c.driver_id) || find_assignment(t, c.assignment_id))
    return coded(409, "DRIVER_ALREADY_ASKED");
  const auto end = std::min(draft.now + c.ttl, *t.assigning_deadline);
  if (end <= draft.now || end - draft.now < std::min(c.ttl, shortest_offer))
    return coded(409, "ASSIGNING_TIME_IS_UP");
  t.assignments.push_back({c.assignment_id, c.driver_id, c.vehicle_id, assignment_status::offered,
                           draft.now, end, std::nullopt, c.radius_m});
  const auto& made = t.assignments.back();
  draft.log(log_kind::driver_offered, {{"assignment_id", made.id},
                                       {"driver_id", made.driver_id},
                                       {"vehicle_id", made.vehicle_id},
                                       {"ttl_expires_at", made.expires_at}});
  auto& said = draft.announce(announcement_kind::offered);
  note_assignment(said, made);
  said.expires_at = end;
  said.ttl_sec =
    static_cast<int>(std::lround(std::chrono::duration<double>(end - draft.now).count()));
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const accept_offer& c) {
  auto& t = draft.state();
  auto* a = find(t, c.assignment_id);
  if (auto refused = why_not_acceptable(t, a, c, draft.now))
    return refused;
  a->status = assignment_status::accepted;
  a->responded_at = draft.now;
  t.status = trip_status::accepted;
  t.assigning_deadline.reset();
  t.driver_id = a->driver_id;
  t.vehicle_id = a->vehicle_id;
  t.accepted_at = draft.now;
  draft.log(log_kind::driver_accepted,
            {{"assignment_id", a->id}, {"driver_id", a->driver_id}, {"vehicle_id", a->vehicle_id}});
  draft.log(log_kind::driver_assigned,
            {{"driver_id", a->driver_id}, {"vehicle_id", a->vehicle_id}});
  draft.announce(announcement_kind::driver_accepted);
  draft.announce(announcement_kind::assignment_accepted).assignment_id = a->id;
  draft.announce(announcement_kind::driver_assigned);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const reject_offer& c) {
  auto& t = draft.state();
  const auto* a = find_assignment(t, c.assignment_id);
  if (!is_open(t, a, draft.now) || (c.driver_id && *c.driver_id != a->driver_id))
    return conflict("Assignment is not active or not found");
  draft.close_offer(assignment_status::rejected);
  draft.log(log_kind::driver_rejected, {{"assignment_id", a->id},
                                        {"driver_id", a->driver_id},
                                        {"vehicle_id", a->vehicle_id},
                                        {"reason", value_of(c.reason)}});
  auto& said = draft.announce(announcement_kind::assignment_rejected);
  note_assignment(said, *a);
  said.reason = c.reason;
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const expire_offer& c) {
  const auto& t = draft.state();
  const auto* a = find_assignment(t, c.assignment_id);
  if (!a || a != live_offer(t) || (!c.even_early && draft.now < a->expires_at))
    return conflict("Assignment not active or not found");
  expire_live_offer(draft);
  end_if_time_is_up(draft);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const check_deadlines&) {
  const auto& t = draft.state();
  const auto due = next_deadline(t);
  if (!due || draft.now < *due)
    return conflict("No deadline has passed");
  if (const auto* offer = live_offer(t); offer && offer->expires_at <= draft.now)
    expire_live_offer(draft);
  end_if_time_is_up(draft);
  return std::nullopt;
}

verdict carry_out(trip_draft& draft, const give_up_matching& c) {
  const auto& t = draft.state();
  if (t.status != trip_status::pending && t.status != trip_status::assigning)
    return conflict("Trip is not in assigning/pending (current=" + std::string{to_string(t.status)}
                    + ")");
  if (live_offer(t))
    return coded(409, "OFFER_ALREADY_LIVE");
  draft.end_without_drivers(c.reason);
  return std::nullopt;
}

} // namespace fleetwire::systems::rides::rules
