#include "actors/systems/rides/store/trip_codec.hpp"

#include "actors/systems/rides/store/fare_codec.hpp"
#include "actors/systems/rides/store/json_fields.hpp"

namespace fleetwire::systems::rides::store {

namespace {

json write_stop(const rules::stop& s) {
  field_writer out;
  out.put("seq", s.seq);
  out.put("where", s.where);
  out.put("address", s.address);
  out.put("place_id", s.place_id);
  out.put("notes", s.notes);
  out.put("planned_arrival_at", s.planned_arrival_at);
  return out.build();
}

bool read_stop(const value& from, rules::stop& s) {
  field_reader in{from};
  in.need("seq", s.seq);
  in.need("where", s.where);
  in.want("address", s.address);
  in.want("place_id", s.place_id);
  in.want("notes", s.notes);
  in.want("planned_arrival_at", s.planned_arrival_at);
  return in.ok();
}

void put_overrides(field_writer& out, const rules::matching_overrides& o) {
  out.put("override_radius", o.radius_m);
  if (o.candidates)
    out.put("override_candidates", static_cast<std::int64_t>(*o.candidates));
  if (o.offer_ttl)
    out.put("override_ttl", static_cast<std::int64_t>(o.offer_ttl->count()));
}

void take_overrides(field_reader& in, rules::matching_overrides& o) {
  std::optional<std::int64_t> candidates, ttl;
  in.want("override_radius", o.radius_m);
  in.want("override_candidates", candidates);
  in.want("override_ttl", ttl);
  o.candidates.reset();
  o.offer_ttl.reset();
  in.expect_that(!candidates || *candidates >= 0);
  if (candidates)
    o.candidates = static_cast<std::size_t>(*candidates);
  if (ttl)
    o.offer_ttl = std::chrono::seconds{*ttl};
}

} // namespace

std::string plan_text(const rules::trip& t) {
  field_writer out;
  out.put("pickup", t.pickup);
  out.put("pickup_address", t.pickup_address);
  out.put("stops", array_of(t.stops, write_stop));
  out.put("terms", write(t.terms));
  out.put("planned", write(t.planned));
  out.put("fare_estimated", t.fare_estimated);
  out.put("estimate", write(t.estimate_details));
  return out.build().text;
}

bool read_plan(std::string_view text, rules::trip& out) {
  field_reader in{value{text}};
  in.need("pickup", out.pickup);
  in.want("pickup_address", out.pickup_address);
  in.want("fare_estimated", out.fare_estimated);
  pricing::tariff terms;
  pricing::breakdown estimate;
  const bool is_whole = in.ok() && read_array(in.find("stops"), out.stops, read_stop)
                        && read(in.find("terms"), terms) && read(in.find("planned"), out.planned)
                        && read(in.find("estimate"), estimate);
  out.terms = std::move(terms);
  out.estimate_details = std::move(estimate);
  return is_whole;
}

bool has_same_plan(const rules::trip& a, const rules::trip& b) {
  return a.pickup == b.pickup && a.pickup_address == b.pickup_address && a.stops == b.stops
         && a.terms == b.terms && a.planned == b.planned && a.fare_estimated == b.fare_estimated
         && a.estimate_details == b.estimate_details;
}

std::string record_text(const rules::trip& t) {
  field_writer out;
  out.put("order_id", t.order_id);
  put_overrides(out, t.overrides);
  out.put("assigning_deadline", t.assigning_deadline);
  out.put("accepted_at", t.accepted_at);
  out.put("pickup_eta_at", t.pickup_eta_at);
  out.put("arrived_pickup_at", t.arrived_pickup_at);
  out.put("started_at", t.started_at);
  out.put("cancelled_at", t.cancelled_at);
  out.put("tracked_at", t.tracked_at);
  if (t.fare)
    out.put("fare", write(*t.fare));
  out.put("end_reason", t.end_reason);
  return out.build().text;
}

bool read_record(std::string_view text, rules::trip& out) {
  field_reader in{value{text}};
  in.want("order_id", out.order_id);
  take_overrides(in, out.overrides);
  in.want("assigning_deadline", out.assigning_deadline);
  in.want("accepted_at", out.accepted_at);
  in.want("pickup_eta_at", out.pickup_eta_at);
  in.want("arrived_pickup_at", out.arrived_pickup_at);
  in.want("started_at", out.started_at);
  in.want("cancelled_at", out.cancelled_at);
  in.want("tracked_at", out.tracked_at);
  in.want("end_reason", out.end_reason);
  out.fare.reset();
  if (const auto fare = in.find("fare"); fare.exists())
    in.expect_that(read(fare, out.fare.emplace()));
  return in.ok();
}

std::string places_text(const rules::trip& t) {
  auto out = t.pickup_address.value_or("");
  for (const auto& each : t.stops) {
    out += '\n';
    out += each.address.value_or("");
  }
  return out;
}

std::optional<rules::instant> stage_since(const rules::trip& t) noexcept {
  switch (t.status) {
    case rules::trip_status::pending:
      return t.requested_at;
    case rules::trip_status::assigning:
      return t.assigning_deadline ? *t.assigning_deadline - rules::assigning_limit : t.requested_at;
    case rules::trip_status::accepted:
      return t.accepted_at.value_or(t.requested_at);
    case rules::trip_status::arriving:
      return t.pickup_eta_at ? *t.pickup_eta_at : t.accepted_at.value_or(t.requested_at);
    case rules::trip_status::in_progress:
      return t.started_at.value_or(t.requested_at);
    case rules::trip_status::completed:
    case rules::trip_status::cancelled:
    case rules::trip_status::no_drivers_found:
      break;
  }
  return std::nullopt;
}

std::optional<rules::assignment_status> assignment_status_from(std::string_view text) noexcept {
  using enum rules::assignment_status;
  for (const auto each : {offered, accepted, rejected, expired, cancelled})
    if (text == rules::to_string(each))
      return each;
  return std::nullopt;
}

} // namespace fleetwire::systems::rides::store
