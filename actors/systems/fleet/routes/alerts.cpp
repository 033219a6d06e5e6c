#include "actors/systems/fleet/store/alerts.hpp"
#include "actors/systems/fleet/routes/support.hpp"
#include "actors/systems/fleet/wire/bodies.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

namespace fleetwire::systems::fleet::routes {

namespace {

void list(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  const auto where = query.paging(50);
  store::alert_filter which;
  which.is_open = query.flag("open", need::optional);
  which.vehicle_id = query.text("vehicleId", need::optional, 1, 64);
  which.offset = where.offset();
  which.limit = where.limit;
  if (!is_good(query, reply))
    return;
  using page = store::page<rules::alert>;
  read<page>(
    in, storage::file::promises,
    [which](storage::session& db) { return store::list_alerts(db, which); }, reply,
    [where, reply](const page& found) {
      reply(rest::listed(array_of(found.items, wire::alert_json), where, found.total));
    });
}

void raise(environment& in, const web_request_ptr& request, const web_reply& reply) {
  auto what = good(wire::read_alert(request->json()), reply);
  if (!what)
    return;
  what->vehicle_id = request->param("id");
  in.live->raise_of_vehicle(*std::move(what), keeper(*request),
                            showing<rules::alert>(reply, wire::alert_json, 201));
}

void acknowledge(environment& in, const web_request_ptr& request, const web_reply& reply) {
  in.live->acknowledge({std::string{request->param("id")}, request->who->user,
                        showing<rules::alert>(reply, wire::alert_json)});
}

} // namespace

void add_alert_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "GET", "/api/fleet/alerts", list);
  add_route(host, in, "POST", "/api/fleet/alerts/:id/acknowledge", acknowledge);
  add_route(host, in, "POST", "/api/fleet/vehicles/:id/alerts", raise);
}

} // namespace fleetwire::systems::fleet::routes
