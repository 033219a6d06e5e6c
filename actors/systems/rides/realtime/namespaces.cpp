#include "actors/systems/rides/realtime/namespaces.hpp"

#include "actors/contract/input.hpp"
#include "actors/systems/rides/realtime/rooms.hpp"
#include "actors/systems/rides/wire/availability.hpp"
#include "actors/systems/rides/wire/availability_bodies.hpp"
#include "actors/systems/rides/wire/events.hpp"

#include <utility>

namespace fleetwire::systems::rides::realtime {

using contract::auth_error;
using contract::principal;

namespace {

refusal refused(std::string_view message, std::string_view code) {
  return {std::string{message}, object{}.add("code", code).build()};
}

/// The words of the original; `inactive` differs between its namespaces.
refusal words(auth_error why, std::string_view inactive) {
  switch (why) {
    case auth_error::missing:
      return refused("Missing token", "MISSING_TOKEN");
    case auth_error::invalid:
    case auth_error::expired:
    case auth_error::mismatch:
      return refused("Invalid or expired access token", "INVALID_TOKEN");
    case auth_error::no_subject:
      return refused("Missing sub/sid", "MISSING_SUBJECT");
    case auth_error::unknown_user:
      return refused("User not found", "USER_NOT_FOUND");
    case auth_error::inactive:
      return refused(inactive, "USER_INACTIVE");
    case auth_error::no_session:
      return refused("Invalid session", "INVALID_SESSION");
    case auth_error::session_expired:
      return refused("Access expired", "ACCESS_EXPIRED");
  }
  return refused("Invalid or expired access token", "INVALID_TOKEN");
}

void greet(socket& s) {
  s.emit("hello", object{}.add("ok", true).add("nsp", s.nsp()));
}

/// A failed event: told in the way of the original, and to whoever waits for an answer. Cheap to copy,
/// for most events do not fail.
class complaint {
public:
  /// `event` is a literal.
  complaint(socket s, std::string_view event, const args& xs, ack reply)
    : what_(
        std::make_shared<const content>(content{std::move(s),
                                                event,
                                                {xs.size() > 0 ? std::string{xs[0].raw()} : "null"},
                                                std::move(reply)})) {}
  void operator()(std::string_view message) const {
    const auto cause = object{}.add("pattern", what_->event).add("data", what_->body).build();
    what_->who.emit("exception",
                    object{}.add("status", "error").add("message", message).add("cause", cause));
    what_->reply(object{}.add("ok", false).add("message", message));
  }
  const ack& reply() const noexcept { return what_->reply; }

private:
  struct content {
    socket who;
    std::string_view event;
    json body;
    ack reply;
  };
  std::shared_ptr<const content> what_;
};

std::string sentence_of(const contract::input& in) {
  std::string all;
  for (const auto& fault : in.faults())
    all.append(all.empty() ? "" : "; ").append(fault);
  return all;
}

/// Acknowledges with the record, or complains.
live::driver_answer acknowledge(complaint no, ack reply) {
  return [no = std::move(no), reply = std::move(reply)](const auto& result) {
    if (const auto* why = std::get_if<rules::refusal>(&result))
      return no(why->message);
    const auto& now = std::get<rules::availability>(result);
    reply(object{}.add("ok", true).add("data", wire::availability_json(now)));
  };
}

/// Reads the first argument; unknown members are nobody's business here.
template <class Read, class Use>
void with_body(const args& xs, const complaint& no, Read&& read, Use&& use) {
  if (xs[0].type() != value::kind::object)
    return no("the body must be an object");
  contract::input in{xs[0]};
  auto body = read(in);
  if (!in.ok())
    return no(sentence_of(in));
  use(std::move(body));
}

void set_trip(const surface& rest, const std::string& driver, std::optional<std::string> trip,
              const complaint& no, const ack& reply) {
  if (!trip)
    return rest.live->driver(driver, live::set_trip{}, acknowledge(no, reply));
  rest.live->look(*trip, [&rest, driver, no, reply, id = *trip](const auto& found) {
    const auto* one = std::get_if<live::trip_ptr>(&found);
    if (one == nullptr || (*one)->driver_id != driver || !rules::is_active((*one)->status))
      return no("The trip does not belong to the driver");
    rest.live->driver(driver, live::set_trip{id}, acknowledge(no, reply));
  });
}

void say_latest(const socket& s, const rules::trip& t, bool to_driver) {
  const auto latest = wire::latest_of(t);
  live::cast people;
  people.pickup = wire::pickup_of(t);
  const auto payload = to_driver ? wire::driver_payload(latest, people)
                                 : wire::passenger_payload(latest, people, &people.pickup);
  if (payload)
    s.emit(rules::event_name(latest.kind), *payload);
}

/// An offer that waits for him with the time that is left, or the trip he is on.
void bring_driver_up_to_date(const socket& s, const std::string& driver, const surface& rest) {
  const auto say = [s, driver, &rest](const auto& found) {
    if (std::holds_alternative<rules::refusal>(found))
      return;
    const auto& trip = *std::get<live::trip_ptr>(found);
    if (trip.driver_id == driver)
      return say_latest(s, trip, true);
    const auto* offer = rules::live_offer(trip);
    if (offer == nullptr || offer->driver_id != driver)
      return;
    const auto now = std::chrono::floor<std::chrono::milliseconds>(rest.clock->wall());
    const auto again = wire::offer_again(trip, now);
    const auto payload = again ? wire::driver_payload(*again, {}) : std::nullopt;
    if (payload)
      s.emit(rules::event_name(again->kind), *payload);
  };
  const auto look = [&rest, say](const std::optional<std::string>& trip) {
    if (trip)
      rest.live->look(*trip, say);
  };
  rest.live->driver(driver, live::find_trip{look}, {});
}

} // namespace

void open_drivers(nsp where, contract::auth_port& auth, const surface& rest) {
  const auto only_drivers = [](const principal& who) -> std::optional<refusal> {
    if (who.type == "driver")
      return std::nullopt;
    return refused("Wrong userType", "WRONG_USER_TYPE");
  };
  auth.protect(where, {only_drivers, [](auth_error why) { return words(why, "User inactive"); }});
  where.on_connect([&rest](socket& s) {
    const auto& who = contract::principal_of(s);
    s.join(driver_room(who.user));
    greet(s);
    rest.live->driver(who.user, live::be_connected{std::string{s.id()}, true}, {});
    bring_driver_up_to_date(s, who.user, rest);
  });
  where.on_disconnect([&rest](socket& s, std::string_view) {
    rest.live->driver(contract::principal_of(s).user,
                      live::be_connected{std::string{s.id()}, false}, {});
  });
  where.on("driver:status:update", [&rest](socket& s, const args& xs, ack reply) {
    const complaint no{s, "driver:status:update", xs, reply};
    with_body(xs, no, wire::read_status_write, [&](rules::status_write wanted) {
      rest.live->driver(contract::principal_of(s).user, live::set_status{wanted},
                        acknowledge(no, reply));
    });
  });
  where.on("driver:location:ping", [&rest](socket& s, const args& xs, ack reply) {
    const complaint no{s, "driver:location:ping", xs, reply};
    with_body(xs, no, wire::read_location, [&](const rules::ping& seen) {
      const auto answer = [no](const auto& result) {
        if (const auto* why = std::get_if<rules::refusal>(&result))
          return no(why->message);
        no.reply()(json{R"({"ok":true})"});
      };
      rest.live->driver(contract::principal_of(s).user, live::take_ping{seen}, answer);
    });
  });
  where.on("driver:trip:set", [&rest](socket& s, const args& xs, ack reply) {
    const complaint no{s, "driver:trip:set", xs, reply};
    with_body(xs, no, wire::read_current_trip, [&](std::optional<std::string> trip) {
      set_trip(rest, contract::principal_of(s).user, std::move(trip), no, reply);
    });
  });
}

void open_passengers(nsp where, contract::auth_port& auth, const surface& rest) {
  const auto only_passengers = [](const principal& who) -> std::optional<refusal> {
    if (who.type == "passenger")
      return std::nullopt;
    return refused("Wrong userType for /passengers", "WRONG_USER_TYPE");
  };
  auth.protect(where,
               {only_passengers, [](auth_error why) { return words(why, "User not active"); }});
  where.on_connect([&rest](socket& s) {
    const auto& who = contract::principal_of(s);
    s.join(passenger_room(who.user));
    greet(s);
    const auto say = [s](const auto& found) {
      if (const auto* trip = std::get_if<live::trip_ptr>(&found))
        say_latest(s, **trip, false);
    };
    rest.trip_of_passenger(who.user, [&rest, say](const std::optional<std::string>& trip) {
      if (trip)
        rest.live->look(*trip, say);
    });
  });
}

void open_admins(nsp where, contract::auth_port& auth) {
  const auto only_admins = [](const principal& who) -> std::optional<refusal> {
    if (who.type == "admin")
      return std::nullopt;
    return who.type == "driver" ? refused("Drivers not allowed in /admin", "WRONG_USER_TYPE")
                                : refused("Wrong userType for /admin", "WRONG_USER_TYPE");
  };
  auth.protect(where, {only_admins, [](auth_error why) { return words(why, "User inactive"); }});
  where.on_connect([](socket& s) {
    for (const auto* room : {"admin:all", "admin:drivers"})
      s.join(room);
    s.join(user_room(contract::principal_of(s).user));
    greet(s);
  });
  where.on("admin:trip:join", [](socket& s, const args& xs, ack) {
    if (const auto trip = xs[0]["tripId"].as_string(); trip && contract::is_uuid(*trip))
      s.join("trip:" + *trip);
  });
  where.on("admin:trip:leave", [](socket& s, const args& xs, ack) {
    if (const auto trip = xs[0]["tripId"].as_string())
      s.leave("trip:" + *trip);
  });
}

} // namespace fleetwire::systems::rides::realtime
