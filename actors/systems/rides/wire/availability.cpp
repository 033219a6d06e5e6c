#include "actors/systems/rides/wire/availability.hpp"

#include "actors/systems/rides/wire/fields.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

using event = rules::availability_event;

constexpr std::size_t usual_message = 256;
constexpr std::size_t usual_state = 768;

/// A GeoJSON point that has lat and lng as well.
void put_place(json_writer& to, std::string_view key, const std::optional<geo::point>& where) {
  if (!where)
    return void(to.add(key, nullptr));
  to.nest(key, [&](json_writer& out) {
    out.add("lat", where->lat).add("lng", where->lng).add("type", "Point");
    auto& text = out.value_of("coordinates");
    text += '[';
    append_json_number(text, where->lng);
    text += ',';
    append_json_number(text, where->lat);
    text += ']';
  });
}

std::optional<std::string_view> reason_of(const rules::availability& a) {
  return a.reason ? std::optional{rules::to_string(*a.reason)} : std::nullopt;
}

json location_json(const rules::availability& a) {
  return written(usual_message, [&](json_writer& out) {
    out.add("driverId", a.driver_id);
    put_place(out, "lastLocation", a.location);
    put(out, "lastLocationTimestamp", a.location_at);
    put(out, "coords", a.location);
    out.add("timestamp", a.location_at.value_or(a.updated_at));
  });
}

json trip_json(const rules::availability& a) {
  return written(usual_message, [&](json_writer& out) {
    out.add("driverId", a.driver_id);
    put(out, "currentTripId", a.trip_id);
    put(out, "availabilityReason", reason_of(a));
    out.add("isAvailableForTrips", a.is_available);
  });
}

std::string_view driver_name(event what) {
  switch (what) {
    case event::location_updated:
      return "driver:location:update";
    case event::trip_updated:
      return "driver:trip:update";
    case event::status_updated:
      break;
  }
  return "driver:availability:update";
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
  return written(usual_state, [&](json_writer& out) {
    out.add("id", a.id).add("driverId", a.driver_id);
    out.add("isOnline", a.is_online).add("isAvailableForTrips", a.is_available);
    put_place(out, "lastLocation", a.location);
    put(out, "lastLocationTimestamp", a.location_at);
    put(out, "currentTripId", a.trip_id);
    put(out, "currentVehicleId", a.vehicle_id);
    put(out, "lastOnlineTimestamp", a.last_online_at);
    put(out, "availabilityReason", reason_of(a));
    out.add("updatedAt", a.updated_at).add("deletedAt", nullptr);
    out.add("availabilityStatus", rules::availability_status(a));
    out.add("isAvailable", a.is_available).add("isMatchable", rules::is_ready(a));
  });
}

const json& driver_story::payload_of(event what) {
  auto& written = written_[static_cast<std::size_t>(what)];
  if (!written)
    written = what == event::location_updated ? location_json(of_)
              : what == event::trip_updated   ? trip_json(of_)
                                              : availability_json(of_);
  return *written;
}

message driver_story::to_driver(event what) {
  return {driver_name(what), payload_of(what)};
}

std::array<message, 2> driver_story::to_admins(event what) {
  return {to_driver(what), message{admin_name(what), payload_of(event::status_updated)}};
}

} // namespace fleetwire::systems::rides::wire
