#include "actors/systems/rides/routes/trip_routes.hpp"
#include "actors/systems/rides/store/trips.hpp"
#include "actors/systems/rides/wire/fields.hpp"
#include "actors/systems/rides/wire/trips.hpp"

namespace fleetwire::systems::rides::routes {

namespace {

using maybe_trip = std::optional<rules::trip>;

std::optional<rules::instant> read_instant(input& query, std::string_view name) {
  const auto at = query.time(name, need::optional);
  return at ? std::optional{std::chrono::floor<std::chrono::milliseconds>(*at)} : std::nullopt;
}

void read_enums(input& query, store::trip_filter& out) {
  const auto status = query.choice("status",
                                   {"pending", "assigning", "accepted", "arriving", "in_progress",
                                    "completed", "cancelled", "no_drivers_found"},
                                   need::optional);
  if (status)
    out.status = rules::trip_status_from(*status);
  const auto payment = query.text("paymentMode", need::optional);
  if (!payment)
    return;
  out.payment = rules::payment_mode_from(*payment);
  if (!out.payment)
    query.fault("paymentMode must be one of the following values: cash, card, wallet");
}

/// Whoever is no admin sees his own trips; naming somebody else is refused.
bool narrow(const environment& in, const web_request& request, store::trip_filter& filter) {
  if (in.open_writes || is_admin(request))
    return true;
  auto& own = request.who->is("driver") ? filter.driver_id : filter.passenger_id;
  if (own && *own != request.who->user)
    return false;
  own = request.who->user;
  return true;
}

void list(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  const auto where = query.paging();
  auto filter = read_trip_filter(query);
  if (!is_good(query, reply))
    return;
  if (!narrow(in, *request, filter))
    return reply(forbidden());
  list_trips(in, request, reply, std::move(filter), where);
}

using finder = maybe_trip (*)(storage::session&, std::string_view);

void active(environment& in, const web_request_ptr& request, const web_reply& reply, finder find,
            std::string message) {
  const auto id = id_in(*request, "id");
  if (!may_act_for(in, *request, id))
    return reply(forbidden());
  read<maybe_trip>(
    in, [find, id](storage::session& db) { return find(db, id); }, reply,
    [&in, request, reply, message = std::move(message)](maybe_trip found) {
      if (!found)
        return reply(rest::success(json{"null"}, message));
      show(in, request, std::make_shared<const rules::trip>(*std::move(found)), message, 200,
           reply);
    });
}

struct history {
  maybe_trip of;
  std::vector<store::trip_event> events;
};

history read_history(storage::session& db, const std::string& id) {
  return {store::load_trip(db, id), store::events_of(db, id)};
}

json events_json(const history& h) {
  json list;
  wire::append_list(list.text, h.events,
                    [&h](contract::json_writer& out, const store::trip_event& e) {
                      wire::write_trip_event(out, h.of->id, e.seq, e.kind, e.at, e.metadata);
                    });
  return list;
}

} // namespace

store::trip_filter read_trip_filter(input& query) {
  store::trip_filter out;
  out.passenger_id = query.uuid("passengerId", need::optional);
  out.driver_id = query.uuid("driverId", need::optional);
  out.vehicle_id = query.uuid("vehicleId", need::optional);
  out.category_id = query.uuid("vehicleCategoryId", need::optional);
  out.service_class_id = query.uuid("serviceClassId", need::optional);
  read_enums(query, out);
  out.requested_from = read_instant(query, "requestedFrom");
  out.requested_to = read_instant(query, "requestedTo");
  out.completed_from = read_instant(query, "completedFrom");
  out.completed_to = read_instant(query, "completedTo");
  return out;
}

void list_trips(environment& in, const web_request_ptr&, const web_reply& reply,
                store::trip_filter filter, rest::paging where) {
  const auto limit = static_cast<std::int64_t>(where.limit);
  const auto offset = static_cast<std::int64_t>(where.offset());
  read<store::trip_page>(
    in,
    [filter = std::move(filter), limit, offset](storage::session& db) {
      return store::list_trips(db, filter, limit, offset);
    },
    reply,
    [&in, reply, where](store::trip_page page) {
      std::vector<std::pair<rules::trip, sight>> trips;
      for (auto& t : page.trips)
        trips.emplace_back(std::move(t), sight::whole);
      const auto total = static_cast<std::size_t>(page.total);
      describe(in, std::move(trips), [reply, where, total](const std::vector<std::string>& items) {
        reply(rest::listed(rest::array_of(items), where, total, "Trips retrieved"));
      });
    });
}

void get_trip(environment& in, const web_request_ptr& request, const web_reply& reply) {
  in.live.look(id_in(*request, "id"), [&in, request, reply](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(refused(*no));
    const auto& t = std::get<live::trip_ptr>(result);
    if (sight_of(in, *request, *t) == sight::none)
      return reply(no_such_trip());
    show(in, request, t, "Trip retrieved", 200, reply);
  });
}

void get_trip_events(environment& in, const web_request_ptr& request, const web_reply& reply) {
  const auto id = id_in(*request, "id");
  read<history>(
    in, [id](storage::session& db) { return read_history(db, id); }, reply,
    [&in, request, reply](const history& found) {
      if (!found.of || sight_of(in, *request, *found.of) != sight::whole)
        return reply(no_such_trip());
      reply(rest::success(events_json(found), "Trip events retrieved"));
    });
}

void add_read_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "GET", "/api/trips", right::was_public, list);
  add_route(host, in, "GET", "/api/trips/:id", right::somebody, get_trip);
  add_route(host, in, "GET", "/api/trips/:id/events", right::somebody, get_trip_events);
  add_route(host, in, "GET", "/api/trips/passengers/:id/active-trip", right::somebody,
            [](environment& e, const auto& request, const auto& reply) {
              active(e, request, reply, store::active_trip_of_passenger,
                     "Active trip for passenger");
            });
  add_route(host, in, "GET", "/api/trips/drivers/:id/active-trip", right::somebody,
            [](environment& e, const auto& request, const auto& reply) {
              active(e, request, reply, store::active_trip_of_driver, "Active trip for driver");
            });
}

} // namespace fleetwire::systems::rides::routes
