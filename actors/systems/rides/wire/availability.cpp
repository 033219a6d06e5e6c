#include "actors/systems/rides/wire/availability.hpp"

#include "actors/systems/rides/wire/fields.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

using event = rules::availability_event;

/// A GeoJSON point that has lat and lng as well.
json place_json(const std::optional<geo::point>& where) {
  if (!where)
    return {"null"};
  json position{"["};
  append_json_number(position.text, where->lng);
  position.text += ',';
  append_json_number(position.text, where->lat);
  position.text += ']';
  object out;
  out.add("lat", where->lat).add("lng", where->lng).add("type", "Point");
  out.add("coordinates", position);
  return out.build();
}

std::optional<std::string_view> reason_of(const rules::availability& a) {
  return a.reason ? std::optional{rules::to_string(*a.reason)} : std::nullopt;
}

json location_json(const rules::availability& a) {
  object out;
  put(out, "driverId", a.driver_id);
  put(out, "lastLocation", place_json(a.location));
  put(out, "lastLocationTimestamp", a.location_at);
  put(out, "coords", a.location);
  put(out, "timestamp", a.location_at.value_or(a.updated_at));
  return out.build();
}

json trip_json(const rules::availability& a) {
  object out;
  put(out, "driverId", a.driver_id);
  put(out, "currentTripId", a.trip_id);
  put(out, "availabilityReason", reason_of(a));
  out.add("isAvailableForTrips", a.is_available);
  return out.build();
}

std::string_view admin_name(event what) {
  switch (what) {
    case event::location_updated:
      return "admin:driver:location:update";
    case event::trip_updated:
      return "admin:driver:trip:update";
    case event::status_updated:
      break;
  }
  return "admin:driver:availability:update";
}

} // namespace

json availability_json(const rules::availability& a) {
  object out;
  put(out, "id", a.id);
  put(out, "driverId", a.driver_id);
  out.add("isOnline", a.is_online).add("isAvailableForTrips", a.is_available);
  put(out, "lastLocation", place_json(a.location));
  put(out, "lastLocationTimestamp", a.location_at);
  put(out, "currentTripId", a.trip_id);
  put(out, "currentVehicleId", a.vehicle_id);
  put(out, "lastOnlineTimestamp", a.last_online_at);
  put(out, "availabilityReason", reason_of(a));
  put(out, "updatedAt", a.updated_at);
  out.add("deletedAt", nullptr);
  put(out, "availabilityStatus", rules::availability_status(a));
  out.add("isAvailable", a.is_available).add("isMatchable", rules::is_ready(a));
  return out.build();
}

message driver_message(const rules::availability& of, event what) {
  switch (what) {
    case event::location_updated:
      return {"driver:location:update", location_json(of)};
    case event::trip_updated:
      return {"driver:trip:update", trip_json(of)};
    case event::status_updated:
      break;
  }
  return {"driver:availability:update", availability_json(of)};
}

std::array<message, 2> admin_messages(const rules::availability& of, event what) {
  return {driver_message(of, what), message{admin_name(what), availability_json(of)}};
}

} // namespace fleetwire::systems::rides::wire
