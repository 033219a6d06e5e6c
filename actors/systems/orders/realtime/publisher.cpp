#include "actors/systems/orders/realtime/publisher.hpp"

#include "actors/systems/orders/wire/rooms.hpp"
#include "actors/systems/orders/wire/shapes.hpp"

namespace fleetwire::systems::orders::realtime {

namespace {

void say(const nsp& where, const live::status_changed& what) {
  where.to(wire::order_room(what.order.id)).emit("order:status", wire::status_event(what));
}

void say(const nsp& where, const live::courier_assigned& what) {
  where.to(wire::order_room(what.order.id))
    .to(wire::user_room(what.order.courier->id))
    .emit("order:assigned", wire::assigned_event(what.order));
}

void say(const nsp& where, const live::courier_left& what) {
  where.to(wire::user_room(what.user_id)).sockets_leave({wire::order_room(what.order_id)});
}

void say(const nsp& where, const live::courier_moved& what) {
  where.to(wire::order_room(what.order_id))
    .keyed(position_key(what.order_id))
    .emit(location_event, wire::location_event(what.order_id, what.where));
}

void say(const nsp& where, const live::message_said& what) {
  where.to(wire::order_room(what.what->order_id))
    .emit("chat:message", wire::message_json(*what.what));
}

void say(const nsp& where, const live::read_up_to& what) {
  where.to(wire::order_room(what.order_id)).emit("chat:read", wire::read_event(what));
}

void say(const nsp& where, const live::is_typing& what) {
  where.to(wire::order_room(what.order_id))
    .except(what.socket_id)
    .volatile_()
    .emit("chat:typing", wire::typing_event(what));
}

} // namespace

std::string position_key(std::string_view order_id) {
  return "location:" + std::string{order_id};
}

void publish(const nsp& where, const live::news& what) {
  std::visit([&where](const auto& one) { say(where, one); }, what);
}

} // namespace fleetwire::systems::orders::realtime
