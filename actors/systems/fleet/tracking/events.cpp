#include "actors/systems/fleet/tracking/events.hpp"

#include "actors/contract/random_id.hpp"
#include "actors/systems/fleet/tracking/people.hpp"
#include "actors/systems/fleet/wire/bodies.hpp"
#include "actors/systems/fleet/wire/ids.hpp"
#include "actors/systems/fleet/wire/reply.hpp"
#include "actors/systems/fleet/wire/reports.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

namespace fleetwire::systems::fleet::tracking {

namespace {

using wire::reply;

/// More open alerts than these nobody is shown when he comes in.
constexpr std::size_t most_alerts_at_entry = 100;

live::asker asker_at(const socket& s, const surface& rest) {
  return asker_of(contract::principal_of(s), rest.is_open);
}

rules::instant now(const surface& rest) {
  return std::chrono::floor<std::chrono::milliseconds>(rest.clock->wall());
}

/// On the socket's own worker, where joining takes effect at once: what is said afterwards reaches it.
void at_home(const socket& s, const surface& rest, std::function<void()> what) {
  const auto id = contract::random_id::parse(s.id());
  rest.on_worker(id ? id->worker() : 0, std::move(what));
}

/// At home. A socket that is in as many rooms as it may be hears that, not silence.
bool enter(const socket& s, std::string_view room, const reply& answer) {
  s.join(room);
  const auto mine = s.rooms();
  if (std::find(mine.begin(), mine.end(), room) != mine.end())
    return true;
  answer.refuse(rules::conflict("TOO_MANY", "This connection listens to as much as it may"));
  return false;
}

/// Nothing when `who` may listen; what is not known only those may who may listen to everything.
template <class Result>
std::optional<rules::refusal> why_not(const Result& found, const live::asker& who) {
  const auto* no = std::get_if<rules::refusal>(&found);
  if (no == nullptr || (no->status == 404 && who.sees_all))
    return std::nullopt;
  return no->status == 404 ? rules::forbidden() : *no;
}

/// Whether he may go on listening; one who may not, or whom nobody can tell how things stand, listens no
/// more.
template <class Result>
bool may_stay(const socket& s, const std::string& room, const Result& found, const live::asker& who,
              const reply& answer) {
  const auto no = why_not(found, who);
  if (no) {
    s.leave(room);
    answer.refuse(*no);
  }
  return !no;
}

// -- vehicles -----------------------------------------------------------------------------------------

void say_state(const socket& s, const live::vehicle_sight& v, const surface& rest) {
  s.emit("vehicle:updated", wire::vehicle_event(v, now(rest)));
  if (v.way.newest)
    s.emit("vehicle:location", wire::location_event(v.record.id, *v.way.newest));
}

void listen_to_vehicle(const socket& s, const std::string& id, const live::asker& who,
                       const reply& answer, const surface& rest) {
  if (!enter(s, vehicle_room(id), answer))
    return;
  rest.live->vehicle(id, live::look_at{who}, [s, id, who, answer, &rest](const auto& found) {
    if (!may_stay(s, vehicle_room(id), found, who, answer))
      return;
    if (const auto* v = std::get_if<live::vehicle_sight>(&found))
      say_state(s, *v, rest);
    answer.done(reply::ok().add("vehicleId", std::string_view{id}));
  });
}

using objection = std::optional<rules::refusal>;

/// Joining and leaving go the same way, so that they happen in the order in which they were asked for.
/// `then` hears why he may not listen, if so.
template <class Command, class Ask, class Then>
void in_turn(const socket& s, const surface& rest, const Ask& ask, Then then) {
  const auto who = asker_at(s, rest);
  if (who.sees_all)
    return then(who, objection{});
  ask(Command{who}, [s, who, then, &rest](const auto& found) {
    at_home(s, rest, [who, then, no = why_not(found, who)] { then(who, no); });
  });
}

auto asking_vehicle(const std::string& id, const surface& rest) {
  return [&](live::look_at what, live::vehicle_answer then) {
    rest.live->vehicle(id, what, std::move(then));
  };
}

void subscribe_vehicle(const socket& s, const std::string& id, const reply& answer,
                       const surface& rest) {
  in_turn<live::look_at>(s, rest, asking_vehicle(id, rest),
                         [s, id, answer, &rest](const live::asker& who, const objection& no) {
                           no ? answer.refuse(*no) : listen_to_vehicle(s, id, who, answer, rest);
                         });
}

/// Whoever may not listen any more may leave.
void unsubscribe_vehicle(const socket& s, const std::string& id, const reply& answer,
                         const surface& rest) {
  in_turn<live::look_at>(s, rest, asking_vehicle(id, rest),
                         [s, id, answer](const live::asker&, const objection&) {
                           s.leave(vehicle_room(id));
                           answer.done(reply::ok().add("vehicleId", std::string_view{id}));
                         });
}

// -- trips ----------------------------------------------------------------------------------------------

void listen_to_trip(const socket& s, const std::string& id, const live::asker& who,
                    const reply& answer, const surface& rest) {
  if (!enter(s, trip_room(id), answer))
    return;
  rest.live->trip(id, live::look_at_trip{who}, [s, id, who, answer, &rest](const auto& found) {
    if (!may_stay(s, trip_room(id), found, who, answer))
      return;
    if (const auto* t = std::get_if<live::trip_sight>(&found))
      s.emit("trip:updated", wire::trip_event(id, wire::trip_json(*t), now(rest)));
    answer.done(reply::ok().add("tripId", std::string_view{id}));
  });
}

auto asking_trip(const std::string& id, const surface& rest) {
  return [&](live::look_at_trip what, live::trip_answer then) {
    rest.live->trip(id, what, std::move(then));
  };
}

void subscribe_trip(const socket& s, const std::string& id, const reply& answer,
                    const surface& rest) {
  in_turn<live::look_at_trip>(s, rest, asking_trip(id, rest),
                              [s, id, answer, &rest](const live::asker& who, const objection& no) {
                                no ? answer.refuse(*no) : listen_to_trip(s, id, who, answer, rest);
                              });
}

void unsubscribe_trip(const socket& s, const std::string& id, const reply& answer,
                      const surface& rest) {
  in_turn<live::look_at_trip>(s, rest, asking_trip(id, rest),
                              [s, id, answer](const live::asker&, const objection&) {
                                s.leave(trip_room(id));
                                answer.done(reply::ok().add("tripId", std::string_view{id}));
                              });
}

// -- the whole fleet ------------------------------------------------------------------------------------

/// Runs `done` on the socket's worker when it has seen all that other workers sent there before: what
/// they send keeps its order, each for itself.
void after_all(const socket& s, const surface& rest, const std::function<void()>& done) {
  auto left = std::make_shared<unsigned>(rest.workers);
  for (unsigned i = 0; i < rest.workers; ++i)
    rest.on_worker(i, [s, &rest, left, done] {
      at_home(s, rest, [left, done] {
        if (--*left == 0)
          done();
      });
    });
}

/// The newest of every active vehicle; a newer one that comes meanwhile takes its place.
void say_positions(const socket& s, const surface& rest, std::function<void()> done) {
  rest.live->look_at_active(
    [s](const live::vehicle_sight& v) {
      if (v.way.newest)
        s.emit_keyed(v.record.id, "tracking:update",
                     wire::location_event(v.record.id, *v.way.newest));
    },
    [s, &rest, done = std::move(done)] { after_all(s, rest, done); });
}

void subscribe_tracking(const socket& s, const reply& answer, const surface& rest) {
  if (!asker_at(s, rest).sees_all)
    return answer.refuse(rules::forbidden());
  if (!enter(s, tracking_room, answer))
    return;
  say_positions(s, rest, [answer] { answer.done(); });
}

/// Rows of several workers.
struct rows {
  std::mutex lock;
  std::vector<std::string> all;

