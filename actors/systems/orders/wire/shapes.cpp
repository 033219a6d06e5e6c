#include "actors/systems/orders/wire/shapes.hpp"

#include "actors/contract/rest.hpp"

namespace fleetwire::systems::orders::wire {

namespace {

using contract::rest::iso;

void put(object& to, std::string_view key, const std::optional<std::string>& text) {
  if (text)
    to.add(key, std::string_view{*text});
  else
    to.add(key, nullptr);
}

void put_known(object& to, std::string_view key, const std::optional<std::string>& text) {
  if (text)
    to.add(key, std::string_view{*text});
}

void put_known(object& to, std::string_view key, const std::optional<double>& number) {
  if (number)
    to.add(key, *number);
}

void put(object& to, std::string_view key, const std::optional<rules::place>& where) {
  if (!where)
    return void(to.add(key, nullptr));
  object inner;
  put_known(inner, "lat", where->lat);
  put_known(inner, "lng", where->lng);
  put_known(inner, "address", where->address);
  to.add(key, inner.build());
}

json courier_json(const rules::courier& who) {
  object out;
  out.add("id", std::string_view{who.id}).add("name", std::string_view{who.name});
  put_known(out, "phone", who.phone);
  put_known(out, "photo", who.photo);
  return out.build();
}

object order_object(const rules::order& what) {
  object out;
  out.add("id", std::string_view{what.id});
  put(out, "customerId", what.customer_id);
  put(out, "driverId", what.courier ? std::optional{what.courier->id} : std::nullopt);
  out.add("driver", what.courier ? courier_json(*what.courier) : json{"null"});
  out.add("status", to_string(what.status));
  out.add("items", json{what.items});
  put(out, "pickup", what.pickup);
  put(out, "dropoff", what.dropoff);
  put(out, "notes", what.notes);
  out.add("createdAt", iso(what.created_at)).add("updatedAt", iso(what.updated_at));
  return out;
}

} // namespace

json order_json(const rules::order& what) {
  return order_object(what).build();
}

json standing_json(const live::standing& what) {
  auto out = order_object(what.order);
  out.add("lastLocation", what.where ? position_json(*what.where) : json{"null"});
  return out.add("unread", what.unread).build();
}

json message_json(const rules::message& what) {
  object out;
  out.add("id", std::string_view{what.id}).add("senderId", std::string_view{what.sender_id});
  out.add("senderName", std::string_view{what.sender_name});
  out.add("content", std::string_view{what.content}).add("type", to_string(what.type));
  out.add("createdAt", iso(what.created_at)).add("orderId", std::string_view{what.order_id});
  put_known(out, "clientId", what.client_id);
  return out.build();
}

json messages_json(const std::vector<rules::message>& what) {
  std::vector<std::string> items;
  items.reserve(what.size());
  for (const auto& each : what)
    items.push_back(message_json(each).text);
  return contract::rest::array_of(items);
}

json position_json(const rules::position& where) {
  object out;
  out.add("lat", where.lat).add("lng", where.lng);
  put_known(out, "heading", where.heading);
  put_known(out, "speed", where.speed);
  return out.add("timestamp", iso(where.at)).build();
}

json status_event(const live::status_changed& what) {
  object out;
  out.add("orderId", std::string_view{what.order.id}).add("status", to_string(what.order.status));
  out.add("previousStatus", to_string(what.previous)).add("at", iso(what.order.updated_at));
  return out.add("by", std::string_view{what.by}).build();
}

json assigned_event(const rules::order& what) {
  object out;
  out.add("orderId", std::string_view{what.id});
  out.add("driver", what.courier ? courier_json(*what.courier) : json{"null"});
  return out.add("at", iso(what.updated_at)).build();
}

json location_event(std::string_view order_id, const rules::position& where) {
  object out;
  out.add("orderId", order_id).add("lat", where.lat).add("lng", where.lng);
  return out.add("timestamp", iso(where.at)).build();
}

json joined_event(std::string_view order_id) {
  return object{}.add("orderId", order_id).build();
}

json read_event(const live::read_up_to& what) {
  object out;
  out.add("orderId", std::string_view{what.order_id});
  out.add("userId", std::string_view{what.user_id});
  return out.add("upTo", std::string_view{what.message_id}).build();
}

json typing_event(const live::is_typing& what) {
  object out;
  out.add("orderId", std::string_view{what.order_id});
  out.add("userId", std::string_view{what.user_id});
  return out.add("userName", std::string_view{what.user_name}).build();
}

} // namespace fleetwire::systems::orders::wire
