#include "actors/systems/rides/routes/trip_routes.hpp"
#include "actors/systems/rides/wire/bodies.hpp"
#include "actors/systems/rides/wire/trips.hpp"

namespace fleetwire::systems::rides::routes {

namespace {

/// Each goes through the actors that search, which is about as long as the search takes.
constexpr int most_looks = 100;

/// Whoever the request names; an admin may be nobody in particular.
std::optional<std::string> driver_of(const environment& in, const web_request& request) {
  if (is_admin(request) || (in.open_writes && !request.who))
    return std::nullopt;
  return request.who->user;
}

void start_assigning(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  wire::read_matching(body); // checked, but the matcher knows best
  if (!is_good(body, reply))
    return;
  const auto id = id_in(*request, "id");
  with_trip(in, request, reply, id, [&in, request, reply, id](const live::trip_ptr&) {
    in.live.tell(id, rules::start_assigning{},
                 showing(in, request, reply, "Trip moved to assigning (first offer created)"));
  });
}

void accept(environment& in, const web_request_ptr& request, const web_reply& reply) {
  const auto id = id_in(*request, "id");
  in.live.tell_of_assignment(id, rules::accept_offer{id, request->who->user},
                             showing(in, request, reply, "Assignment accepted and trip updated"));
}

/// Looks at the trip until its search has led to something, but not for long.
void settle(environment& in, const std::string& trip, int looks, live::trip_answer done) {
  in.live.look(trip, [&in, trip, looks, done = std::move(done)](const auto& result) {
    const auto* now = std::get_if<live::trip_ptr>(&result);
    const bool is_open = now != nullptr && rules::needs_matching(**now);
    is_open&& looks > 0 ? settle(in, trip, looks - 1, done) : done(result);
  });
}

std::string_view outcome_of_expiry(const rules::trip& t) {
  if (rules::live_offer(t) != nullptr)
    return "Assignment expired; new offer created";
  return t.status == rules::trip_status::no_drivers_found
           ? "Assignment expired; no drivers found"
           : "Assignment expired; matching continued";
}

std::string_view outcome_of_rejection(const rules::trip&) {
  return "Assignment rejected; matching continued";
}

using outcome = std::string_view (*)(const rules::trip&);

live::trip_answer telling(const std::string& assignment, outcome of, unsigned status,
                          const web_reply& reply) {
  return [assignment, of, status, reply](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(refused(*no));
    const auto& t = *std::get<live::trip_ptr>(result);
    const auto said = of(t);
    reply(rest::success(wire::assignment_answer_json(assignment, t, said), said, status));
  };
}

/// Says what came of it, too.
live::trip_answer telling_what_came(environment& in, const std::string& assignment, outcome of,
                                    unsigned status, const web_reply& reply) {
  return [&in, tell = telling(assignment, of, status, reply)](const auto& result) {
    const auto* now = std::get_if<live::trip_ptr>(&result);
    now ? settle(in, (*now)->id, most_looks, tell) : tell(result);
  };
}

void reject(environment& in, const web_request_ptr& request, const web_reply& reply,
            unsigned status) {
  input body{request->json()};
  auto reason = wire::read_reason(body);
  if (!is_good(body, reply))
    return;
  const auto id = id_in(*request, "id");
  auto answer = telling_what_came(in, id, outcome_of_rejection, status, reply);
  in.live.tell_of_assignment(
    id, rules::reject_offer{id, driver_of(in, *request), std::move(reason)}, std::move(answer));
}

/// Everybody may remind us of an offer whose time is up; only admins may end it before.
void expire(environment& in, const web_request_ptr& request, const web_reply& reply) {
  const auto id = id_in(*request, "id");
  const bool even_early = in.open_writes || is_admin(*request);
  in.live.tell_of_assignment(id, rules::expire_offer{id, even_early},
                             telling_what_came(in, id, outcome_of_expiry, 201, reply));
}

void mark_no_drivers(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (!in.open_writes && !is_admin(*request))
    return reply(forbidden());
  in.live.tell(id_in(*request, "id"), rules::mark_no_drivers{caller(*request), "manual"},
               showing(in, request, reply, "Trip marked as no_drivers_found", 201));
}

handler rejecting(unsigned status) {
  return [status](environment& in, const web_request_ptr& request, const web_reply& reply) {
    reject(in, request, reply, status);
  };
}

} // namespace

void add_offer_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "POST", "/api/trips/:id/assign/start", right::somebody, start_assigning);
  add_route(host, in, "POST", "/api/trips/:id/assign/no-drivers", right::somebody, mark_no_drivers);
  for (const auto* method : {"PATCH", "POST"}) {
    add_route(host, in, method, "/api/trips/assignments/:id/accept", right::somebody, accept);
    for (const auto* pattern :
         {"/api/trips/assignments/:id/reject", "/api/trips/assignments/:id/decline"})
      add_route(host, in, method, pattern, right::somebody, rejecting(200));
  }
  // Here the id is the assignment's.
  add_route(host, in, "POST", "/api/trips/:id/reject", right::somebody, rejecting(201));
  add_route(host, in, "POST", "/api/trips/:id/expire", right::somebody, expire);
}

} // namespace fleetwire::systems::rides::routes
