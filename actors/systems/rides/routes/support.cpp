#include "actors/systems/rides/routes/support.hpp"

#include "actors/contract/phrases.hpp"
#include "actors/systems/rides/wire/trips.hpp"

#include <algorithm>
#include <atomic>
#include <set>

namespace fleetwire::systems::rides::routes {

namespace {

using contract::people_by_id;

constexpr contract::phrase texts[] = {
  {"Debe incluir al menos un stop (el destino).", "At least one stop is needed (the destination)."},
  {"Driver en camino (arriving)", "Driver on the way (arriving)"},
  {"Driver * no existe", "Driver * does not exist"},
};

/// A reply in the language of whoever asks.
web_reply translating(const web_request_ptr& request, const web_reply& reply) {
  if (request->header("accept-language").empty())
    return reply;
  return web_reply{[request, reply](web_answer what) {
    reply(contract::in_language_of(*request, std::move(what), texts));
  }};
}

std::optional<web_answer> refuse(const environment& in, const web_request& request, right needed) {
  const bool may_be_nobody =
    needed == right::anybody || (needed == right::was_public && in.open_writes);
  if (!request.who && !may_be_nobody)
    return rest::problem(401, "Token inválido o expirado");
  if (needed == right::admin && !is_admin(request))
    return forbidden();
  return rest::refuse_ids(request);
}

const contract::person* one_of(const people_by_id& people, const std::string& id) {
  const auto found = people.find(id);
  return found == people.end() ? nullptr : &found->second;
}

std::optional<rules::vehicle_slim> vehicle_in(const catalog::catalog_view* view,
                                              const std::optional<std::string>& id) {
  const auto row = view && id ? view->find<catalog::vehicle>(*id) : nullptr;
  if (!row)
    return std::nullopt;
  return rules::vehicle_slim{row->id, row->make, row->model, row->color, row->plate_number};
}

json describe_one(const rules::trip& t, sight how, const contract::person* passenger,
                  const contract::person* driver, const catalog::catalog_view* view) {
  if (how != sight::whole)
    return wire::trip_json(t, {.passenger = passenger, .shows_phones = false});
  const auto vehicle = vehicle_in(view, t.vehicle_id);
  return wire::trip_json(t, {passenger, driver, vehicle ? &*vehicle : nullptr});
}

/// One trip and those who take part in it, who may be known at once or later, on any thread.
struct party {
  std::optional<contract::person> passenger, driver;
  std::function<void(const party&)> done;
  std::atomic<int> missing{3}; ///< both of them, and whoever asks

