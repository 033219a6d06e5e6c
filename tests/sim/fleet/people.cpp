#include "tests/sim/fleet/world.hpp"

#include "actors/contract/rest.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::sim {

using namespace std::chrono_literals;
namespace live = fleet::live;

namespace {

constexpr std::int64_t base_lat = 10'000'000, base_lng = -66'000'000; // in millionths
constexpr std::int64_t wide = 800;                                    // about 90 m
constexpr std::int64_t far = 2'000'000;                               // more than 200 km
constexpr std::size_t most_trips = 5;

live::asker back_end() {
  return {.user = "back", .is_keeper = true, .sees_all = true, .is_vehicle = false};
}

fleet::rules::point place_of(std::int64_t lat, std::int64_t lng) {
  return {static_cast<double>(lat) / 1e6, static_cast<double>(lng) / 1e6};
}

fleet::rules::report report_of(const sent_report& what) {
  fleet::rules::report out;
  out.where = place_of(what.lat, what.lng);
  out.at = what.at;
  out.fuel = what.fuel;
  return out;
}

/// Of a list of reports, each heard of by itself.
class list_listener final : public live::report_listener {
public:
  explicit list_listener(std::function<void(std::size_t)> done) : done_(std::move(done)) {}
  void taken(const live::verdict_counts& some) override {
    for (const auto each : some)
      done_(each);
  }
  void refused(std::size_t, const fleet::rules::refusal&) override { done_(1); }

private:
  std::function<void(std::size_t)> done_;
};

} // namespace

/// An event with an acknowledgement, if he is connected.
void fleet_world::ask_as(client& who, std::string_view event, const json& body,
                         const std::string& words, good_end then, bad_end or_else) {
  if (!who.line.is_in())
    return;
  const auto number = ask(words);
  who.questions.insert(number);
  who.line.emit(event, body,
                [this, &who, number, words, then = std::move(then),
                 or_else = std::move(or_else)](const value& got) {
                  who.questions.erase(number);
                  if (!answered(number, words))
                    return;
                  if (got["ok"].as_bool() == true) {
                    note("  done: " + words);
                    return then(got);
                  }
                  const auto code = got["code"].as_string().value_or("");
                  refused(words, code == "STORAGE_UNAVAILABLE" || code == "OVERLOADED" ? 503 : 409,
                          code, ""); // the words may name what is made by chance
                  if (or_else)
                    or_else(code);
                });
}

// -- reports ---------------------------------------------------------------------------------------------

