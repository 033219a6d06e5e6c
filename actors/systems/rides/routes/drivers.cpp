#include <mutex>

#include "actors/systems/rides/routes/driver_list.hpp"
#include "actors/systems/rides/routes/routes.hpp"
#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/wire/availability.hpp"
#include "actors/systems/rides/wire/availability_bodies.hpp"
#include "actors/systems/rides/wire/bodies.hpp"

namespace fleetwire::systems::rides::routes {

namespace {

using rules::availability;

live::driver_answer showing_driver(const web_reply& reply, unsigned status = 200) {
  return [reply, status](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(refused(*no));
    reply(rest::success(wire::availability_json(std::get<availability>(result)), "OK", status));
  };
}

json listed_json(const std::vector<availability>& all) {
  std::vector<std::string> items;
  for (const auto& each : all)
    items.push_back(wire::availability_json(each).text);
  return rest::array_of(items);
}

/// The driver of the path, if he who asks may act for him; else it is answered.
std::optional<std::string> driver_in(const environment& in, const web_request& request,
                                     const web_reply& reply) {
  auto id = id_in(request, "driverId");
  if (may_act_for(in, request, id))
    return id;
  reply(forbidden());
  return std::nullopt;
}

bool is_driver(const web_request& request) {
  return request.who && request.who->is("driver");
}

// -- reading --------------------------------------------------------------------------------------

void list(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  const auto where = query.paging();
  auto fits = read_driver_filter(query);
  if (!is_good(query, reply))
    return;
  if (!in.open_writes && !is_admin(*request))
    return reply(forbidden());
  with_all_drivers(in, reply, [&in, where, reply, fits](const std::vector<availability>& all) {
    const auto view = in.catalog ? in.catalog() : nullptr;
    std::vector<availability> page;
    std::size_t total = 0;
    for (const auto& each : all)
      if (fits({each, view.get(), in.now()}) && ++total > where.offset()
          && page.size() < where.limit)
        page.push_back(each);
    reply(rest::listed(listed_json(page), where, total, "Driver availabilities retrieved"));
  });
}

void by_driver(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (const auto id = driver_in(in, *request, reply))
    in.live.driver(*id, live::look{}, showing_driver(reply));
}

void own(environment& in, const web_request_ptr& request, const web_reply& reply) {
  in.live.driver(request->who->user, live::look{}, showing_driver(reply));
}

/// Collects the records of several drivers, in the order in which they were named.
struct roll_call {
  std::mutex lock;
  std::vector<std::optional<availability>> found;
  std::size_t missing = 0;

