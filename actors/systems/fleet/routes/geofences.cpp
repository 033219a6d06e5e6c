#include "actors/systems/fleet/routes/support.hpp"
#include "actors/systems/fleet/wire/bodies.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

namespace fleetwire::systems::fleet::routes {

namespace {

auto showing_fence(const web_reply& reply, unsigned status = 200) {
  return showing<rules::geofence>(reply, wire::geofence_json, status);
}

void list(environment& in, const web_request_ptr&, const web_reply& reply) {
  reply(rest::success(array_of(in.live->geofences()->all(), wire::geofence_json)));
}

void show(environment& in, const web_request_ptr& request, const web_reply& reply) {
  const auto all = in.live->geofences();
  if (const auto* found = all->find(request->param("id")))
    return reply(rest::success(wire::geofence_json(*found)));
  reply(refused(rules::not_found("GEOFENCE_NOT_FOUND", "There is no such geofence")));
}

void make(environment& in, const web_request_ptr& request, const web_reply& reply) {
  auto what = good(wire::read_geofence(request->json()), reply);
  if (!what)
    return;
  if (auto id = id_or_new(in, request->json(), "geofenceId", reply)) {
    what->id = *std::move(id);
    in.live->save({*std::move(what), false, showing_fence(reply, 201)});
  }
}

void replace(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (auto what = good(wire::read_geofence(request->json()), reply)) {
    what->id = request->param("id");
    in.live->save({*std::move(what), true, showing_fence(reply)});
  }
}

void forget(environment& in, const web_request_ptr& request, const web_reply& reply) {
  in.live->forget({std::string{request->param("id")}, showing_fence(reply)});
}

} // namespace

void add_geofence_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "GET", "/api/fleet/geofences", list);
  add_route(host, in, "POST", "/api/fleet/geofences", make);
  add_route(host, in, "GET", "/api/fleet/geofences/:id", show);
  add_route(host, in, "PUT", "/api/fleet/geofences/:id", replace);
  add_route(host, in, "DELETE", "/api/fleet/geofences/:id", forget);
}

} // namespace fleetwire::systems::fleet::routes
