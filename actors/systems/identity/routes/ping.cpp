#include "actors/systems/identity/rules/ping.hpp"

#include <memory>

#include "actors/contract/input.hpp"
#include "actors/systems/identity/routes/answers.hpp"
#include "actors/systems/identity/routes/routes.hpp"

namespace fleetwire::systems::identity {

namespace {

using contract::web_reply;
using contract::web_request_ptr;
namespace rest = contract::rest;

/// Eight in ten seconds, as for drivers.
constexpr double pings_per_second = 0.8;
constexpr double pings_at_once = 8;

struct ping {
  std::optional<place> where; ///< none: a heartbeat
  bool forced = false;
};

bool read_ping(const web_request_ptr& asked, const web_reply& reply, ping& out) {
  const auto optional = contract::need::optional;
  contract::input in{asked->json()};
  const auto lat = in.number("lat", optional, -90, 90);
  const auto lng = in.number("lng", optional, -180, 180);
  in.number("accuracyMeters", optional, 0);
  in.time("reportedAt", optional);
  out.forced = in.flag("forceSave", optional).value_or(false);
  if (!in.finish()) {
    reply(rest::invalid(in.faults()));
    return false;
  }
  if (lat && lng)
    out.where = place{*lat, *lng};
  return true;
}

struct outcome {
  std::optional<user> who;
};

json state_json(const user& who) {
  return object{}
    .add("id", who.id)
    .add("currentLocation", point_json(who.location))
    .add("updatedAt", rest::iso(rest::from_ms(who.updated_at)))
    .build();
}

void answer(const web_request_ptr& asked, const web_reply& reply, const storage::status& end,
            const outcome& out) {
  if (!end)
    return reply(say(end, message::update_failed, *asked, 200));
  if (!out.who)
    return reply(say(message::user_not_found, *asked));
  reply(rest::success(state_json(*out.who), "OK", 201));
}

void save(storage::session& db, const std::string& id, const ping& what, millis now, outcome& out) {
  out.who = find_user(db, id);
  if (!out.who || !what.where || !worth_a_write(*out.who, *what.where, what.forced, now))
    return;
  set_location(db, id, *what.where, now);
  out.who->location = what.where;
  out.who->updated_at = now;
}

/// Most pings change nothing: a reader finds that out.
void look(desk& shared, const web_request_ptr& asked, const web_reply& reply, const ping& what) {
  const auto id = asked->who->user;
  shared.read<outcome>(
    asked->worker,
    {.run = [id](storage::session& db, outcome& out) { out.who = find_user(db, id); },
     .then =
       [&shared, asked, reply, what, id](const storage::status& end, outcome& out) {
         const auto now = shared.now();
         if (!end || !out.who || !what.where
             || !worth_a_write(*out.who, *what.where, what.forced, now))
           return answer(asked, reply, end, out);
         shared.write<outcome>(
           asked->worker,
           {.run = [id, what, now](storage::session& db,
                                   outcome& saved) { save(db, id, what, now, saved); },
            .then = [asked, reply](const storage::status& done,
                                   outcome& saved) { answer(asked, reply, done, saved); }});
       }});
}

} // namespace

void route_ping(desk& shared) {
  auto pace = std::make_shared<limiter>(pings_per_second, pings_at_once);
  shared.host().route({"POST", "/api/users/ping-location", contract::access::signed_in,
                       [&shared, pace](const web_request_ptr& asked, const web_reply& reply) {
                         if (!asked->who->is("passenger") || asked->who->session.empty())
                           return reply(say(message::only_passengers, *asked));
                         if (!pace->take(asked->who->user, shared.now()))
                           return reply(say(message::too_busy, *asked));
                         ping what;
                         if (read_ping(asked, reply, what))
                           look(shared, asked, reply, what);
                       }});
}

} // namespace fleetwire::systems::identity
