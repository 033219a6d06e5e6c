#include "actors/systems/fleet/store/trips.hpp"
#include "actors/systems/fleet/routes/support.hpp"
#include "actors/systems/fleet/wire/bodies.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

namespace fleetwire::systems::fleet::routes {

namespace {

auto showing_trip(const web_reply& reply, unsigned status = 200) {
  return showing<live::trip_sight>(reply, wire::trip_json, status);
}

void list(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  const auto where = query.paging(50);
  store::trip_filter which;
  which.state =
    query.choice("state", {"planned", "ongoing", "completed", "cancelled"}, need::optional);
  which.vehicle_id = query.text("vehicleId", need::optional, 1, 64);
  which.driver_id = query.text("driverId", need::optional, 1, 64);
  which.offset = where.offset();
  which.limit = where.limit;
  if (!is_good(query, reply))
    return;
  using page = store::page<rules::trip>;
  read<page>(
    in, storage::file::promises,
    [which](storage::session& db) { return store::list_trips(db, which); }, reply,
    [where, reply](const page& found) {
      const auto show = [](const rules::trip& t) { return wire::trip_json({t, {}}); };
      reply(rest::listed(array_of(found.items, show), where, found.total));
    });
}

void show(environment& in, const web_request_ptr& request, const web_reply& reply) {
  in.live->trip(std::string{request->param("id")}, live::look_at_trip{keeper(*request)},
                showing_trip(reply));
}

void make(environment& in, const web_request_ptr& request, const web_reply& reply) {
  auto what = good(wire::read_trip(request->json()), reply);
  if (!what)
    return;
  if (!what->vehicle_id)
    return reply(refused(rules::bad("INVALID_BODY", "vehicleId must be an id")));
  if (const auto id = id_or_new(in, request->json(), "tripId", reply))
    in.live->trip(*id, live::make_trip{*std::move(what)}, showing_trip(reply, 201));
}

/// What a back end says of a trip. With a vehicle, one that nobody planned comes into being.
handler stepping(rules::trip_step which) {
  return [which](environment& in, const web_request_ptr& request, const web_reply& reply) {
    std::optional<rules::trip_patch> what{std::in_place};
    if (request->body || which == rules::trip_step::change)
      what = good(wire::read_trip(request->json()), reply);
    if (!what)
      return;
    in.live->trip(std::string{request->param("id")},
                  live::do_step{{which, *std::move(what), {}}, true}, showing_trip(reply));
  };
}

void cancel(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (auto reason = good(wire::read_reason(request->json()), reply))
    in.live->trip(std::string{request->param("id")},
                  live::do_step{{rules::trip_step::cancel, {}, *std::move(reason)}, false},
                  showing_trip(reply));
}

} // namespace

void add_trip_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "GET", "/api/fleet/trips", list);
  add_route(host, in, "POST", "/api/fleet/trips", make);
  add_route(host, in, "GET", "/api/fleet/trips/:id", show);
  add_route(host, in, "PATCH", "/api/fleet/trips/:id", stepping(rules::trip_step::change));
  add_route(host, in, "POST", "/api/fleet/trips/:id/start", stepping(rules::trip_step::start));
  add_route(host, in, "POST", "/api/fleet/trips/:id/complete",
            stepping(rules::trip_step::complete));
  add_route(host, in, "POST", "/api/fleet/trips/:id/cancel", cancel);
}

} // namespace fleetwire::systems::fleet::routes
