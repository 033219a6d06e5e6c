#include "actors/systems/rides/routes/routes.hpp"
#include "actors/systems/rides/routes/trip_routes.hpp"
#include "actors/systems/rides/store/audit.hpp"
#include "actors/systems/rides/store/trips.hpp"
#include "actors/systems/rides/wire/bodies.hpp"

namespace fleetwire::systems::rides::routes {

namespace {

void list(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  const auto where = query.paging();
  auto filter = read_trip_filter(query);
  filter.q = query.text("q", need::optional, 0, 200);
  filter.only_active = query.flag("onlyActive", need::optional).value_or(false);
  if (query.flag("onlyStuck", need::optional).value_or(false))
    filter.stuck_at = in.now();
  if (!is_good(query, reply))
    return;
  if (filter.q && filter.q->empty())
    filter.q.reset();
  if (!filter.q || !in.search_people)
    return list_trips(in, request, reply, std::move(filter), where);
  const auto words = *filter.q;
  in.search_people(words, [&in, request, reply, filter, where](std::vector<std::string> ids) {
    auto wider = filter;
    wider.q_people = std::move(ids);
    list_trips(in, request, reply, std::move(wider), where);
  });
}

/// Answers with the trip; what took place is noted.
live::trip_answer acted(environment& in, const web_request_ptr& request, const web_reply& reply,
                        std::string action, std::string message) {
  return [&in, request, reply, action = std::move(action),
          show = showing(in, request, reply, std::move(message))](const auto& result) {
    const auto* t = std::get_if<live::trip_ptr>(&result);
    if (t && in.then.audit)
      in.then.audit(caller(*request), action, (*t)->id);
    show(result);
  };
}

void tell(environment& in, const web_request_ptr& request, const web_reply& reply,
          rules::command what, std::string action, std::string message) {
  in.live.tell(id_in(*request, "id"), std::move(what),
               acted(in, request, reply, std::move(action), std::move(message)));
}

void mark_no_drivers(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto said = wire::read_action(body);
  if (is_good(body, reply))
    tell(in, request, reply, rules::mark_no_drivers{caller(*request), said.reason},
         "trip.mark-no-drivers", "Trip marked as no_drivers_found");
}

void cancel(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto said = wire::read_action(body);
  if (is_good(body, reply))
    tell(in, request, reply, rules::cancel_by_admin{caller(*request), said.reason}, "trip.cancel",
         "Trip cancelled");
}

void override_status(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  auto said = wire::read_override(body);
  if (!is_good(body, reply))
    return;
  said.admin_id = caller(*request);
  tell(in, request, reply, std::move(said), "trip.override-status", "Trip status overridden");
}

/// A trip that is over may only come back if its passenger is not on another one.
void retry_matching(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  auto said = wire::read_retry(body);
  if (!is_good(body, reply))
    return;
  said.admin_id = caller(*request);
  const auto id = id_in(*request, "id");
  const auto is_elsewhere = [id](storage::session& db) {
    const auto t = store::load_trip(db, id);
    const auto live = t ? store::active_trip_of_passenger(db, t->passenger_id) : std::nullopt;
    return live && live->id != id;
  };
  read<bool>(in, is_elsewhere, reply, [&in, request, reply, said](bool on_another) {
    auto command = said;
    command.passenger_is_on_trip = on_another;
    tell(in, request, reply, std::move(command), "trip.retry-matching", "Matching retried");
  });
}

void send_message(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto said = wire::read_message(body);
  if (!is_good(body, reply))
    return;
  const auto id = id_in(*request, "id");
  with_trip(in, request, reply, id, [&in, request, reply, said](const live::trip_ptr& t) {
    if (said.target == "driver" && !t->driver_id)
      return reply(rest::problem(409, "Trip has no driver"));
    if (in.then.send_message)
      in.then.send_message({*t, said.target, said.text, caller(*request), in.now()});
    if (in.then.audit)
      in.then.audit(caller(*request), "trip.send-message", t->id);
    show(in, request, t, "Message sent", 200, reply);
  });
}

void notify(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto said = wire::read_notification(body);
  if (!is_good(body, reply))
    return;
  if (in.then.notify)
    in.then.notify({said.target, said.id, said.data});
  if (in.then.audit)
    in.then.audit(caller(*request), "notification." + said.target, said.id);
  reply(rest::success(json{"null"}, "Notification sent", 201));
}

json entry_json(const store::audit_entry& one) {
  object out;
  out.add("at", rest::iso(one.at)).add("adminId", one.actor);
  out.add("action", one.action).add("subjectId", one.subject);
  return out.build();
}

void audit_log(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  const auto where = query.paging();
  if (!is_good(query, reply))
    return;
  const auto load = [where](storage::session& db) {
    return store::list_audit(db, static_cast<std::int64_t>(where.limit),
                             static_cast<std::int64_t>(where.offset()));
  };
  read<store::audit_page>(in, load, reply, [reply, where](const store::audit_page& page) {
    std::vector<std::string> items;
    for (const auto& each : page.entries)
      items.push_back(entry_json(each).text);
    reply(rest::listed(rest::array_of(items), where, static_cast<std::size_t>(page.total)));
  });
}

} // namespace

void add_admin_routes(contract::system_host& host, environment& in) {
  const auto add = [&](std::string_view method, std::string_view pattern, handler handle) {
    add_route(host, in, method, pattern, right::admin, std::move(handle));
  };
  add("GET", "/api/admin/trips", list);
  add("GET", "/api/admin/trips/:id", get_trip);
  add("GET", "/api/admin/trips/:id/events", get_trip_events);
  add("POST", "/api/admin/trips/:id/actions/retry-matching", retry_matching);
  add("POST", "/api/admin/trips/:id/actions/mark-no-drivers", mark_no_drivers);
  add("POST", "/api/admin/trips/:id/actions/cancel", cancel);
  add("POST", "/api/admin/trips/:id/actions/override-status", override_status);
  add("POST", "/api/admin/trips/:id/actions/send-message", send_message);
  add("POST", "/api/admin/notifications", notify);
  add("GET", "/api/admin/audit", audit_log);
}

} // namespace fleetwire::systems::rides::routes
