#include "actors/systems/orders/routes/routes.hpp"
#include "actors/systems/orders/routes/support.hpp"
#include "actors/systems/orders/wire/bodies.hpp"
#include "actors/systems/orders/wire/rooms.hpp"

namespace fleetwire::systems::orders::routes {

namespace {

struct event {
  std::string name;
  std::optional<json> data;
};

/// Only back ends, dispatchers and admins speak as the server does.
std::optional<event> read_event(const call& c) {
  if (!c.by.is_staff) {
    c.reply(rest::forbidden());
    return std::nullopt;
  }
  input body{c.request->json()};
  const auto name = wire::read_event_name(body);
  const auto data = body.raw("data");
  if (!is_good(body, c))
    return std::nullopt;
  event out{*name, {}};
  if (data.exists())
    out.data = json{std::string{data.raw()}};
  return out;
}

void send(const call& c, const std::string& room, const event& what) {
  c.in.send(room, what.name, what.data, [c](std::size_t count) {
    const auto told = object{}.add("delivered", static_cast<std::int64_t>(count)).build();
    c.reply(rest::success(told, "Event sent"));
  });
}

void to_user(const call& c) {
  if (const auto what = read_event(c))
    send(c, wire::user_room(c.request->param("user")), *what);
}

void to_order(const call& c) {
  const auto what = read_event(c);
  if (!what)
    return;
  const auto room = wire::order_room(c.order_id);
  if (c.in.mode == rules::membership::open)
    return send(c, room, *what);
  const auto go_on = [c, room, what = *what](const rules::order&) { send(c, room, what); };
  c.in.tell(c.order_id, live::look{c.by, false, or_refuse<rules::order>(c, go_on)});
}

} // namespace

void add_event_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "POST", "/api/orders/users/:user/events", to_user);
  add_route(host, in, "POST", "/api/orders/:id/events", to_order);
}

} // namespace fleetwire::systems::orders::routes
