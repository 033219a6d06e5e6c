#include "actors/systems/rides/wire/events.hpp"

#include "actors/systems/rides/wire/fields.hpp"
#include "actors/systems/rides/wire/people.hpp"

#include <algorithm>
#include <cmath>

namespace fleetwire::systems::rides::wire {

namespace {

using kind = rules::announcement_kind;
using rules::announcement;
using rules::trip_status;

enum class reader : std::uint8_t { passenger, driver, admin };

struct telling {
  const announcement& what;
  const live::cast& people;
  const rules::named_place* pickup;
  reader to;

  bool is_for(reader who) const { return to == who; }
};

std::optional<std::string_view> name_of(const std::optional<trip_status>& status) {
  return status ? std::optional{rules::to_string(*status)} : std::nullopt;
}

object begun(const announcement& a) {
  object out;
  put(out, "tripId", a.trip_id);
  put(out, "at", a.at);
  return out;
}

json place_json(const rules::named_place& place) {
  object out;
  out.add("lat", place.where.lat).add("lng", place.where.lng);
  put(out, "address", place.address);
  return out.build();
}

json requested(const telling& t) {
  const auto& a = t.what;
  object out;
  put(out, "tripId", a.trip_id);
  put(out, "passengerId", a.passenger_id);
  put(out, "requestedAt", a.at);
  put(out, "pickup", t.pickup ? place_json(*t.pickup) : json{"null"});
  put(out, "fareEstimatedTotal", a.fare_total);
  put(out, "fareFinalCurrency", a.currency);
  out.add("status", "pending");
  return out.build();
}

/// Also of arriving_started, which one of the clients reads from a snapshot.
json moved(const telling& t) {
  const auto& a = t.what;
  auto out = begun(a);
  put_known(out, "previousStatus", name_of(a.previous_status));
  put(out, "currentStatus", name_of(a.current_status));
  if (a.kind != kind::arriving_started)
    return out.build();
  object snapshot;
  put(snapshot, "tripId", a.trip_id);
  put(snapshot, "passengerId", a.passenger_id);
  put(snapshot, "driverId", a.driver_id);
  put(snapshot, "vehicleId", a.vehicle_id);
  put(snapshot, "currentStatus", name_of(a.current_status));
  return out.add("snapshot", snapshot.build()).build();
}

json offered(const telling& t) {
  const auto& a = t.what;
  object out;
  put(out, "assignmentId", a.assignment_id);
  put(out, "tripId", a.trip_id);
  if (t.is_for(reader::admin)) {
    put(out, "driverId", a.driver_id);
    put(out, "vehicleId", a.vehicle_id);
  }
  put(out, "ttlSec", a.ttl_sec);
  put(out, "expiresAt", a.expires_at);
  return out.build();
}

json answered(const telling& t) {
  const auto& a = t.what;
  object out;
  put(out, "tripId", a.trip_id);
  put(out, "assignmentId", a.assignment_id);
  put(out, "driverId", a.driver_id);
  put(out, "vehicleId", a.vehicle_id);
  if (a.kind == kind::assignment_rejected)
    put(out, "reason", a.reason);
  put(out, "at", a.at);
  return out.build();
}

json nobody_found(const telling& t) {
  object out;
  put(out, "at", t.what.at);
  put(out, "tripId", t.what.trip_id);
  put_known(out, "reason", t.what.reason);
  return out.build();
}

json driver_accepted(const telling& t) {
  auto out = begun(t.what);
  put(out, "currentStatus", name_of(t.what.current_status));
  put(out, "driver", driver_slim_json(t.people.driver));
  put(out, "vehicle", vehicle_slim_json(t.people.vehicle));
  return out.build();
}

json driver_assigned(const telling& t) {
  const auto& a = t.what;
  object out;
  put(out, "tripId", a.trip_id);
  put(out, "driverId", a.driver_id);
  put(out, "vehicleId", a.vehicle_id);
  put(out, "at", a.at);
  put(out, "currentStatus", name_of(a.current_status));
  if (t.is_for(reader::passenger)) {
    put(out, "driver", driver_slim_json(t.people.driver));
    put(out, "vehicle", vehicle_slim_json(t.people.vehicle));
    return out.build();
  }
  put(out, "passenger", passenger_slim_json(t.people.passenger));
  if (t.is_for(reader::admin))
    put(out, "passengerId", a.passenger_id);
  return out.build();
}

json with_driver_for_admins(const telling& t, object out) {
  if (t.is_for(reader::admin))
    put(out, "driverId", t.what.driver_id);
  return out.build();
}

json en_route(const telling& t) {
  auto out = begun(t.what);
  put(out, "etaMinutes", t.what.eta_minutes);
  put(out, "driverPosition", t.what.driver_position);
  return with_driver_for_admins(t, std::move(out));
}

json reached(const telling& t) {
  auto out = begun(t.what);
  put(out, "currentStatus", name_of(t.what.current_status));
  return with_driver_for_admins(t, std::move(out));
}

json completed(const telling& t) {
  auto out = begun(t.what);
  put(out, "driverId", t.what.driver_id);
  put(out, "currentStatus", name_of(t.what.current_status));
  put(out, "fareTotal", t.what.fare_total);
  put(out, "currency", t.what.currency);
  return out.build();
}

json cancelled(const telling& t) {
  auto out = begun(t.what);
  out.add("currentStatus", "cancelled");
  put(out, "reason", t.what.reason);
  return out.build();
}

json action_issued(const telling& t) {
  auto out = begun(t.what);
  put(out, "action", t.what.action);
  put(out, "reason", t.what.reason);
  put(out, "currentStatus", name_of(t.what.current_status));
  put(out, "adminId", t.what.admin_id);
  return out.build();
}

json payload(const telling& t) {
  switch (t.what.kind) {
    case kind::requested:
      return requested(t);
    case kind::assigning_started:
    case kind::arriving_started:
      return moved(t);
    case kind::offered:
      return offered(t);
    case kind::assignment_accepted:
    case kind::assignment_rejected:
    case kind::assignment_expired:
      return answered(t);
    case kind::no_drivers_found:
      return nobody_found(t);
    case kind::driver_accepted:
      return driver_accepted(t);
    case kind::driver_assigned:
      return driver_assigned(t);
    case kind::driver_en_route:
      return en_route(t);
    case kind::driver_arrived_pickup:
    case kind::started:
      return reached(t);
    case kind::completed:
      return completed(t);
    case kind::cancelled:
      return cancelled(t);
    case kind::admin_action_issued:
      break;
  }
  return action_issued(t);
}

kind latest_kind(const rules::trip& t) {
  switch (t.status) {
    case trip_status::pending:
      return kind::requested;
    case trip_status::assigning:
      return kind::assigning_started;
    case trip_status::accepted:
      return kind::driver_assigned;
    case trip_status::arriving:
      return t.arrived_pickup_at ? kind::driver_arrived_pickup : kind::arriving_started;
    case trip_status::in_progress:
      return kind::started;
    case trip_status::completed:
      return kind::completed;
    case trip_status::cancelled:
      return kind::cancelled;
    case trip_status::no_drivers_found:
      break;
  }
  return kind::no_drivers_found;
}

std::optional<trip_status> status_before(kind what) {
  if (what == kind::assigning_started)
    return trip_status::pending;
  if (what == kind::arriving_started)
    return trip_status::accepted;
  return std::nullopt;
}

announcement about(const rules::trip& t, kind what) {
  announcement said;
  said.kind = what;
  said.to = rules::usual_audience(what);
  said.at = t.updated_at;
  said.trip_id = t.id;
  said.passenger_id = t.passenger_id;
  said.driver_id = t.driver_id;
  said.vehicle_id = t.vehicle_id;
  said.current_status = t.status;
  said.previous_status = status_before(what);
  return said;
}

} // namespace

std::optional<json> passenger_payload(const announcement& what, const live::cast& people,
                                      const rules::named_place* pickup) {
  if (!what.to.passenger)
    return std::nullopt;
  return payload({what, people, pickup, reader::passenger});
}

std::optional<json> driver_payload(const announcement& what, const live::cast& people) {
  if (!what.to.driver)
    return std::nullopt;
  return payload({what, people, nullptr, reader::driver});
}

std::optional<json> admin_payload(const announcement& what, const live::cast& people,
                                  const rules::named_place* pickup) {
  if (!what.to.admin)
    return std::nullopt;
  return payload({what, people, pickup, reader::admin});
}

std::optional<announcement> offer_again(const rules::trip& t, rules::instant now) {
  const auto* offer = rules::live_offer(t);
  if (!offer || offer->expires_at <= now)
    return std::nullopt;
  auto said = about(t, kind::offered);
  said.at = now;
  said.assignment_id = offer->id;
  said.driver_id = offer->driver_id;
  said.vehicle_id = offer->vehicle_id;
  said.expires_at = offer->expires_at;
  const std::chrono::duration<double> left = offer->expires_at - now;
  said.ttl_sec = static_cast<int>(std::lround(left.count()));
  return said;
}

announcement latest_of(const rules::trip& t) {
  auto said = about(t, latest_kind(t));
  said.reason = t.end_reason;
  if (t.status == trip_status::pending)
    said.at = t.requested_at;
  said.fare_total = t.fare ? std::optional{t.fare->total} : t.fare_estimated;
  said.currency = t.fare ? t.fare->currency : t.terms.currency;
  return said;
}

rules::named_place pickup_of(const rules::trip& t) {
  return {t.pickup, t.pickup_address};
}

json message_json(std::string_view trip_id, std::string_view text, rules::instant at) {
  object out;
  put(out, "tripId", trip_id);
  put(out, "at", at);
  put(out, "from", std::string_view{"admin"});
  put(out, "message", text);
  return out.build();
}

json message_sent_json(std::string_view trip_id, std::string_view target, std::string_view text,
                       std::string_view admin_id, rules::instant at) {
  object out;
  put(out, "tripId", trip_id);
  put(out, "at", at);
  put(out, "target", target);
  put(out, "message", text);
  put(out, "adminId", admin_id);
  return out.build();
}

} // namespace fleetwire::systems::rides::wire
