#include "actors/systems/fleet/rules/trip.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fleetwire::systems::fleet::rules {

namespace {

constexpr std::array<std::string_view, 4> names{"planned", "ongoing", "completed", "cancelled"};

refusal wrong_state(const trip& t, std::string_view wanted) {
  return conflict("INVALID_STATE", "A trip that is " + std::string{to_string(t.state)}
                                     + " cannot be " + std::string{wanted});
}

/// The words of the state machine mean what they say.
std::optional<refusal> take_status(trip& t, const std::optional<std::string>& word) {
  if (!word)
    return std::nullopt;
  const auto state = trip_state_from(*word);
  if (state && *state != t.state)
    return wrong_state(t, *word);
  t.status = state ? std::nullopt : word;
  return std::nullopt;
}

/// Stops that were passed stay so, as far as the new plan begins like the old one.
std::vector<stop> replanned(const std::vector<stop>& before, std::vector<stop> next) {
  const auto count = std::min(before.size(), next.size());
  for (std::size_t i = 0; i < count && before[i].where == next[i].where; ++i)
    next[i].reached_at = before[i].reached_at;
  return next;
}

/// All but how it goes, which is said of the state that the trip comes to.
std::optional<refusal> merge(trip& t, const trip_patch& what) {
  if (what.vehicle_id && *what.vehicle_id != t.vehicle_id && t.state != trip_state::planned)
    return wrong_state(t, "given to another vehicle");
  if (auto no = merge_all(t.more, what.more))
    return no;
  t.vehicle_id = what.vehicle_id.value_or(t.vehicle_id);
  t.driver_id = what.driver_id.value_or(t.driver_id);
  if (what.stops)
    t.stops = replanned(t.stops, *what.stops);
  if (what.planned_start)
    t.planned_start = what.planned_start;
  if (what.planned_end)
    t.planned_end = what.planned_end;
  if (t.planned_start && t.planned_end && *t.planned_end < *t.planned_start)
    return bad("INVALID_TIME", "plannedEnd must not be before plannedStart");
  return std::nullopt;
}

std::optional<refusal> go(trip& t, trip_state from, trip_state to, instant now) {
  if (t.state != from && !(to == trip_state::cancelled && !t.is_over()))
    return wrong_state(t, to_string(to));
  t.state = to;
  t.status.reset();
  (to == trip_state::ongoing ? t.started_at : t.ended_at) = now;
  return std::nullopt;
}

/// The plan is given to another vehicle before the trip begins, if at all.
std::optional<refusal> start(trip& t, const trip_patch& what, instant now) {
  if (auto no = merge(t, what))
    return no;
  if (auto no = go(t, trip_state::planned, trip_state::ongoing, now))
    return no;
  // Whoever sends the whole plan along says what it was.
  return what.status == to_string(trip_state::planned) ? std::nullopt : take_status(t, what.status);
}

std::optional<refusal> carry_out(trip& t, const trip_command& what, instant now) {
  switch (what.what) {
    case trip_step::change:
      if (t.is_over())
        return wrong_state(t, "changed");
      if (auto no = merge(t, what.patch))
        return no;
      return take_status(t, what.patch.status);
    case trip_step::start:
      return start(t, what.patch, now);
    case trip_step::complete:
      if (auto no = go(t, trip_state::ongoing, trip_state::completed, now))
        return no;
      if (auto no = merge(t, what.patch))
        return no;
      return take_status(t, what.patch.status);
    case trip_step::cancel:
      t.reason = what.reason;
      return go(t, trip_state::planned, trip_state::cancelled, now);
  }
  return std::nullopt;
}

} // namespace

std::string_view to_string(trip_state what) noexcept {
  return names[static_cast<std::size_t>(what)];
}

std::optional<trip_state> trip_state_from(std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    return std::nullopt;
  return static_cast<trip_state>(found - names.begin());
}

std::variant<refusal, trip> begin(const trip& blank, trip_command first, instant now) {
  if (first.what == trip_step::change && first.patch.status == to_string(trip_state::ongoing))
    first.what = trip_step::start;
  return apply(blank, first, now);
}

std::variant<refusal, trip> apply(const trip& before, const trip_command& what, instant now) {
  auto after = before;
  if (auto no = carry_out(after, what, now))
    return *std::move(no);
  after.updated_at = now;
  return after;
}

} // namespace fleetwire::systems::fleet::rules
