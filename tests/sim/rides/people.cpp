#include "tests/sim/rides/world.hpp"

#include <algorithm>

namespace fleetwire::sim {

using namespace std::chrono_literals;
using rules::announcement_kind;
using rules::trip_status;

namespace {

/// Somewhere within three kilometres.
geo_point place_number(std::uint64_t number) {
  return {10.0 + static_cast<double>(number % 61) * 0.0005 - 0.015,
          -66.0 + static_cast<double>(number / 61 % 61) * 0.0005 - 0.015};
}

} // namespace

// -- answers ----------------------------------------------------------------------------------------------------

template <class T>
live::answer<T> rides_world::expect(std::string what, std::function<void(const T&)> check) {
  return course::expect<rules::refusal, T>(std::move(what), std::move(check));
}

void rides_world::tell(const std::string& trip_id, rules::command what, std::string words) {
  auto check = [this](const live::trip_ptr& t) { witness_.was_told(*t); };
  place_->rides().tell(trip_id, std::move(what), expect<live::trip_ptr>(std::move(words), check));
}

void rides_world::tell_driver(const std::string& driver_id, live::driver_command what,
                              std::string words, bool is_promise) {
  auto check = [this, is_promise](const rules::availability& a) {
    if (is_promise)
      witness_.was_told_of(a);
  };
  place_->rides().driver(driver_id, std::move(what),
                         expect<rules::availability>(std::move(words), check));
}

/// What was announced can be read at once.
void rides_world::look(const std::string& trip_id, std::uint64_t version) {
  auto check = [this, trip_id, version](const live::trip_ptr& t) {
    witness_.was_told(*t);
    if (t->version < version)
      witness_.fail(trip_id + ": what was announced is not to be seen");
  };
  place_->rides().look(trip_id, expect<live::trip_ptr>("somebody looks at " + trip_id, check));
}

// -- what people do of themselves ---------------------------------------------------------------------------

void rides_world::act() {
  const auto dealt = below(100);
  if (dealt < 24)
    return wish();
  if (dealt < 30)
    return wish_again();
  if (dealt < 36)
    return cancel_as_passenger();
  if (dealt < 56)
    return change_shift();
  if (dealt < 70)
    return move_driver();
  if (dealt < 74)
    return lose_or_find_network();
  if (dealt < 79)
    return answer_old_offer();
  if (dealt < 87)
    return race_with_deadline();
  if (const auto trip = some_trip(); trip && dealt < 93)
    return drive(any_of(drivers_).id, *trip);
  interfere();
}

std::optional<std::string> rides_world::some_trip() {
  if (requests_.empty())
    return std::nullopt;
  // Rather a late one.
  const auto back = std::min<std::uint64_t>(below(6), requests_.size() - 1);
  return requests_[requests_.size() - 1 - back].trip_id;
}

void rides_world::wish() {
  const auto number = std::to_string(requests_.size() + 1);
  send({any_of(passengers_), chance(50) ? "k" + number : "", "t" + number,
        place_number(below(3'000))});
}

/// The answer did not come, or nobody looked at it.
void rides_world::wish_again() {
  if (requests_.empty())
    return;
  auto again =
    requests_[requests_.size() - 1 - std::min<std::uint64_t>(below(4), requests_.size() - 1)];
  if (again.key.empty())
    return;
  again.trip_id = "t" + std::to_string(requests_.size() + 1);
  send(again);
}

void rides_world::send(const request& what) {
  requests_.push_back(what);
  auto key = what.key.empty() ? std::nullopt : std::optional{what.key};
  const witness::key_name name{what.passenger_id, what.key};
  if (key)
    attempts_[name].push_back(what.trip_id);
  auto wanted = town::wish(what.trip_id, what.passenger_id, what.where, key);
  wanted.reply =
    expect<live::trip_ptr>(what.passenger_id + " asks for " + what.trip_id + " " + what.key,
                           [this, name](const live::trip_ptr& t) {
                             witness_.was_told(*t);
                             if (!name.second.empty())
                               witness_.was_made(name, t->id);
                           });
  place_->rides().request(std::move(wanted));
}

void rides_world::cancel_as_passenger() {
  if (requests_.empty())
    return;
  const auto& his = any_of(requests_);
  tell(his.trip_id, rules::cancel_by_passenger{his.passenger_id, "by its passenger"},
       his.passenger_id + " cancels " + his.trip_id);
}

/// He changes his mind while they look for a driver, and so do the drivers.
void rides_world::all_at_once(const rules::announcement& what) {
  tell(what.trip_id, rules::cancel_by_passenger{what.passenger_id, "by its passenger"},
       what.passenger_id + " changes his mind about " + what.trip_id);
  for (auto& each : drivers_)
    if (chance(60))
      change_shift_of(each);
}

void rides_world::move_driver() {
  auto& who = drivers_[below(drivers_.size())];
  who.where = place_number(below(3'000));
  if (who.has_network && who.works)
    tell_driver(who.id, live::take_ping{{who.where, {}, chance(30), chance(70)}},
                who.id + " is somewhere", false);
}

void rides_world::change_shift() {
  change_shift_of(drivers_[below(drivers_.size())]);
}

void rides_world::change_shift_of(driver& who) {
  if (!who.works || chance(30)) {
    who.works = true;
    tell_driver(who.id, live::log_in{}, who.id + " logs in", true);
    tell_driver(who.id, live::take_ping{{who.where, {}, true, true}}, who.id + " is there", false);
    return;
  }
  if (chance(25)) {
    who.works = false;
    return tell_driver(who.id, live::log_out{}, who.id + " logs out", true);
  }
  rules::status_write wanted;
  wanted.is_available = chance(75);
  if (chance(30))
    wanted.is_online = chance(80);
  tell_driver(who.id, live::set_status{wanted},
              who.id + (*wanted.is_available ? " is free" : " has a break"), true);
}

/// Without it his client neither reports nor hears.
void rides_world::lose_or_find_network() {
  auto& who = drivers_[below(drivers_.size())];
  who.has_network = !who.has_network;
  note(who.id + (who.has_network ? " has a network again" : " loses the network"));
}

// -- offers -------------------------------------------------------------------------------------------------------

void rides_world::hear(const rules::announcement& what) {
  note("  told: " + what.trip_id + " " + std::string{rules::event_name(what.kind)} + " "
       + what.driver_id.value_or(""));
  witness_.heard(what);
  const auto known = witness_.trips().find(what.trip_id);
  if (known != witness_.trips().end() && chance(15))
    look(what.trip_id, known->second.version);
  if (what.kind == announcement_kind::assigning_started && chance(8))
    all_at_once(what);
  if (!what.to.driver || !what.driver_id)
    return;
  if (what.kind == announcement_kind::offered && what.expires_at)
    return consider({what.trip_id, *what.assignment_id, *what.driver_id, *what.expires_at});
  if (what.kind == announcement_kind::arriving_started
      || what.kind == announcement_kind::driver_arrived_pickup
      || what.kind == announcement_kind::started)
    ride_on(*what.driver_id, what);
}

/// His client shows an offer; what he does with it may take its time.
void rides_world::consider(const offer& asked) {
  offers_.push_back(asked);
  const auto who = std::ranges::find(drivers_, asked.driver_id, &driver::id);
  const auto left = asked.until - place_->now();
  const auto dealt = below(100);
  if (!who->has_network || dealt < 18)
    return;
  const std::function<void()> yes = [this, asked] { accept(asked, asked.driver_id); };
  const std::function<void()> no = [this, asked] { reject(asked); };
  if (dealt < 55)
    return later(between(0, 9'000), yes);
  if (dealt < 62) { // again and again
    for (int i = 0; i < 3; ++i)
      later(between(1'000, 1'500), yes);
    return;
  }
  if (dealt < 78)
    return later(left + between(-12, 3), chance(75) ? yes : no);
  if (dealt < 84)
    return later(left + between(500, 9'000), yes);
  later(between(0, 12'000), no);
}

void rides_world::reject(const offer& what) {
  place_->rides().tell_of_assignment(
    what.assignment_id, rules::reject_offer{what.assignment_id, what.driver_id, "too far"},
    expect<live::trip_ptr>(what.driver_id + " rejects " + what.trip_id,
                           [this](const live::trip_ptr& t) { witness_.was_told(*t); }));
}

void rides_world::accept(const offer& what, const std::string& driver_id) {
  const rules::accept_offer yes{what.assignment_id, driver_id};
  auto reply = expect<live::trip_ptr>(driver_id + " accepts " + what.trip_id,
                                      [this, yes](const live::trip_ptr& t) {
                                        witness_.was_told(*t);
                                        witness_.was_accepted(yes, *t);
                                      });
  if (chance(40))
    place_->rides().tell(what.trip_id, yes, std::move(reply));
  else
    place_->rides().tell_of_assignment(what.assignment_id, yes, std::move(reply));
}

/// Somebody answers what was not for him, or long ago.
void rides_world::answer_old_offer() {
  if (!offers_.empty())
    accept(any_of(offers_), any_of(drivers_).id);
}

/// An answer is on its way while the time of its offer runs out.
void rides_world::race_with_deadline() {
  std::vector<offer> open;
  for (const auto& each : offers_)
    if (each.until > place_->now())
      open.push_back(each);
  if (open.empty())
    return;
  const auto& chosen = any_of(open);
  pass(std::max(chosen.until - place_->now() - between(1, 30), 0ms));
  if (chance(75))
    accept(chosen, chosen.driver_id);
  else
    reject(chosen);
  for (auto n = below(8); n > 0; --n)
    step();
  if (chosen.until > place_->now())
    place_->tick(chosen.until - place_->now() - (chance(30) ? 1ms : 0ms));
}

// -- rides --------------------------------------------------------------------------------------------------------

/// One thing after the other, mostly in the order meant.
void rides_world::ride_on(const std::string& driver_id, const rules::announcement& what) {
  if (chance(15))
    return;
  const auto driver = driver_id;
  const auto trip = what.trip_id;
  rules::command next = rules::report_arrival{driver};
  if (what.kind == announcement_kind::driver_arrived_pickup)
    next = rules::start_ride{driver};
  else if (what.kind == announcement_kind::started)
    next = rules::complete_ride{driver, {}};
  later(between(500, 25'000),
        [this, driver, trip, next] { tell(trip, next, driver + " goes on with " + trip); });
}

/// Anything, by anybody.
void rides_world::drive(const std::string& driver_id, const std::string& trip_id) {
  const rules::command all[] = {
    rules::cancel_by_driver{driver_id, "flat tyre"},
    rules::report_arrival{driver_id},
    rules::start_ride{driver_id},
    rules::complete_ride{driver_id, {}},
    rules::head_to_pickup{driver_id, {}, {}},
    rules::track_driver{driver_id, place_number(below(3'000)), std::nullopt}};
  const auto number = below(std::size(all));
  tell(trip_id, all[number], driver_id + " does " + std::to_string(number) + " to " + trip_id);
}

void rides_world::interfere() {
  const auto trip = some_trip();
  if (!trip)
    return;
  const auto words = [&](const char* what) {
    return std::string{"an admin "} + what + " " + *trip;
  };
  const auto dealt = below(100);
  if (dealt < 20)
    return tell(*trip, rules::cancel_by_admin{"a1", "why not"}, words("cancels"));
  if (dealt < 30)
    return tell(*trip, rules::mark_no_drivers{"a1", "why not"}, words("gives up"));
  if (dealt < 40)
    return tell(*trip, rules::start_assigning{}, words("starts"));
  if (dealt < 65) {
    rules::matching_overrides how;
    if (chance(30))
      how.offer_ttl = std::chrono::seconds{5 + below(116)};
    return tell(*trip, rules::retry_matching{"a1", "again", how, false}, words("retries"));
  }
  if (dealt < 75 && !offers_.empty()) {
    const auto& asked = any_of(offers_);
    return tell(asked.trip_id, rules::expire_offer{asked.assignment_id, true},
                "an admin ends an offer of " + asked.trip_id);
  }
  rules::override_status how;
  how.admin_id = "a1";
  how.target = static_cast<trip_status>(below(8));
  how.reason = "by hand";
  tell(*trip, how, words("overrides"));
}

} // namespace fleetwire::sim
