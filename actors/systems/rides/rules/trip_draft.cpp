#include "actors/systems/rides/rules/trip_draft.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fleetwire::systems::rides::rules {

trip_draft::trip_draft(trip before, instant at) : now{at} {
  result.state = std::move(before);
}

void trip_draft::log(log_kind kind, std::initializer_list<log_field> metadata) {
  result.log.push_back({kind, now, metadata});
}

announcement& trip_draft::announce(announcement_kind kind) {
  auto& said = result.announcements.emplace_back();
  said.kind = kind;
  said.to = usual_audience(kind);
  said.at = now;
  said.trip_id = state().id;
  said.passenger_id = state().passenger_id;
  said.driver_id = state().driver_id;
  said.vehicle_id = state().vehicle_id;
  said.current_status = state().status;
  return said;
}

void trip_draft::release(const std::string& driver_id) {
  result.released_drivers.push_back(driver_id);
}

void trip_draft::enter_assigning() {
  auto& t = state();
  const auto previous = std::exchange(t.status, trip_status::assigning);
  t.assigning_deadline = now + assigning_limit;
  log(log_kind::assigning_started, {{"previous_status", std::string{to_string(previous)}},
                                    {"requested_vehicle_category_id", t.category_id},
                                    {"requested_service_class_id", t.service_class_id}});
  announce(announcement_kind::assigning_started).previous_status = previous;
}

void trip_draft::close_offer(assignment_status how) {
  auto& offer = state().assignments.back();
  offer.status = how;
  offer.responded_at = now;
  release(offer.driver_id);
}

void trip_draft::end_without_drivers(const std::string& reason) {
  auto& t = state();
  if (live_offer(t)) {
    close_offer(assignment_status::cancelled);
    auto& withdrawn = announce(announcement_kind::cancelled);
    withdrawn.to = {false, true, false};
    withdrawn.driver_id = t.assignments.back().driver_id;
    withdrawn.assignment_id = t.assignments.back().id;
    withdrawn.current_status = trip_status::cancelled;
    withdrawn.reason = reason;
  }
  t.status = trip_status::no_drivers_found;
  t.assigning_deadline.reset();
  t.end_reason = reason;
  log(log_kind::no_drivers_found, {{"reason", reason}});
  announce(announcement_kind::no_drivers_found).reason = reason;
}

change trip_draft::finish() && {
  if (result.has_effect()) {
    ++state().version;
    state().updated_at = now;
  }
  return std::move(result);
}

log_value value_of(const text_maybe& text) {
  return text ? log_value{*text} : log_value{};
}

log_value value_of(const std::optional<double>& number) {
  return number ? log_value{*number} : log_value{};
}

outcome request(const request_trip& wanted, instant now) {
  if (wanted.passenger_is_on_trip)
    return bad_request("Passenger already has an active trip");
  if (wanted.stops.empty())
    return bad_request("Debe incluir al menos un stop (el destino).");
  trip t;
  t.id = wanted.trip_id;
  t.passenger_id = wanted.passenger_id;
  t.payment = wanted.payment;
  t.category_id = wanted.category_id;
  t.service_class_id = wanted.service_class_id;
  t.pickup = wanted.pickup;
  t.pickup_address = wanted.pickup_address;
  t.stops = wanted.stops;
  std::stable_sort(t.stops.begin(), t.stops.end(),
                   [](const stop& a, const stop& b) { return a.seq < b.seq; });
  std::vector<geo::point> way;
  for (auto& each : t.stops) {
    way.push_back(each.where);
    each.seq = static_cast<int>(way.size());
  }
  t.requested_at = now;
  t.terms = wanted.terms;
  t.planned = pricing::plan_route(t.pickup, way);
  auto quoted = pricing::estimate(t.terms, t.planned);
  t.fare_estimated = quoted.total_estimated;
  t.estimate_details = std::move(quoted.details);
  trip_draft draft{std::move(t), now};
  const auto& made = draft.state();
  const auto& last = made.stops.back();
  draft.log(log_kind::trip_requested,
            {{"payment_mode", std::string{to_string(made.payment)}},
             {"pickup", named_place{made.pickup, made.pickup_address}},
             {"stops_count", static_cast<std::int64_t>(made.stops.size())},
             {"destination_hint", named_place{last.where, last.address}}});
  auto& said = draft.announce(announcement_kind::requested);
  said.fare_total = made.fare_estimated;
  said.currency = made.terms->currency;
  return std::move(draft).finish();
}

outcome apply(const trip& before, const command& what, instant now) {
  trip_draft draft{before, now};
  const auto refused = std::visit([&](const auto& c) { return carry_out(draft, c); }, what);
  if (refused)
    return *refused;
  return std::move(draft).finish();
}

change joined(change first, change second) {
  const auto append = [](auto& to, auto& from) {
    to.insert(to.end(), std::move_iterator{from.begin()}, std::move_iterator{from.end()});
  };
  first.state = std::move(second.state);
  append(first.log, second.log);
  append(first.announcements, second.announcements);
  append(first.released_drivers, second.released_drivers);
  return first;
}

} // namespace fleetwire::systems::rides::rules
