#include "actors/systems/rides/routes/trip_routes.hpp"
#include "actors/systems/rides/wire/bodies.hpp"

namespace fleetwire::systems::rides::routes {

namespace {

void arriving(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto said = wire::read_arriving(body);
  if (!is_good(body, reply))
    return;
  const auto driver = acting(in, *request, said.driver_id, "driverId", reply);
  if (driver)
    in.live.tell(id_in(*request, "id"),
                 rules::head_to_pickup{*driver, said.eta_minutes, said.driver_position},
                 showing(in, request, reply, "Driver en camino (arriving)", 201));
}

void complete(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto said = wire::read_complete(body);
  if (!is_good(body, reply))
    return;
  const auto driver = acting(in, *request, said.driver_id, "driverId", reply);
  if (driver)
    in.live.tell(id_in(*request, "id"), rules::complete_ride{*driver, said.reported},
                 showing(in, request, reply, "Trip completed"));
}

/// What says no more than who the driver is.
template <class Command>
handler reporting(std::string message) {
  return [message = std::move(message)](environment& in, const web_request_ptr& request,
                                        const web_reply& reply) {
    input body{request->json()};
    const auto said = wire::read_driver(body);
    if (!is_good(body, reply))
      return;
    if (const auto driver = acting(in, *request, said.driver_id, "driverId", reply))
      in.live.tell(id_in(*request, "id"), Command{*driver},
                   showing(in, request, reply, message, 201));
  };
}

/// Who cancels decides what becomes of the trip: after its driver it looks for another.
rules::command cancellation(const web_request& request, const rules::trip& t,
                            const wire::cancel_body& said) {
  const auto who = said.driver_id      ? *said.driver_id
                   : said.passenger_id ? *said.passenger_id
                                       : caller(request);
  if (said.passenger_id || (!said.driver_id && who == t.passenger_id))
    return rules::cancel_by_passenger{who, said.reason};
  if (said.driver_id || who == t.driver_id)
    return rules::cancel_by_driver{who, said.reason};
  return rules::cancel_by_admin{who, said.reason.value_or("")};
}

void cancel(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto said = wire::read_cancel(body);
  if (!is_good(body, reply))
    return;
  for (const auto& named : {said.driver_id, said.passenger_id})
    if (named && !may_act_for(in, *request, *named))
      return reply(forbidden());
  const auto id = id_in(*request, "id");
  with_trip(in, request, reply, id, [&in, request, reply, id, said](const live::trip_ptr& t) {
    in.live.tell(id, cancellation(*request, *t, said),
                 showing(in, request, reply, "Trip cancelled"));
  });
}

} // namespace

void add_ride_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "POST", "/api/trips/:id/arriving", right::somebody, arriving);
  add_route(host, in, "POST", "/api/trips/:id/arrived-pickup", right::somebody,
            reporting<rules::report_arrival>("Driver arrival registered"));
  add_route(host, in, "POST", "/api/trips/:id/start", right::somebody,
            reporting<rules::start_ride>("Trip started"));
  add_route(host, in, "POST", "/api/trips/:id/complete", right::was_public, complete);
  add_route(host, in, "POST", "/api/trips/:id/cancel", right::somebody, cancel);
}

} // namespace fleetwire::systems::rides::routes