/// Mostly where it was, now; sometimes late, ahead of time, or from far off.
sent_report fleet_world::new_report() {
  sent_report out;
  out.vehicle = some_vehicle();
  auto& off = far_off_[out.vehicle];
  if (chance(4))
    off = off == 0 ? far : 0;
  const auto seems = chance(4) ? far - off : off;
  do
    out.lat = base_lat + seems + between(-wide, wide).count();
  while (!latitudes_.insert(out.lat).second);
  out.lng = base_lng + between(-wide, wide).count();
  if (chance(45))
    out.at = place_->now() + (chance(70) ? between(-4'000, 200) : between(-60'000, 70'000));
  if (chance(50))
    out.fuel = static_cast<double>(below(40));
  return out;
}

void fleet_world::report() {
  sent_.push_back(new_report());
  send(sent_.back());
}

/// The network was slow: it comes twice, or somebody says once more what was said long ago.
void fleet_world::report_again() {
  if (sent_.empty())
    return;
  const auto back = std::min<std::uint64_t>(below(8), sent_.size() - 1);
  const auto& what = sent_[sent_.size() - 1 - back];
  // One that was not believed is older when it comes again, and then it counts.
  if (what.at && !witness_.was_impossible(what))
    send(what);
}

/// By the vehicle itself, its driver or the back end.
void fleet_world::send(const sent_report& what) {
  if (chance(40))
    for (auto& each : clients_)
      if (each->line.is_in() && !each->is_staff() && chance(50))
        return send_as(*each, what);
  witness_.was_sent(what);
  live::take_report sent;
  sent.vehicle_id = what.vehicle;
  sent.seen = report_of(what);
  sent.who = back_end();
  sent.reply = expect<refusal, fleet::rules::verdict>(
    what.vehicle + " is at " + std::to_string(what.lat),
    [this, what](const fleet::rules::verdict& how) { hear(what, std::string{to_string(how)}); });
  place_->live().report(std::move(sent));
}

void fleet_world::send_as(client& who, const sent_report& what) {
  witness_.was_sent(what);
  const auto where = place_of(what.lat, what.lng);
  object body;
  body.add("vehicleId", std::string_view{what.vehicle}).add("lat", where.lat).add("lng", where.lng);
  if (what.at)
    body.add("at", what.at->time_since_epoch().count());
  if (what.fuel)
    body.add("fuelLevel", *what.fuel);
  ask_as(who, "vehicle:gps", body.build(),
         who.user + " says that " + what.vehicle + " is at " + std::to_string(what.lat),
         [this, what](const value& got) { hear(what, got["result"].as_string().value_or("")); },
         {});
}

void fleet_world::hear(const sent_report& what, const std::string& verdict) {
  note("  " + verdict
       + (what.at ? " at " + std::to_string((*what.at - place_->now()).count()) + " ms" : ""));
  witness_.was_taken(what, verdict);
}

/// A list of several vehicles, as a back end sends it.
void fleet_world::report_all() {
  std::vector<live::listed_report> all;
  for (auto n = 2 + below(6); n > 0; --n) {
    const auto what = new_report();
    witness_.was_sent(what);
    all.push_back({what.vehicle, report_of(what), all.size()});
  }
  const auto words = "a list of " + std::to_string(all.size()) + " reports";
  const auto number = ask(words);
  const auto left = std::make_shared<std::size_t>(all.size());
  const auto done = [this, number, words, left, life = life_](std::size_t count) {
    if (!lives(life) || count == 0)
      return;
    if (count > *left)
      return witness_.fail("more is told of " + words);
    *left -= count;
    if (*left == 0 && answered(number, words))
      note("  done: " + words);
  };
  place_->live().report(back_end(), std::move(all), std::make_shared<list_listener>(done));
}

// -- rooms -------------------------------------------------------------------------------------------------

/// `what` is "vehicle:x", "trip:x" or "tracking".
void fleet_world::listen(client& who, const std::string& what) {
  if (!who.line.is_in())
    return;
  const auto visit = ++visits_;
  const fleet_witness::seat_name seat{who.number, what};
  who.wants[what] = visit;
  witness_.comes(seat, visit);
  const auto kind = what.substr(0, what.find(':'));
  std::string id;
  if (kind != "tracking")
    append_json_string(id, what.substr(kind.size() + 1));
  ask_as(
    who, "subscribe:" + kind, json{id}, std::to_string(who.number) + " listens to " + what,
    [this, seat, visit](const value&) { witness_.was_welcomed(seat, visit); },
    [this, seat](const auto&) { witness_.leaves(seat); });
}

void fleet_world::listen_to_something() {
  auto* who = somebody();
  if (!who)
    return;
  if (const auto dealt = below(100); dealt < 45)
    listen(*who, "vehicle:" + some_vehicle());
  else if (dealt < 70 && !trip_ids_.empty())
    listen(*who, "trip:" + any_of(trip_ids_));
  else
    listen(*who, "tracking");
}

void fleet_world::stop_listening() {
  auto* who = somebody();
  if (!who || who->wants.empty())
    return;
  auto chosen = who->wants.begin();
  std::advance(chosen, below(who->wants.size()));
  const auto what = chosen->first;
  who->wants.erase(chosen);
  witness_.leaves({who->number, what});
  const auto kind = what.substr(0, what.find(':'));
  std::string id;
  if (kind != "tracking")
    append_json_string(id, what.substr(kind.size() + 1));
  ask_as(*who, "unsubscribe:" + kind, json{id},
         std::to_string(who->number) + " listens no more to " + what, [](const auto&) {}, {});
}

// -- what a back end manages ---------------------------------------------------------------------------------

void fleet_world::manage_vehicle() {
  const auto id = some_vehicle();
  fleet::rules::vehicle_patch what;
  what.plate = "P" + std::to_string(below(100));
  const auto driver = "d" + std::to_string(1 + below(2));
  if (chance(60))
    what.driver_id = chance(25) ? std::nullopt : std::optional{driver};
  const auto answer = expect<refusal, live::vehicle_sight>(
    "the back end writes " + id, [this](const live::vehicle_sight& v) { witness_.was_told(v); });
  if (chance(40))
    return place_->live().vehicle(id, live::make_vehicle{what}, answer);
  place_->live().vehicle(id, live::change_vehicle{what}, answer);
}

void fleet_world::manage_trip() {
  using fleet::rules::trip_step;
  const bool is_new = trip_ids_.size() < most_trips && chance(40);
  if (is_new)
    trip_ids_.push_back("t" + std::to_string(trip_ids_.size() + 1));
  if (trip_ids_.empty())
    return;
  const auto id = is_new ? trip_ids_.back() : any_of(trip_ids_);
  fleet::rules::trip_patch patch;
  if (is_new || chance(20))
    patch.vehicle_id = some_vehicle();
  if (is_new || chance(15)) {
    std::vector<fleet::rules::stop> stops;
    for (auto n = 1 + below(4); n > 0; --n)
      stops.push_back(
        {place_of(base_lat + between(-3 * wide, 3 * wide).count(), base_lng), {}, {}, {}});
    patch.stops = std::move(stops);
  }
  if (chance(20))
    patch.driver_id = "d" + std::to_string(1 + below(2));
  constexpr trip_step steps[] = {trip_step::start,  trip_step::start,    trip_step::start,
                                 trip_step::change, trip_step::complete, trip_step::cancel};
  const auto step = any_of(steps);
  const auto answer = expect<refusal, live::trip_sight>(
    "the back end does " + std::to_string(static_cast<int>(step)) + " to " + id,
    [this](const live::trip_sight& t) { witness_.was_told(t); });
  if (is_new && chance(50))
    return place_->live().trip(id, live::make_trip{patch}, answer);
  place_->live().trip(id, live::do_step{{step, patch, "so it is"}, chance(50)}, answer);
}

void fleet_world::manage_fence() {
  const auto id = "g" + std::to_string(1 + below(3));
  const bool is_first = fences_.insert(id).second;
  witness_.fence_is_asked_for(id, is_first);
  const auto answer = expect<refusal, fleet::rules::geofence>(
    "the back end draws " + id,
    [this, id](const fleet::rules::geofence&) { witness_.fence_has_changed(id); });
  if (!is_first && chance(30))
    return place_->live().forget({id, answer});
  fleet::rules::geofence what;
  what.id = what.name = id;
  what.where = fleet::rules::circle{place_of(base_lat + between(-wide, wide).count(), base_lng),
                                    static_cast<double>(20 + below(60))};
  if (chance(30))
    what.vehicles = {some_vehicle()};
  place_->live().save({what, !is_first && chance(50), answer});
}

void fleet_world::manage_alert() {
  const auto open = witness_.open_alerts();
  if (chance(50) || open.empty()) {
    fleet::rules::alert what;
    what.type = "panic";
    what.vehicle_id = some_vehicle();
    what.worth = chance(40) ? fleet::rules::priority::critical : fleet::rules::priority::medium;
    return place_->live().raise_of_vehicle(
      what, back_end(),
      expect<refusal, fleet::rules::alert>(
        "help for " + what.vehicle_id,
        [this](const fleet::rules::alert& a) { witness_.was_raised(a.id); }));
  }
  const auto id = any_of(open);
  const auto acknowledged = [this, id] { witness_.was_acknowledged(id); };
  if (auto* who = somebody(); who && chance(60)) {
    std::string body;
    append_json_string(body, id);
    return ask_as(*who, "emergency:acknowledge", json{body}, who->user + " looks after " + id,
                  [acknowledged](const auto&) { acknowledged(); }, {});
  }
  place_->live().acknowledge({id, "back",
                              expect<refusal, fleet::rules::alert>(
                                "the back end looks after " + id,
                                [acknowledged](const fleet::rules::alert&) { acknowledged(); })});
}

// -- notifications -------------------------------------------------------------------------------------------

void fleet_world::notify() {
  std::vector<std::string> to;
  for (const auto& each : users_)
    if (to.empty() || chance(30))
      to.push_back(chance(80) ? any_of(users_) : each);
  to = fleet::notifications::each_once(std::move(to));
  fleet::notifications::draft what;
  what.title = "n" + std::to_string(++notes_);
  place_->notes().send(to, what,
                       expect<refusal, std::vector<fleet::notifications::note>>(
                         what.title + " to " + std::to_string(to.size()),
                         [this](const std::vector<fleet::notifications::note>& made) {
                           later(0ms, [this, made] {
                             for (const auto& each : made)
                               witness_.was_noted(each.id);
                           });
                         }));
}

void fleet_world::read_notes() {
  auto* who = somebody();
  if (!who)
    return;
  const auto words = std::to_string(who->number);
  const auto dealt = below(100);
  const auto mine = witness_.notes_of(who->user);
  if (dealt < 55 && !mine.empty()) {
    const auto back = std::min<std::uint64_t>(below(6), mine.size() - 1);
    std::string body;
    append_json_string(body, mine[mine.size() - 1 - back]);
    return ask_as(*who, "notification:mark-read", json{body}, words + " reads one",
                  [](const auto&) {}, {});
  }
  if (dealt < 75)
    return ask_as(*who, "notification:mark-all-read", {}, words + " reads all", [](const auto&) {},
                  {});
  ask_as(*who, "notification:request-count", {}, words + " asks for a count", [](const auto&) {},
         {});
}

} // namespace fleetwire::sim
