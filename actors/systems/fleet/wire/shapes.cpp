#include "actors/systems/fleet/wire/shapes.hpp"

#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/store/geofences.hpp"

#include <algorithm>
#include <cmath>

namespace fleetwire::systems::fleet::wire {

namespace {

using contract::rest::iso;

void maybe(object& out, std::string_view key, const std::optional<double>& number) {
  if (number)
    out.add(key, *number);
}

void maybe(object& out, std::string_view key, const std::optional<std::string>& text) {
  if (text)
    out.add(key, std::string_view{*text});
}

void maybe(object& out, std::string_view key, const std::optional<rules::instant>& at) {
  if (at)
    out.add(key, std::string_view{iso(*at)});
}

json place_json(rules::point where) {
  return object{}.add("lat", where.lat).add("lng", where.lng).build();
}

void add_motion(object& out, const rules::report& seen) {
  maybe(out, "speed", seen.speed);
  maybe(out, "heading", seen.heading);
  maybe(out, "accuracy", seen.accuracy);
  maybe(out, "altitude", seen.altitude);
}

/// What a back end keeps, but for what we know better.
void add_more(json& out, const rules::members& more, std::initializer_list<std::string_view> ours) {
  out.text.pop_back();
  for (const auto& [key, text] : more.all())
    if (std::find(ours.begin(), ours.end(), key) == ours.end())
      out.text.append(out.text.size() > 1 ? "," : "")
        .append(1, '"')
        .append(key)
        .append("\":")
        .append(text);
  out.text += '}';
}

json stops_json(const std::vector<rules::stop>& stops) {
  json out{"["};
  for (const auto& each : stops) {
    object one;
    one.add("location", place_json(each.where));
    maybe(one, "name", each.name);
    maybe(one, "plannedAt", each.planned_at);
    maybe(one, "reachedAt", each.reached_at);
    out.text.append(out.text.size() > 1 ? "," : "").append(one.build().text);
  }
  out.text += ']';
  return out;
}

double rounded(double number, double digits) {
  return std::round(number * digits) / digits;
}

void add_progress(object& out, const rules::estimate& e) {
  out.add("progress", rounded(e.progress, 10))
    .add("distanceRemainingKm", rounded(e.distance_km, 1000))
    .add("etaMinutes", rounded(e.eta_minutes, 10))
    .add("etaAt", std::string_view{iso(e.eta_at)});
}

} // namespace

json location_json(const rules::report& seen) {
  object out;
  out.add("lat", seen.where.lat).add("lng", seen.where.lng);
  add_motion(out, seen);
  return out.build();
}

json vehicle_json(const live::vehicle_sight& v) {
  const auto& r = v.record;
  object out;
  out.add("id", std::string_view{r.id})
    .add("vehicleId", std::string_view{r.id})
    .add("plateNumber", std::string_view{r.plate})
    .add("status", std::string_view{r.status});
  r.driver_id ? out.add("driverId", std::string_view{*r.driver_id}) : out.add("driverId", nullptr);
  maybe(out, "fuelLevel", v.way.fuel);
  if (v.way.ignition)
    out.add("ignition", *v.way.ignition);
  if (v.way.newest)
    out.add("currentLocation", location_json(*v.way.newest));
  out.add("online", v.is_online);
  maybe(out, "lastSeen", v.last_seen);
  out.add("createdAt", std::string_view{iso(r.created_at)})
    .add("updatedAt", std::string_view{iso(r.updated_at)});
  auto whole = out.build();
  add_more(whole, r.more, {});
  return whole;
}

json active_json(const live::vehicle_sight& v) {
  object out;
  out.add("vehicleId", std::string_view{v.record.id})
    .add("plateNumber", std::string_view{v.record.plate})
    .add("status", std::string_view{v.record.status});
  v.way.newest ? out.add("location", location_json(*v.way.newest)) : out.add("location", nullptr);
  maybe(out, "lastSeen", v.last_seen);
  return out.build();
}

json trip_json(const live::trip_sight& t) {
  const auto& r = t.record;
  const auto state = rules::to_string(r.state);
  object out;
  out.add("id", std::string_view{r.id})
    .add("tripId", std::string_view{r.id})
    .add("vehicleId", std::string_view{r.vehicle_id});
  r.driver_id ? out.add("driverId", std::string_view{*r.driver_id}) : out.add("driverId", nullptr);
  out.add("state", state).add("status", r.status ? std::string_view{*r.status} : state);
  out.add("stops", stops_json(r.stops));
  maybe(out, "plannedStart", r.planned_start);
  maybe(out, "plannedEnd", r.planned_end);
  maybe(out, "startedAt", r.started_at);
  maybe(out, r.state == rules::trip_state::cancelled ? "cancelledAt" : "completedAt", r.ended_at);
  maybe(out, "reason", r.reason);
  if (t.course)
    add_progress(out, *t.course);
  out.add("createdAt", std::string_view{iso(r.created_at)})
    .add("updatedAt", std::string_view{iso(r.updated_at)});
  auto whole = out.build();
  if (t.course)
    add_more(whole, r.more, {"progress", "distanceRemainingKm", "etaMinutes", "etaAt"});
  else
    add_more(whole, r.more, {});
  return whole;
}

json progress_json(const live::trip_sight& t) {
  object out;
  out.add("status", rules::to_string(t.record.state));
  if (t.course)
    add_progress(out, *t.course);
  return out.build();
}

json alert_json(const rules::alert& a) {
  object out;
  out.add("id", std::string_view{a.id})
    .add("type", std::string_view{a.type})
    .add("vehicleId", std::string_view{a.vehicle_id})
    .add("message", std::string_view{a.message});
  if (a.where)
    out.add("location", place_json(*a.where));
  out.add("at", std::string_view{iso(a.at)}).add("priority", rules::to_string(a.worth));
  maybe(out, "acknowledgedAt", a.acknowledged_at);
  maybe(out, "acknowledgedBy", a.acknowledged_by);
  return out.build();
}

json geofence_json(const rules::geofence& g) {
  json vehicles{"["};
  for (const auto& each : g.vehicles) {
    vehicles.text += vehicles.text.size() > 1 ? "," : "";
    append_json_string(vehicles.text, each);
  }
  vehicles.text += ']';
  return object{}
    .add("id", std::string_view{g.id})
    .add("name", std::string_view{g.name})
    .add("geometry", store::shape_json(g.where))
    .add("vehicles", g.vehicles.empty() ? json{R"("all")"} : vehicles)
    .build();
}

json position_json(const store::position& p) {
  object out;
  out.add("at", std::string_view{iso(*p.seen.at)})
    .add("lat", p.seen.where.lat)
    .add("lng", p.seen.where.lng);
  add_motion(out, p.seen);
  maybe(out, "fuelLevel", p.seen.fuel);
  if (p.seen.ignition)
    out.add("ignition", *p.seen.ignition);
  if (p.seen.accident)
    out.add("accident", true);
  if (p.is_impossible)
    out.add("impossible", true);
  return out.build();
}

json vehicle_event(const live::vehicle_sight& v, rules::instant at) {
  return object{}
    .add("vehicleId", std::string_view{v.record.id})
    .add("data", vehicle_json(v))
    .add("timestamp", std::string_view{iso(at)})
    .build();
}

json location_event(std::string_view vehicle_id, const rules::report& seen) {
  return object{}
    .add("vehicleId", vehicle_id)
    .add("location", location_json(seen))
    .add("timestamp", std::string_view{iso(*seen.at)})
    .build();
}

json trip_event(std::string_view trip_id, const json& data, rules::instant at) {
  return object{}
    .add("tripId", trip_id)
    .add("data", data)
    .add("timestamp", std::string_view{iso(at)})
    .build();
}

json alert_event(const rules::alert& a) {
  return object{}.add("alert", alert_json(a)).add("priority", rules::to_string(a.worth)).build();
}

} // namespace fleetwire::systems::fleet::wire
