#include "actors/systems/rides/realtime/notices.hpp"

#include "actors/contract/rest.hpp"
#include "actors/systems/rides/realtime/rooms.hpp"
#include "actors/systems/rides/wire/events.hpp"

namespace fleetwire::systems::rides::realtime {

namespace {

constexpr std::string_view notification_event = "notification";

} // namespace

void notices::message(const routes::trip_message& what) const {
  const auto text = wire::message_json(what.trip.id, what.text, what.at);
  if (what.target != "driver")
    passengers.to(passenger_room(what.trip.passenger_id)).emit(wire::message_event, text);
  if (what.target != "passenger" && what.trip.driver_id)
    drivers.to(driver_room(*what.trip.driver_id)).emit(wire::message_event, text);
  admins.emit(wire::message_sent_event, wire::message_sent_json(what.trip.id, what.target,
                                                                what.text, what.admin_id, what.at));
}

void notices::notify(const routes::notification& what) const {
  const bool everybody = what.target == "all";
  const auto is_role = [&](std::string_view role) {
    return everybody || (what.target == "role" && what.id == role);
  };
  if (is_role("passenger"))
    passengers.emit(notification_event, what.data);
  if (is_role("driver"))
    drivers.emit(notification_event, what.data);
  if (is_role("admin"))
    admins.emit(notification_event, what.data);
  if (what.target == "user") {
    passengers.to(passenger_room(what.id)).emit(notification_event, what.data);
    drivers.to(driver_room(what.id)).emit(notification_event, what.data);
    admins.to(user_room(what.id)).emit(notification_event, what.data);
  }
  if (what.target == "session")
    for (const auto* where : {&passengers, &drivers, &admins})
      where->to(session_room(what.id)).emit(notification_event, what.data);
}

void tell_of_session(const contract::session_event& what, const nsp& drivers, const nsp& admins) {
  using kind = contract::session_event::kind;
  const auto at = contract::rest::iso(what.at);
  object to_admins;
  to_admins.add("userId", what.user);
  switch (what.what) {
    case kind::logged_in:
      if (what.user_type == "driver")
        drivers.to(driver_room(what.user))
          .emit("auth:logged_in", object{}.add("sid", what.session).add("at", at));
      to_admins.add("userType", what.user_type).add("sid", what.session).add("at", at);
      admins.emit("auth:logged_in", to_admins);
      to_admins.add("sessionType", what.session_type);
      to_admins.add("deviceInfo", what.device.text.empty() ? json{"null"} : what.device);
      return admins.emit("admin:auth:user_logged_in", to_admins);
    case kind::refreshed:
      to_admins.add("oldSid", what.old_session).add("newSid", what.session).add("at", at);
      return admins.emit("auth:session_refreshed", to_admins);
    case kind::revoked:
      to_admins.add("sid", what.session).add("reason", what.reason).add("at", at);
      return admins.emit("auth:session_revoked", to_admins);
  }
}

} // namespace fleetwire::systems::rides::realtime
