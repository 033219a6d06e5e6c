#include "actors/systems/fleet/tracking/voice.hpp"

#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/door/door.hpp"
#include "actors/systems/fleet/tracking/people.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

namespace fleetwire::systems::fleet::tracking {

using contract::rest::iso;
using door::role_room;

voice::voice(nsp where, bool is_open)
  : where_(std::move(where)), dashboards_(where_.to(tracking_room)), is_open_(is_open) {}

void voice::vehicle_changed(const live::vehicle_sight& v, rules::instant at) {
  where_.to(vehicle_room(v.record.id)).emit("vehicle:updated", wire::vehicle_event(v, at));
}

void voice::driver_left(const std::string& vehicle_id, const std::string& driver_id) {
  if (!is_open_)
    where_.to(door::user_room(driver_id)).sockets_leave({vehicle_room(vehicle_id)});
}

void voice::vehicle_located(const std::string& vehicle_id, const rules::report& seen) {
  const auto followers = vehicle_room(vehicle_id);
  const bool is_followed = where_.may_be_heard(followers);
  const bool is_tracked = dashboards_.may_be_heard();
  if (!is_followed && !is_tracked)
    return;
  const auto said = arg_list::of(wire::location_event(vehicle_id, seen));
  if (is_followed)
    where_.to(followers).emit_list("vehicle:location", said);
  // A slow dashboard wants the newest of each, not the way there.
  if (is_tracked)
    broadcast{dashboards_}.keyed(vehicle_id).emit_list("tracking:update", said);
}

void voice::presence_changed(const std::string& vehicle_id, bool is_online, rules::instant at) {
  const auto said =
    object{}.add("vehicleId", std::string_view{vehicle_id}).add("at", std::string_view{iso(at)});
  where_.to(vehicle_room(vehicle_id))
    .to(tracking_room)
    .emit(is_online ? "vehicle:online" : "vehicle:offline", said);
}

void voice::fuel_low(const std::string& vehicle_id, double level, rules::instant at) {
  where_.to(vehicle_room(vehicle_id))
    .to(role_room("admin"))
    .to(role_room("dispatcher"))
    .emit("vehicle:low-fuel", object{}
                                .add("vehicleId", std::string_view{vehicle_id})
                                .add("fuelLevel", level)
                                .add("timestamp", std::string_view{iso(at)}));
}

void voice::geofence_crossed(const std::string& vehicle_id, const rules::geofence& which,
                             bool entered, const rules::report& seen) {
  where_.to(vehicle_room(vehicle_id))
    .to(tracking_room)
    .emit(entered ? "geofence:entered" : "geofence:exited",
          object{}
            .add("vehicleId", std::string_view{vehicle_id})
            .add("geofenceId", std::string_view{which.id})
            .add("name", std::string_view{which.name})
            .add("location", wire::location_json(seen))
            .add("at", std::string_view{iso(*seen.at)}));
}

void voice::trip_changed(const live::trip_sight& t, rules::trip_step what, rules::instant at) {
  const auto& r = t.record;
  auto who = where_.to(trip_room(r.id)).to(vehicle_room(r.vehicle_id));
  if (what != rules::trip_step::change)
    who = std::move(who).to(tracking_room);
  if (what == rules::trip_step::cancel)
    return std::move(who).emit("trip:cancelled",
                               object{}
                                 .add("tripId", std::string_view{r.id})
                                 .add("reason", std::string_view{r.reason.value_or("")})
                                 .add("timestamp", std::string_view{iso(at)}));
  const auto* event = what == rules::trip_step::start      ? "trip:started"
                      : what == rules::trip_step::complete ? "trip:completed"
                                                           : "trip:updated";
  std::move(who).emit(event, wire::trip_event(r.id, wire::trip_json(t), at));
}

void voice::trip_driver_left(const std::string& trip_id, const std::string& driver_id) {
  if (!is_open_)
    where_.to(door::user_room(driver_id)).sockets_leave({trip_room(trip_id)});
}

void voice::trip_advanced(const live::trip_sight& t, rules::instant at) {
  where_.to(trip_room(t.record.id))
    .to(vehicle_room(t.record.vehicle_id))
    .emit("trip:updated", wire::trip_event(t.record.id, wire::progress_json(t), at));
}

broadcast voice::concerned(const rules::alert& a) const {
  if (a.worth == rules::priority::critical)
    return where_.all();
  auto who = where_.to(vehicle_room(a.vehicle_id));
  for (const auto role : staff)
    who = std::move(who).to(role_room(role));
  return who;
}

void voice::alert_raised(const rules::alert& a) {
  concerned(a).priority().emit("emergency:alert", wire::alert_event(a));
}

void voice::alert_acknowledged(const rules::alert& a) {
  concerned(a).emit("emergency:acknowledged",
                    object{}
                      .add("alertId", std::string_view{a.id})
                      .add("by", std::string_view{a.acknowledged_by.value_or("")})
                      .add("at", std::string_view{iso(a.acknowledged_at.value_or(a.at))}));
}

} // namespace fleetwire::systems::fleet::tracking