  void add(json row) {
    const std::lock_guard guard{lock};
    all.push_back(std::move(row.text));
  }
  json text() {
    const std::lock_guard guard{lock};
    std::sort(all.begin(), all.end()); // they begin with the vehicle's id
    std::string out = "[";
    for (const auto& each : all)
      out.append(out.size() > 1 ? "," : "").append(each);
    return json{out + ']'};
  }
};

void tell_active(const socket& s, const reply& answer, const surface& rest) {
  if (!asker_at(s, rest).sees_all)
    return answer.refuse(rules::forbidden());
  auto all = std::make_shared<rows>();
  rest.live->look_at_active([all](const live::vehicle_sight& v) { all->add(wire::active_json(v)); },
                            [all, s, answer] {
                              const auto text = all->text();
                              s.emit("active-vehicles", text);
                              answer.answer(text);
                            });
}

// -- reports and alerts -----------------------------------------------------------------------------------

void take_report(const socket& s, const args& xs, const reply& answer, const surface& rest) {
  const auto& who = contract::principal_of(s);
  if (!has_one_of(who, rest.gps_roles))
    return answer.refuse(rules::forbidden());
  const auto id = wire::read_id(xs[0], "vehicleId");
  if (!id || xs[0].type() != value::kind::object)
    return answer.refuse(rules::bad("INVALID_ID", "vehicleId must be an id of 1 to 64 characters"));
  auto seen = wire::read_report(xs[0]);
  if (const auto* no = std::get_if<rules::refusal>(&seen))
    return answer.refuse(*no);
  rest.live->report(
    {*id,
     std::get<rules::report>(std::move(seen)),
     asker_of(who, false),
     {},
     [answer](const live::report_result& end) {
       if (const auto* no = std::get_if<rules::refusal>(&end))
         return answer.refuse(*no);
       answer.done(reply::ok().add("result", rules::to_string(std::get<rules::verdict>(end))));
     }});
}

void acknowledge(const socket& s, const std::string& id, const reply& answer, const surface& rest) {
  const auto& who = contract::principal_of(s);
  if (!is_staff(who))
    return answer.refuse(rules::forbidden());
  rest.live->acknowledge({id, who.user, [answer, id](const auto& end) {
                            if (const auto* no = std::get_if<rules::refusal>(&end))
                              return answer.refuse(*no);
                            answer.done(reply::ok().add("alertId", std::string_view{id}));
                          }});
}

/// What is still to be acknowledged; and positions, which no recovery brings back.
void greet(const socket& s, const surface& rest) {
  const auto open = rest.live->open_alerts();
  const bool hears_all = is_staff(contract::principal_of(s));
  const auto skip = open->size() - std::min(open->size(), most_alerts_at_entry);
  for (auto i = skip; i < open->size(); ++i)
    if (hears_all || (*open)[i].worth == rules::priority::critical)
      s.emit_priority("emergency:alert", wire::alert_event((*open)[i]));
  if (!s.recovered())
    return;
  const auto rooms = s.rooms();
  if (std::find(rooms.begin(), rooms.end(), tracking_room) != rooms.end())
    say_positions(s, rest, [] {});
}

} // namespace

void open(nsp where, const surface& rest) {
  where.on_connect([&rest](socket& s) { greet(s, rest); });
  const auto about = [&](std::string_view event, std::string_view member, auto handle) {
    wire::on_id(where, event, member,
                [&rest, handle](socket& s, const std::string& id, const reply& answer) {
                  handle(s, id, answer, rest);
                });
  };
  about("subscribe:vehicle", "vehicleId", subscribe_vehicle);
  about("unsubscribe:vehicle", "vehicleId", unsubscribe_vehicle);
  about("subscribe:trip", "tripId", subscribe_trip);
  about("unsubscribe:trip", "tripId", unsubscribe_trip);
  about("emergency:acknowledge", "alertId", acknowledge);
  wire::on(where, "subscribe:tracking", [&rest](socket& s, const args&, const reply& answer) {
    subscribe_tracking(s, answer, rest);
  });
  wire::on(where, "unsubscribe:tracking", [](socket& s, const args&, const reply& answer) {
    s.leave(tracking_room);
    answer.done();
  });
  wire::on(where, "request:active-vehicles",
           [&rest](socket& s, const args&, const reply& answer) { tell_active(s, answer, rest); });
  wire::on(where, "vehicle:gps", [&rest](socket& s, const args& xs, const reply& answer) {
    take_report(s, xs, answer, rest);
  });
}

} // namespace fleetwire::systems::fleet::tracking
