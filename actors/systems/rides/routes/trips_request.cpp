#include "actors/systems/rides/routes/tariffs.hpp"
#include "actors/systems/rides/routes/trip_routes.hpp"
#include "actors/systems/rides/rules/idempotency.hpp"
#include "actors/systems/rides/wire/bodies.hpp"
#include "actors/systems/rides/wire/fares.hpp"

namespace fleetwire::systems::rides::routes {

namespace {

web_answer no_price(pricing::pricing_fault why) {
  return rest::problem(400, pricing::describe(why));
}

bool may_ride(const environment& in, const web_request& request) {
  return in.open_writes || is_admin(request) || (request.who && request.who->is("passenger"));
}

/// The header as it came, if it came.
std::optional<std::string_view> key_header(const web_request& request) {
  const auto found = request.header("idempotency-key");
  return found.empty() ? std::nullopt : std::optional{found};
}

/// Ids, the tariff; false when it was answered already.
bool complete(environment& in, const web_request& request, rules::request_trip& wanted,
              const web_reply& reply) {
  const auto& id = wanted.passenger_id;
  const auto named = id.empty() ? std::nullopt : std::optional{id};
  const auto passenger = acting(in, request, named, "passengerId", reply);
  if (!passenger)
    return false;
  auto tariff = find_tariff(*in.catalog(), wanted.category_id, wanted.service_class_id,
                            wanted.pickup, in.now(), in.offset_of);
  if (const auto* fault = std::get_if<pricing::pricing_fault>(&tariff)) {
    reply(no_price(*fault));
    return false;
  }
  wanted.passenger_id = *passenger;
  wanted.trip_id = in.new_id();
  wanted.terms = std::move(std::get<pricing::tariff>(tariff));
  return true;
}

void create(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (!may_ride(in, *request))
    return reply(forbidden());
  input body{request->json()};
  auto read = wire::read_create(body);
  if (!is_good(body, reply))
    return;
  const std::optional<std::string_view> named = read.idempotency_key;
  auto key = rules::choose_key(key_header(*request), named);
  if (const auto* no = std::get_if<rules::refusal>(&key))
    return reply(refused(*no));
  if (!complete(in, *request, read.wanted, reply))
    return;
  in.live.request({std::move(read.wanted), std::move(std::get<1>(key)),
                   showing(in, request, reply, "Trip requested", 201)});
}

void estimate(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto asked = wire::read_estimate(body);
  if (!is_good(body, reply))
    return;
  auto found = find_tariff(*in.catalog(), asked.category_id, asked.service_class_id, asked.pickup,
                           in.now(), in.offset_of);
  if (const auto* fault = std::get_if<pricing::pricing_fault>(&found))
    return reply(no_price(*fault));
  auto& tariff = std::get<pricing::tariff>(found);
  tariff.currency = asked.currency;
  const auto quote = pricing::estimate(tariff, pricing::plan_route(asked.pickup, asked.stops));
  reply(rest::success(wire::quote_json(quote), "Estimate computed", 201));
}

} // namespace

void add_request_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "POST", "/api/trips", right::was_public, create);
  add_route(host, in, "POST", "/api/trips/estimate", right::anybody, estimate);
}

void add_trip_routes(contract::system_host& host, environment& in) {
  add_request_routes(host, in);
  add_read_routes(host, in);
  add_offer_routes(host, in);
  add_ride_routes(host, in);
}

} // namespace fleetwire::systems::rides::routes
