#include "actors/systems/fleet/store/vehicles.hpp"
#include "actors/systems/fleet/routes/support.hpp"
#include "actors/systems/fleet/wire/bodies.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

#include <mutex>

namespace fleetwire::systems::fleet::routes {

namespace {

auto showing_vehicle(const web_reply& reply, unsigned status = 200) {
  return showing<live::vehicle_sight>(reply, wire::vehicle_json, status);
}

/// Collects vehicles of several workers in the order in which they were named.
struct roll_call {
  std::mutex lock;
  std::vector<std::string> found;
  std::size_t missing = 0;

  bool hear(std::size_t place, const live::vehicle_result& result) {
    const std::lock_guard guard{lock};
    if (const auto* v = std::get_if<live::vehicle_sight>(&result))
      found[place] = wire::vehicle_json(*v).text;
    return --missing == 0;
  }
  json text() {
    std::erase(found, "");
    return rest::array_of(found);
  }
};

void call_roll(environment& in, const web_request_ptr& request,
               const store::page<rules::vehicle>& page, const rest::paging& where,
               const web_reply& reply) {
  auto roll = std::make_shared<roll_call>();
  roll->found.resize(page.items.size());
  roll->missing = page.items.size();
  const auto total = page.total;
  if (page.items.empty())
    return reply(rest::listed(json{"[]"}, where, total));
  for (std::size_t i = 0; i < page.items.size(); ++i)
    in.live->vehicle(page.items[i].id, live::look_at{keeper(*request)},
                     [roll, i, reply, where, total](const auto& result) {
                       if (roll->hear(i, result))
                         reply(rest::listed(roll->text(), where, total));
                     });
}

void list(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  const auto where = query.paging(50);
  store::vehicle_filter which;
  which.status = query.text("status", need::optional, 1, 64);
  which.driver_id = query.text("driverId", need::optional, 1, 64);
  which.offset = where.offset();
  which.limit = where.limit;
  if (!is_good(query, reply))
    return;
  using page = store::page<rules::vehicle>;
  read<page>(
    in, storage::file::promises,
    [which](storage::session& db) { return store::list_vehicles(db, which); }, reply,
    [&in, request, where, reply](const page& found) {
      call_roll(in, request, found, where, reply);
    });
}

void show(environment& in, const web_request_ptr& request, const web_reply& reply) {
  in.live->vehicle(std::string{request->param("id")}, live::look_at{keeper(*request)},
                   showing_vehicle(reply));
}

void make(environment& in, const web_request_ptr& request, const web_reply& reply) {
  auto what = good(wire::read_vehicle(request->json()), reply);
  if (!what)
    return;
  if (const auto id = id_or_new(in, request->json(), "vehicleId", reply))
    in.live->vehicle(*id, live::make_vehicle{*std::move(what)}, showing_vehicle(reply, 201));
}

void change(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (auto what = good(wire::read_vehicle(request->json()), reply))
    in.live->vehicle(std::string{request->param("id")}, live::change_vehicle{*std::move(what)},
                     showing_vehicle(reply));
}

void warn(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (const auto level = good(wire::read_fuel(request->json()), reply))
    in.live->vehicle(std::string{request->param("id")}, live::warn_of_fuel{*level},
                     showing_vehicle(reply));
}

} // namespace

void add_vehicle_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "GET", "/api/fleet/vehicles", list);
  add_route(host, in, "POST", "/api/fleet/vehicles", make);
  add_route(host, in, "GET", "/api/fleet/vehicles/:id", show);
  add_route(host, in, "PATCH", "/api/fleet/vehicles/:id", change);
  add_route(host, in, "POST", "/api/fleet/vehicles/:id/low-fuel", warn);
}

} // namespace fleetwire::systems::fleet::routes
