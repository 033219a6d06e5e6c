#include "actors/systems/fleet/door/routes.hpp"
#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/connections/connections.hpp"

namespace fleetwire::systems::fleet::connections {

namespace {

namespace rest = contract::rest;
using contract::web_reply;
using contract::web_request_ptr;

json to_json(const std::vector<connection>& all) {
  std::vector<std::string> items;
  items.reserve(all.size());
  for (const auto& each : all)
    items.push_back(object{}
                      .add("socketId", each.socket)
                      .add("userId", each.user)
                      .add("userRole", each.role)
                      .add("connectedAt", each.connected_at)
                      .build()
                      .text);
  return rest::array_of(items);
}

json to_json(const std::map<std::string, std::size_t>& counts) {
  object out;
  for (const auto& [name, count] : counts)
    out.add(name, static_cast<std::int64_t>(count));
  return out.build();
}

json to_json(const statistics& all) {
  return object{}
    .add("total", static_cast<std::int64_t>(all.total))
    .add("byRole", to_json(all.by_role))
    .add("byTransport", to_json(all.by_transport))
    .add("byNamespace", to_json(all.by_namespace))
    .build();
}

void count(const watch& of, const web_request_ptr&, const web_reply& reply) {
  reply(rest::success(object{}.add("count", static_cast<std::int64_t>(of.count())).build()));
}

void list(const watch& of, const web_request_ptr&, const web_reply& reply) {
  of.list([reply](const auto& all) { reply(rest::success(to_json(all))); });
}

void count_kinds(const watch& of, const web_request_ptr&, const web_reply& reply) {
  of.count_kinds([reply](const statistics& all) { reply(rest::success(to_json(all))); });
}

void disconnect_all(const watch& of, const web_request_ptr&, const web_reply& reply) {
  const auto there = static_cast<std::int64_t>(of.count());
  of.disconnect_all();
  reply(rest::success(object{}.add("disconnected", there).build(), "Disconnected"));
}

void disconnect(const watch& of, const web_request_ptr& request, const web_reply& reply) {
  const std::string id{request->param("socketId")};
  of.disconnect(id, [reply, id](bool was_there) {
    if (!was_there)
      return reply(door::refused(rules::not_found("SOCKET_NOT_FOUND", "There is no socket " + id)));
    reply(rest::success(object{}.add("socketId", id).build(), "Disconnected"));
  });
}

} // namespace

void add_routes(contract::system_host& host, const watch& of) {
  const auto add = [&](std::string_view method, std::string_view pattern, auto handle) {
    door::add_route(host, method, pattern, door::right::keeper,
                    [&of, handle](const web_request_ptr& request, const web_reply& reply) {
                      handle(of, request, reply);
                    });
  };
  add("GET", "/api/fleet/connections", list);
  add("GET", "/api/fleet/connections/count", count);
  add("GET", "/api/fleet/connections/stats", count_kinds);
  add("DELETE", "/api/fleet/connections", disconnect_all);
  add("DELETE", "/api/fleet/connections/:socketId", disconnect);
}

} // namespace fleetwire::systems::fleet::connections
