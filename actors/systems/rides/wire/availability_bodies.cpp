#include "actors/systems/rides/wire/availability_bodies.hpp"

#include "actors/systems/rides/wire/bodies.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

using contract::need;

std::optional<rules::instant> read_time(input& in, std::string_view name) {
  const auto at = in.time(name, need::optional);
  return at ? std::optional{std::chrono::floor<std::chrono::milliseconds>(*at)} : std::nullopt;
}

/// {type: "Point", coordinates: [lng, lat]} or a plain place.
std::optional<geo::point> read_nested_place(input& in) {
  const auto position = in.raw("coordinates");
  in.raw("type");
  if (!position.exists())
    return read_point(in, need::required);
  const auto lng = position[0].as_double();
  const auto lat = position[1].as_double();
  if (lat && lng && geo::is_valid({*lat, *lng}))
    return geo::point{*lat, *lng};
  in.fault("coordinates must be a longitude and a latitude");
  return std::nullopt;
}

std::optional<geo::point> read_place(input& in, need wanted) {
  std::optional<geo::point> nested;
  const auto read = [&nested](input& place) { nested = read_nested_place(place); };
  for (const auto* name : {"location", "lastLocation"})
    if (in.nested(name, need::optional, read))
      wanted = need::optional;
  const auto here = read_point(in, wanted);
  return here ? here : nested;
}

void read_reason(input& in, rules::status_write& out) {
  const bool is_null = in.is_null("availabilityReason");
  if (is_null)
    out.reason = std::optional<rules::unavailable_reason>{};
  const auto name =
    in.choice("availabilityReason", {"OFFLINE", "UNAVAILABLE", "ON_TRIP"}, need::optional);
  if (const auto reason = name ? rules::unavailable_reason_from(*name) : std::nullopt)
    out.reason = reason;
}

/// One of the clients calls it so; booleans say it more exactly.
void read_status_name(input& in, rules::status_write& out) {
  const auto name =
    in.choice("availabilityStatus", {"AVAILABLE", "BUSY", "OFFLINE"}, need::optional);
  const auto meant = name ? rules::status_write_from(*name) : std::nullopt;
  if (!meant)
    return;
  out.is_online = out.is_online ? out.is_online : meant->is_online;
  out.is_available = out.is_available ? out.is_available : meant->is_available;
  if (!out.reason)
    out.reason = meant->reason;
}

/// The clients' documents send these along; they are not theirs to say.
void ignore(input& in, std::initializer_list<std::string_view> names) {
  for (const auto& name : names)
    in.raw(name);
}

} // namespace

rules::status_write read_status_write(input& in) {
  rules::status_write out;
  ignore(in, {"driverId", "location", "isMatchable"});
  out.is_online = in.flag("isOnline", need::optional);
  out.is_available = in.flag("isAvailableForTrips", need::optional);
  const auto same = in.flag("isAvailable", need::optional);
  if (!out.is_available)
    out.is_available = same;
  read_reason(in, out);
  read_status_name(in, out);
  return out;
}

rules::ping read_ping(input& in) {
  rules::ping out;
  out.where = read_place(in, need::optional);
  in.number("accuracyMeters", need::optional, 0);
  out.reported_at = read_time(in, "reportedAt");
  if (const auto at = read_time(in, "lastLocationTimestamp"); !out.reported_at)
    out.reported_at = at;
  out.force_save = in.flag("forceSave", need::optional).value_or(false);
  ignore(in, {"driverId", "isAvailable", "isMatchable"});
  return out;
}

rules::ping read_location(input& in) {
  rules::ping out;
  out.where = read_place(in, need::required);
  out.reported_at = read_time(in, "lastLocationTimestamp");
  if (const auto at = read_time(in, "reportedAt"); !out.reported_at)
    out.reported_at = at;
  in.number("accuracyMeters", need::optional, 0);
  ignore(in, {"driverId"});
  out.is_throttled = false;
  return out;
}

std::optional<std::string> read_current_trip(input& in) {
  ignore(in, {"driverId"});
  auto usual = in.uuid("currentTripId", need::optional);
  auto other = in.uuid("tripId", need::optional);
  return usual ? usual : other;
}

record_body read_record(input& in) {
  record_body out;
  out.driver_id = in.uuid("driverId").value_or("");
  out.status = read_status_write(in);
  out.says_status = out.status.is_online || out.status.is_available || out.status.reason;
  out.seen.where = read_place(in, need::optional);
  out.seen.reported_at = read_time(in, "lastLocationTimestamp");
  out.seen.is_throttled = false;
  out.says_trip = in.has("currentTripId");
  out.trip_id = in.uuid("currentTripId", need::optional);
  out.vehicle_id = in.uuid("currentVehicleId", need::optional);
  read_time(in, "lastOnlineTimestamp"); // ours to know
  return out;
}

} // namespace fleetwire::systems::rides::wire
