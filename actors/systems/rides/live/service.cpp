#include "actors/systems/rides/live/service.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/rides/live/driver_desk.hpp"
#include "actors/systems/rides/live/matcher.hpp"
#include "actors/systems/rides/live/recorder.hpp"
#include "actors/systems/rides/live/trip_desk.hpp"
#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/store/outbox.hpp"
#include "actors/systems/rides/store/trips.hpp"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::live {

namespace {

/// One name for the group of each system of actors: several engines in a process do not mix.
std::string group_name(caf::actor_system& system) {
  return "rides-" + std::to_string(reinterpret_cast<std::uintptr_t>(&system));
}

/// Trips that go on once nobody holds this any more: each is looked at, and so reads itself as it is
/// by then. From any thread.
class trips_to_come {
public:
  explicit trips_to_come(caf::actor desk) : desk_(std::move(desk)) {}
  trips_to_come(const trips_to_come&) = delete;
  trips_to_come& operator=(const trips_to_come&) = delete;
  ~trips_to_come() {
    for (auto& id : ids_)
      caf::anon_send(desk_, look_at_trip{std::move(id), [](const auto&) {}});
  }
  void add(std::string id) { ids_.push_back(std::move(id)); }

private:
  caf::actor desk_;
  std::vector<std::string> ids_;
};

} // namespace

service::service(caf::actor_system& system, surroundings& around) : around_(around) {
  using contract::spawn_on;
  around_.news = system.groups().get_local(group_name(system));
  auto& kinds = around_.kinds;
  around_.matcher =
    spawn_on<matcher>(system, around_.home_of("matcher"), around_, kinds.get("matcher"));
  around_.recorder =
    spawn_on<recorder>(system, around_.home_of("recorder"), around_, kinds.get("recorder"));
  around_.drivers =
    spawn_on<driver_desk>(system, around_.home_of("drivers"), around_, kinds.get("driver_desk"));
  around_.trips =
    spawn_on<trip_desk>(system, around_.home_of("trips"), around_, kinds.get("trip_desk"));
}

storage::status service::restore() {
  std::vector<rules::trip> trips;
  std::vector<rules::availability> drivers;
  std::vector<store::outbox_entry> unsaid;
  auto read = around_.store.write_now(storage::file::promises, [&](storage::session& db) {
    trips = store::load_live_trips(db);
    drivers = store::load_online(db);
    unsaid = store::load_outbox(db);
  });
  if (!read)
    return read;
  for (const auto& each : unsaid)
    caf::anon_send(around_.news, trip_news{{each.what}, std::make_shared<const cast>()});
  store::told_versions told;
  for (const auto& each : unsaid)
    told[each.trip_id] = each.version; // the last is the greatest
  if (!told.empty())
    around_.store.write(
      storage::file::promises,
      [told = std::move(told)](storage::session& db) { store::forget_outbox(db, told); }, {});
  // Each driver holds it until he is known again: a search that came before them would find nobody.
  const auto later = std::make_shared<trips_to_come>(around_.trips);
  std::set<std::pair<std::string, std::string>> engaged;
  for (const auto& each : trips) {
    // The trip is the truth; its driver may not have heard of it. He does before anybody asks him.
    if (const auto* offer = rules::live_offer(each))
      driver(offer->driver_id, hold{each.id}, {});
    if (each.driver_id) {
      engaged.emplace(*each.driver_id, each.id);
      driver(*each.driver_id, engage{each.id, {}}, {});
    }
    later->add(each.id);
  }
  for (const auto& each : drivers)
    if (each.trip_id && !engaged.contains({each.driver_id, *each.trip_id}))
      driver(each.driver_id, live::release{*each.trip_id}, [later](const auto&) {});
    else
      driver(each.driver_id, live::look{}, [later](const auto&) {});
  return read;
}

void service::stop() {
  for (const auto* each : {&around_.trips, &around_.drivers, &around_.matcher, &around_.recorder})
    caf::anon_send_exit(*each, caf::exit_reason::user_shutdown);
}

void service::release() {
  around_.trips = nullptr;
  around_.drivers = nullptr;
  around_.matcher = nullptr;
  around_.recorder = nullptr;
  around_.news = nullptr;
}

void service::request(ask_for_trip what) {
  caf::anon_send(around_.trips, std::move(what));
}

void service::tell(const std::string& trip_id, rules::command what, trip_answer reply) {
  caf::anon_send(around_.trips, tell_trip{trip_id, std::move(what), std::move(reply)});
}

void service::tell_of_assignment(const std::string& assignment_id, rules::command what,
                                 trip_answer reply) {
  caf::anon_send(around_.trips, tell_assignment{assignment_id, std::move(what), std::move(reply)});
}

void service::look(const std::string& trip_id, trip_answer reply) {
  caf::anon_send(around_.trips, look_at_trip{trip_id, std::move(reply)});
}

void service::driver(const std::string& driver_id, driver_command what, driver_answer reply) {
  caf::anon_send(around_.drivers, tell_driver{driver_id, std::move(what), std::move(reply)});
}

void service::near(count_nearby what) {
  caf::anon_send(around_.matcher, std::move(what));
}

} // namespace fleetwire::systems::rides::live
