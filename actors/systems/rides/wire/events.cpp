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

constexpr std::size_t usual_event = 384;

json_writer& begin(json_writer& out, const announcement& a) {
  return out.add("tripId", a.trip_id).add("at", a.at);
}

void put_status(json_writer& out, const announcement& a) {
  put(out, "currentStatus", name_of(a.current_status));
}

void put_pickup(json_writer& to, const rules::named_place* place) {
  if (!place)
    return void(to.add("pickup", nullptr));
  to.nest("pickup", [&](json_writer& out) {
    out.add("lat", place->where.lat).add("lng", place->where.lng);
    put(out, "address", place->address);
  });
}

void requested(json_writer& out, const telling& t) {
  const auto& a = t.what;
  out.add("tripId", a.trip_id).add("passengerId", a.passenger_id).add("requestedAt", a.at);
  put_pickup(out, t.pickup);
  put(out, "fareEstimatedTotal", a.fare_total);
  put(out, "fareFinalCurrency", a.currency);
  out.add("status", "pending");
}

/// Also of arriving_started, which one of the clients reads from a snapshot.
void moved(json_writer& out, const telling& t) {
  const auto& a = t.what;
  begin(out, a);
  put_known(out, "previousStatus", name_of(a.previous_status));
  put_status(out, a);
  if (a.kind != kind::arriving_started)
    return;
  out.nest("snapshot", [&](json_writer& in) {
    in.add("tripId", a.trip_id).add("passengerId", a.passenger_id);
    put(in, "driverId", a.driver_id);
    put(in, "vehicleId", a.vehicle_id);
    put_status(in, a);
  });
}

void offered(json_writer& out, const telling& t) {
  const auto& a = t.what;
  put(out, "assignmentId", a.assignment_id);
  out.add("tripId", a.trip_id);
  if (t.is_for(reader::admin)) {
    put(out, "driverId", a.driver_id);
    put(out, "vehicleId", a.vehicle_id);
  }
  put(out, "ttlSec", a.ttl_sec);
  put(out, "expiresAt", a.expires_at);
}

void answered(json_writer& out, const telling& t) {
  const auto& a = t.what;
  out.add("tripId", a.trip_id);
  put(out, "assignmentId", a.assignment_id);
  put(out, "driverId", a.driver_id);
  put(out, "vehicleId", a.vehicle_id);
  if (a.kind == kind::assignment_rejected)
    put(out, "reason", a.reason);
  out.add("at", a.at);
}

void nobody_found(json_writer& out, const telling& t) {
  out.add("at", t.what.at).add("tripId", t.what.trip_id);
  put_known(out, "reason", t.what.reason);
}

void driver_accepted(json_writer& out, const telling& t) {
  begin(out, t.what);
  put_status(out, t.what);
  put_driver(out, "driver", t.people.driver);
  put_vehicle(out, "vehicle", t.people.vehicle);
}

void driver_assigned(json_writer& out, const telling& t) {
  const auto& a = t.what;
  out.add("tripId", a.trip_id);
  put(out, "driverId", a.driver_id);
  put(out, "vehicleId", a.vehicle_id);
  out.add("at", a.at);
  put_status(out, a);
  if (t.is_for(reader::passenger)) {
    put_driver(out, "driver", t.people.driver);
    return put_vehicle(out, "vehicle", t.people.vehicle);
  }
  put_passenger(out, "passenger", t.people.passenger);
  if (t.is_for(reader::admin))
    out.add("passengerId", a.passenger_id);
}

void put_driver_for_admins(json_writer& out, const telling& t) {
  if (t.is_for(reader::admin))
    put(out, "driverId", t.what.driver_id);
}

void en_route(json_writer& out, const telling& t) {
  begin(out, t.what);
  put(out, "etaMinutes", t.what.eta_minutes);
  put(out, "driverPosition", t.what.driver_position);
  put_driver_for_admins(out, t);
}

void reached(json_writer& out, const telling& t) {
  begin(out, t.what);
  put_status(out, t.what);
  put_driver_for_admins(out, t);
}

void completed(json_writer& out, const telling& t) {
  begin(out, t.what);
  put(out, "driverId", t.what.driver_id);
  put_status(out, t.what);
  put(out, "fareTotal", t.what.fare_total);
  put(out, "currency", t.what.currency);
}

void cancelled(json_writer& out, const telling& t) {
  begin(out, t.what).add("currentStatus", "cancelled");
  put(out, "reason", t.what.reason);
}

void action_issued(json_writer& out, const telling& t) {
  begin(out, t.what);
  put(out, "action", t.what.action);
  put(out, "reason", t.what.reason);
  put_status(out, t.what);
  put(out, "adminId", t.what.admin_id);
}

using shape = void (*)(json_writer&, const telling&);

shape shape_of(kind what) {
  switch (what) {
    case kind::requested:
      return requested;
    case kind::assigning_started:
    case kind::arriving_started:
      return moved;
    case kind::offered:
      return offered;
    case kind::assignment_accepted:
    case kind::assignment_rejected:
    case kind::assignment_expired:
      return answered;
    case kind::no_drivers_found:
      return nobody_found;
    case kind::driver_accepted:
      return driver_accepted;
    case kind::driver_assigned:
      return driver_assigned;
    case kind::driver_en_route:
      return en_route;
    case kind::driver_arrived_pickup:
    case kind::started:
      return reached;
    case kind::completed:
      return completed;
    case kind::cancelled:
      return cancelled;
    case kind::admin_action_issued:
      break;
  }
  return action_issued;
}

json payload(const telling& t) {
  return written(usual_event, [&](json_writer& out) { shape_of(t.what.kind)(out, t); });
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
  said.currency = t.fare ? t.fare->currency : t.terms->currency;
  return said;
}

rules::named_place pickup_of(const rules::trip& t) {
  return {t.pickup, t.pickup_address};
}

json message_json(std::string_view trip_id, std::string_view text, rules::instant at) {
  return written(usual_event, [&](json_writer& out) {
    out.add("tripId", trip_id).add("at", at).add("from", "admin").add("message", text);
  });
}

json message_sent_json(std::string_view trip_id, std::string_view target, std::string_view text,
                       std::string_view admin_id, rules::instant at) {
  return written(usual_event, [&](json_writer& out) {
    out.add("tripId", trip_id).add("at", at).add("target", target);
    out.add("message", text).add("adminId", admin_id);
  });
}

} // namespace fleetwire::systems::rides::wire
