#include "tests/sim/fleet/world.hpp"

#include "actors/contract/rest.hpp"

#include <algorithm>

namespace fleetwire::sim {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t few = 40; ///< that the history takes, where it is narrow
constexpr auto forget_every = 10min;

fleet::live::asker back_end() {
  return {.user = "back", .is_keeper = true, .sees_all = true, .is_vehicle = false};
}

} // namespace

fleet_world::fleet_world(std::uint64_t seed, bool keeps_trace) : course(seed, keeps_trace) {
  how_.auto_register = chance(75);
  how_.offline_after = chance(50) ? milliseconds{20s} : milliseconds{5min};
  if (chance(20))
    how_.history_queue = few;
  if (chance(20))
    how_.notifications_per_user = 1 + below(4);
  if (chance(30))
    how_.notifications_kept = 60s;
  for (auto n = 1 + below(4); n > 0; --n) {
    vehicle_ids_.push_back("v" + std::to_string(n));
    if (chance(30))
      add_client(vehicle_ids_.back(), "vehicle");
  }
  add_client("boss", "admin");
  for (auto n = 1 + below(2); n > 0; --n)
    add_client("dora", "dispatcher");
  for (auto n = 1 + below(2); n > 0; --n)
    add_client("d" + std::to_string(n), "driver");
}

void fleet_world::add_client(const std::string& user, const std::string& role) {
  clients_.push_back(std::unique_ptr<client>(new client{clients_.size(), user, role}));
  if (std::ranges::find(users_, user) == users_.end())
    users_.push_back(user);
}

void fleet_world::open(const place::setup& how) {
  place_ = std::make_unique<yard>(yard::setup{how, how_}, disk_, clock_);
  told_before_ = told_ - witness_.told();
  witness_.begin(*place_, {how_.offline_after, how_.history_queue > few,
                           how_.notifications_per_user > 100 && how_.notifications_kept > 1h});
  place_->listen(&witness_);
  for (auto& each : clients_)
    if (chance(80))
      connect(*each);
}

void fleet_world::close() {
  place_->listen(nullptr);
  for (auto& each : clients_)
    hang_up(*each);
  place_ = nullptr;
}

void fleet_world::after_commit(storage::file where) {
  if (where == storage::file::promises)
    witness_.look_at_promises();
}

void fleet_world::after_step() {
  told_ = told_before_ + witness_.told();
  for (auto& each : clients_)
    each->line.listen([&](std::string_view event, const value& what) { hear(*each, event, what); });
}

void fleet_world::act() {
  const auto dealt = below(100);
  if (dealt < 32)
    return report();
  if (dealt < 37)
    return report_all();
  if (dealt < 44)
    return report_again();
  if (dealt < 58)
    return listen_to_something();
  if (dealt < 62)
    return stop_listening();
  if (dealt < 67)
    return manage_vehicle();
  if (dealt < 75)
    return manage_trip();
  if (dealt < 79)
    return manage_fence();
  if (dealt < 83)
    return manage_alert();
  if (dealt < 89)
    return notify();
  if (dealt < 94)
    return read_notes();
  lose_or_find_network();
}

// -- phones ----------------------------------------------------------------------------------------------

/// One of those that are in.
fleet_world::client* fleet_world::somebody() {
  auto* who = any_of(clients_).get();
  return who->line.is_in() ? who : nullptr;
}

void fleet_world::connect(client& who) {
  note(who.user + " " + std::to_string(who.number) + " connects");
  who.line.connect(
    place_->approach(who.user + ":" + who.role, static_cast<unsigned>(below(workers_))));
}

void fleet_world::hang_up(client& who) {
  who.line.drop();
  witness_.hung_up(who.number);
  for (const auto each : std::exchange(who.questions, {}))
    forget_question(each);
}

void fleet_world::lose_or_find_network() {
  auto& who = *any_of(clients_);
  if (!who.line.has_line())
    return connect(who);
  note(std::to_string(who.number) + " loses the network");
  hang_up(who);
  if (chance(50))
    later(between(0, 4'000), [this, &who] {
      if (!who.line.has_line())
        connect(who);
    });
}

void fleet_world::hear(client& who, std::string_view event, const value& what) {
  const auto text = [&](std::string_view name) { return what[name].as_string().value_or(""); };
  if (event == "connect") {
    witness_.came_in(who.number, who.user, who.is_staff());
    if (chance(70))
      ask_as(who, "notification:request-count", {},
             std::to_string(who.number) + " asks for a count", [](const auto&) {}, {});
    for (const auto& [each, visit] : who.wants)
      listen(who, each);
    return;
  }
  note("  " + std::to_string(who.number) + " hears " + std::string{event} + " " + text("vehicleId")
       + text("tripId"));
  if (event == "notification:new")
    return witness_.got_note(who.number, text("id"));
  if (event == "notification:count")
    return witness_.got_count(who.number, what["count"].as_int().value_or(-1));
  if (event == "emergency:alert")
    return witness_.got_alert(who.number, what["alert"]["id"].as_string().value_or(""));
  if (event == "connect_error" || event == "disconnect" || event == "answered again")
    return witness_.fail(who.user + ": " + std::string{event});
  hear_of_vehicle(who, event, what);
}

void fleet_world::hear_of_vehicle(client& who, std::string_view event, const value& what) {
  const auto text = [&](std::string_view name) { return what[name].as_string().value_or(""); };
  const fleet_witness::seat_name of_vehicle{who.number, "vehicle:" + text("vehicleId")};
  const fleet_witness::seat_name of_trip{who.number, "trip:" + text("tripId")};
  const auto at = contract::rest::parse_iso(text("timestamp"));
  if (event == "vehicle:location")
    witness_.got_position(of_vehicle, text("vehicleId"), *at);
  else if (event == "tracking:update")
    witness_.got_position({who.number, "tracking"}, text("vehicleId"), *at);
  else if (event == "vehicle:updated")
    witness_.got_driver(of_vehicle, what["data"]["driverId"].as_string().value_or(""));
  else if (event == "trip:cancelled")
    witness_.got_state(of_trip, "cancelled");
  else if (event.starts_with("trip:"))
    // Progress says the state in the member `status`, the rest in one of its own.
    witness_.got_state(
      of_trip,
      what["data"][what["data"]["state"].exists() ? "state" : "status"].as_string().value_or(""));
}

// -- quiet moments ---------------------------------------------------------------------------------------

void fleet_world::judge() {
  witness_.at_rest(has_failed_);
  if (is_well())
    look_at_all();
}

/// What is told of vehicles and trips to whoever asks.
void fleet_world::look_at_all() {
  for (const auto& id : vehicle_ids_)
    if (witness_.knows_vehicle(id))
      place_->live().vehicle(
        id, fleet::live::look_at{back_end()},
        expect<refusal, fleet::live::vehicle_sight>(
          "somebody looks at " + id,
          [this](const fleet::live::vehicle_sight& v) { witness_.check_sight(v); }));
  for (const auto& id : witness_.trip_ids())
    place_->live().trip(id, fleet::live::look_at_trip{back_end()},
                        expect<refusal, fleet::live::trip_sight>(
                          "somebody looks at " + id, [this](const fleet::live::trip_sight& t) {
                            witness_.check_sight(t, has_failed_);
                          }));
  settle();
}

void fleet_world::go_home() {
  forget_plans();
  pass(forget_every + 1s); // old notifications go, tracks are sealed
  come_to_rest();
  for (auto& each : clients_)
    hang_up(*each);
  pass(1s);
  if (is_well())
    witness_.at_the_end();
}

} // namespace fleetwire::sim