  bool hear(std::size_t place, const std::variant<rules::refusal, availability>& result) {
    const std::lock_guard guard{lock};
    if (const auto* there = std::get_if<availability>(&result))
      found[place] = *there;
    return --missing == 0;
  }
  json text() const {
    std::vector<availability> all;
    for (const auto& each : found)
      if (each)
        all.push_back(*each);
    return listed_json(all);
  }
};

void call_roll(environment& in, const std::vector<std::string>& ids, const web_reply& reply) {
  if (ids.empty())
    return reply(rest::success(json{"[]"}, "Nearby drivers"));
  auto roll = std::make_shared<roll_call>();
  roll->found.resize(ids.size());
  roll->missing = ids.size();
  for (std::size_t i = 0; i < ids.size(); ++i)
    in.live.driver(ids[i], live::look{}, [roll, i, reply](const auto& result) {
      if (roll->hear(i, result))
        reply(rest::success(roll->text(), "Nearby drivers"));
    });
}

void nearby(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  const auto lat = query.number("lat", need::required, -90, 90);
  const auto lng = query.number("lng", need::required, -180, 180);
  const auto radius = query.number("radiusMeters", need::optional, 1, 100'000);
  const auto limit = query.integer("limit", need::optional, 1, 200);
  if (!is_good(query, reply))
    return;
  in.live.near({{*lat, *lng},
                radius.value_or(2000),
                static_cast<std::size_t>(limit.value_or(50)),
                [&in, reply](const std::vector<std::string>& ids) { call_roll(in, ids, reply); }});
}

// -- writing --------------------------------------------------------------------------------------

void write_status(environment& in, const std::string& driver, const web_request& request,
                  const web_reply& reply) {
  input body{request.json()};
  const auto wanted = wire::read_status_write(body);
  if (is_good(body, reply))
    in.live.driver(driver, live::set_status{wanted}, showing_driver(reply));
}

void status_of(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (const auto id = driver_in(in, *request, reply))
    write_status(in, *id, *request, reply);
}

void own_status(environment& in, const web_request_ptr& request, const web_reply& reply) {
  write_status(in, request->who->user, *request, reply);
}

web_answer too_often() {
  auto answer = rest::problem(429, "Too many pings; wait a moment");
  answer.headers.emplace_back("Retry-After", "10");
  return answer;
}

void ping(environment& in, const web_request_ptr& request, const web_reply& reply) {
  if (!is_driver(*request))
    return reply(rest::problem(403, "Only drivers can update location"));
  if (!in.pings.admit(request->who->user, in.clock->now()))
    return reply(too_often());
  input body{request->json()};
  const auto said = wire::read_ping(body);
  if (is_good(body, reply))
    in.live.driver(request->who->user, live::take_ping{said}, showing_driver(reply, 201));
}

void location_of(environment& in, const web_request_ptr& request, const web_reply& reply) {
  const auto id = driver_in(in, *request, reply);
  if (!id)
    return;
  input body{request->json()};
  const auto said = wire::read_location(body);
  if (is_good(body, reply))
    in.live.driver(*id, live::take_ping{said}, showing_driver(reply, 201));
}

/// A trip that is not his is refused, whoever says so.
void put_on_trip(environment& in, const std::string& driver, const std::string& trip_id,
                 live::driver_answer reply) {
  in.live.look(trip_id, [&in, driver, trip_id, reply = std::move(reply)](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(*no);
    const auto& t = *std::get<live::trip_ptr>(result);
    if (t.driver_id != driver || !rules::is_active(t.status))
      return reply(rules::conflict("Trip " + trip_id + " is not a live trip of this driver"));
    in.live.driver(driver, live::set_trip{trip_id}, reply);
  });
}

void trip_of(environment& in, const web_request_ptr& request, const web_reply& reply) {
  const auto id = driver_in(in, *request, reply);
  if (!id)
    return;
  input body{request->json()};
  const auto trip = wire::read_current_trip(body);
  if (!is_good(body, reply))
    return;
  if (trip)
    put_on_trip(in, *id, *trip, showing_driver(reply));
  else
    in.live.driver(*id, live::set_trip{}, showing_driver(reply));
}

/// Commands one after the other; the first refusal ends it, the last answer counts.
using steps = std::vector<live::driver_command>;

void take_steps(environment& in, const std::string& driver, std::shared_ptr<const steps> all,
                std::size_t at, live::driver_answer reply) {
  if (at + 1 == all->size())
    return in.live.driver(driver, (*all)[at], std::move(reply));
  in.live.driver(driver, (*all)[at], [&in, driver, all, at, reply](const auto& result) {
    std::holds_alternative<rules::refusal>(result) ? reply(result)
                                                   : take_steps(in, driver, all, at + 1, reply);
  });
}

steps steps_of(const wire::record_body& said) {
  steps all{live::make_record{said.vehicle_id}};
  if (said.says_status)
    all.emplace_back(live::set_status{said.status});
  if (said.seen.where)
    all.emplace_back(live::take_ping{said.seen});
  if (said.says_trip && !said.trip_id)
    all.emplace_back(live::set_trip{});
  return all;
}

void create(environment& in, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto said = wire::read_record(body);
  if (!is_good(body, reply))
    return;
  if (!may_act_for(in, *request, said.driver_id))
    return reply(forbidden());
  auto done = showing_driver(reply, 201);
  if (said.trip_id)
    done = [&in, said, done](const auto& result) {
      std::holds_alternative<rules::refusal>(result)
        ? done(result)
        : put_on_trip(in, said.driver_id, *said.trip_id, done);
    };
  take_steps(in, said.driver_id, std::make_shared<const steps>(steps_of(said)), 0, done);
}

/// He goes offline first: what lives would otherwise write its record again.
void forget(environment& in, const web_request_ptr& request, const web_reply& reply) {
  const auto id = id_in(*request, "driverId");
  if (!in.open_writes && !is_admin(*request))
    return reply(forbidden());
  const auto forget_now = [&in, id, reply] {
    in.store->write(
      storage::file::promises, [id](storage::session& db) { store::forget_availability(db, id); },
      [reply](const storage::status& how) {
        reply(how ? rest::success(json{"null"}, "Driver availability deleted") : unavailable());
      });
  };
  in.live.driver(id, live::log_out{}, [reply, forget_now](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(refused(*no));
    if (std::get<availability>(result).trip_id)
      return reply(rest::problem(409, "Driver is on a trip"));
    forget_now();
  });
}

} // namespace

void add_driver_routes(contract::system_host& host, environment& in) {
  const auto add = [&](std::string_view method, std::string_view pattern, right needed,
                       handler handle) {
    add_route(host, in, method, pattern, needed, std::move(handle));
  };
  add("GET", "/api/driver-availability", right::was_public, list);
  add("POST", "/api/driver-availability", right::was_public, create);
  add("POST", "/api/driver-availability/upsert", right::was_public, create);
  add("GET", "/api/driver-availability/by-driver/:driverId", right::was_public, by_driver);
  add("GET", "/api/driver-availability/driver-auth", right::somebody, own);
  add("GET", "/api/driver-availability/nearby", right::was_public, nearby);
  add("POST", "/api/driver-availability/ping-location", right::somebody, ping);
  add("PATCH", "/api/driver-availability/status-by-driver", right::somebody, own_status);
  add("PATCH", "/api/driver-availability/:driverId/status", right::was_public, status_of);
  add("POST", "/api/driver-availability/:driverId/location", right::was_public, location_of);
  add("PATCH", "/api/driver-availability/:driverId/trip", right::was_public, trip_of);
  add("DELETE", "/api/driver-availability/:driverId", right::was_public, forget);
}

} // namespace fleetwire::systems::rides::routes