  void go_on() {
    if (--missing == 0)
      done(*this);
  }
};

/// As find_people(), for what is shown most.
void meet(const environment& in, const rules::trip& t, std::function<void(const party&)> done) {
  const auto all = std::make_shared<party>();
  all->done = std::move(done);
  const auto ask = [&](const std::string* id, std::optional<contract::person> party::* whom) {
    if (!id || !in.find_person)
      return static_cast<void>(--all->missing);
    in.find_person(*id, [all, whom](std::optional<contract::person> who) {
      (*all).*whom = std::move(who);
      all->go_on();
    });
  };
  ask(&t.passenger_id, &party::passenger);
  ask(t.driver_id ? &*t.driver_id : nullptr, &party::driver);
  all->go_on();
}

} // namespace

void add_route(contract::system_host& host, environment& in, std::string_view method,
               std::string_view pattern, right needed, handler handle) {
  const bool is_open = needed == right::anybody || (needed == right::was_public && in.open_writes);
  host.route({.method = method,
              .pattern = pattern,
              .who = is_open ? contract::access::open : contract::access::signed_in,
              .handler = [&in, needed, handle = std::move(handle)](const web_request_ptr& request,
                                                                   const web_reply& reply) {
                if (auto no = refuse(in, *request, needed))
                  return reply(std::move(*no));
                handle(in, request, translating(request, reply));
              }});
}

bool is_admin(const web_request& request) {
  return request.who && (request.who->is("admin") || request.who->is("service"));
}

std::string caller(const web_request& request) {
  return request.who ? request.who->user : std::string{};
}

bool is_caller(const web_request& request, std::string_view user_id) {
  return request.who && request.who->user == user_id;
}

bool may_act_for(const environment& in, const web_request& request, std::string_view user_id) {
  return in.open_writes || is_admin(request) || is_caller(request, user_id);
}

web_answer refused(const rules::refusal& why) {
  return rest::problem(static_cast<unsigned>(why.status), why.message, why.code);
}

std::optional<std::string> acting(const environment& in, const web_request& request,
                                  const std::optional<std::string>& named, std::string_view field,
                                  const web_reply& reply) {
  if (named && !may_act_for(in, request, *named)) {
    reply(forbidden());
    return std::nullopt;
  }
  if (named)
    return named;
  if (request.who && !is_admin(request))
    return request.who->user;
  const std::string fault = std::string{field} + " must be a UUID";
  reply(rest::invalid({&fault, 1}));
  return std::nullopt;
}

bool is_good(input& in, const web_reply& reply) {
  if (in.finish())
    return true;
  reply(rest::invalid(in.faults()));
  return false;
}

sight sight_of(const environment& in, const web_request& request, const rules::trip& t) {
  if (in.open_writes || is_admin(request) || is_caller(request, t.passenger_id)
      || (t.driver_id && is_caller(request, *t.driver_id)))
    return sight::whole;
  // He may look at what he is asked, and at what was taken from him.
  const auto concerns_him = [&request](const rules::assignment& a) {
    return is_caller(request, a.driver_id)
           && (a.status == rules::assignment_status::offered
               || a.status == rules::assignment_status::cancelled);
  };
  return std::ranges::any_of(t.assignments, concerns_him) ? sight::offer : sight::none;
}

web_answer no_such_trip() {
  return rest::problem(404, "Trip not found");
}

void describe(const environment& in, std::vector<std::pair<rules::trip, sight>> trips,
              std::function<void(std::vector<std::string>)> done) {
  std::set<std::string> ids;
  for (const auto& [t, how] : trips) {
    ids.insert(t.passenger_id);
    if (t.driver_id)
      ids.insert(*t.driver_id);
  }
  contract::find_people(
    in.find_person, {ids.begin(), ids.end()},
    [&in, trips = std::move(trips), done = std::move(done)](const people_by_id& people) {
      const auto view = in.catalog ? in.catalog() : nullptr;
      std::vector<std::string> items;
      for (const auto& [t, how] : trips)
        items.push_back(describe_one(t, how, one_of(people, t.passenger_id),
                                     t.driver_id ? one_of(people, *t.driver_id) : nullptr,
                                     view.get())
                          .text);
      done(std::move(items));
    });
}

void show(const environment& in, const web_request_ptr& request, const live::trip_ptr& t,
          std::string message, unsigned status, const web_reply& reply) {
  const auto how = sight_of(in, *request, *t);
  meet(in, *t, [&in, t, reply, how, status, message = std::move(message)](const party& those) {
    const auto view = in.catalog ? in.catalog() : nullptr;
    const auto known = [](const auto& who) { return who ? &*who : nullptr; };
    reply(
      rest::success(describe_one(*t, how, known(those.passenger), known(those.driver), view.get()),
                    message, status));
  });
}

live::trip_answer showing(environment& in, const web_request_ptr& request, const web_reply& reply,
                          std::string message, unsigned status) {
  return [&in, request, reply, message = std::move(message), status](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(refused(*no));
    show(in, request, std::get<live::trip_ptr>(result), message, status, reply);
  };
}

void with_trip(environment& in, const web_request_ptr& request, const web_reply& reply,
               const std::string& trip_id, std::function<void(const live::trip_ptr&)> go_on) {
  in.live.look(trip_id, [&in, request, reply, go_on = std::move(go_on)](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(refused(*no));
    const auto& t = std::get<live::trip_ptr>(result);
    if (sight_of(in, *request, *t) != sight::whole)
      return reply(no_such_trip());
    go_on(t);
  });
}

web_answer unavailable() {
  return rest::problem(503, "The store does not answer; try again", "STORAGE_UNAVAILABLE");
}

} // namespace fleetwire::systems::rides::routes
