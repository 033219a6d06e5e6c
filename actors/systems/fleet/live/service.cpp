#include "actors/systems/fleet/live/service.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/fleet/live/alert_desk.hpp"
#include "actors/systems/fleet/live/geofence_desk.hpp"
#include "actors/systems/fleet/live/purger.hpp"
#include "actors/systems/fleet/live/sealer.hpp"
#include "actors/systems/fleet/live/shard.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"
#include "actors/systems/fleet/live/trip_desk.hpp"
#include "actors/systems/fleet/live/vehicle_actor.hpp"
#include "actors/systems/fleet/live/vehicle_desk.hpp"
#include "actors/systems/fleet/store/alerts.hpp"
#include "actors/systems/fleet/store/geofences.hpp"
#include "actors/systems/fleet/store/journal.hpp"
#include "actors/systems/fleet/store/positions.hpp"
#include "actors/systems/fleet/store/sealing.hpp"
#include "actors/systems/fleet/store/trips.hpp"
#include "actors/systems/fleet/store/vehicles.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <utility>

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

struct service::parts {
  track_counts counts;
  std::vector<shard_ptr> shards; ///< per worker
  caf::actor purger;
  caf::actor sealer;
};

namespace {

/// Rows of an earlier release that move in one transaction.
constexpr std::int64_t some_rows = 50'000;

} // namespace

service::~service() = default;

service::service(caf::actor_system& system, surroundings& around)
  : around_(around), parts_(std::make_unique<parts>()) {
  using contract::spawn_on;
  auto& kinds = around_.kinds;
  parts_->sealer =
    spawn_on<sealer>(system, around_.worker(0), around_, kinds.get("fleet_sealer"), parts_->counts);
  const auto share = std::max<std::size_t>(around_.how.history_queue / around_.workers, 1);
  for (unsigned i = 0; i < around_.workers; ++i) {
    auto& home = around_.worker(i);
    auto made = std::make_shared<shard>();
    made->log =
      std::make_shared<track_log>(around_.store, home, share, parts_->counts,
                                  [to = parts_->sealer] { caf::anon_send(to, journal_is_due{}); });
    around_.desks.push_back(
      spawn_on<vehicle_desk>(system, home, around_, kinds.get("vehicle_desk"), i, made));
    parts_->shards.push_back(std::move(made));
  }
  const auto at = [&](std::string_view name) -> auto& {
    return around_.worker(around_.home_of(name));
  };
  around_.trips = spawn_on<trip_desk>(system, at("trips"), around_, kinds.get("fleet_trip_desk"));
  around_.alerts = spawn_on<alert_desk>(system, at("alerts"), around_, kinds.get("alert_desk"));
  around_.geofences =
    spawn_on<geofence_desk>(system, at("geofences"), around_, kinds.get("geofence_desk"));
  parts_->purger = spawn_on<purger>(system, around_.worker(0), around_, kinds.get("fleet_purger"));
}

storage::status service::restore() {
  std::vector<rules::trip> trips;
  std::vector<rules::alert> open;
  std::vector<rules::geofence> fences;
  auto read = around_.store.write_now(storage::file::promises, [&](storage::session& db) {
    trips = store::load_ongoing(db);
    open = store::load_open(db);
    fences = store::load_geofences(db);
  });
  if (!read)
    return read;
  around_.open_alerts.set(std::move(open));
  around_.fences.set(rules::geofence_set{std::move(fences)});
  read = restore_vehicles();
  for (auto& each : trips)
    caf::anon_send(around_.trips, bring_back{std::move(each)});
  caf::anon_send(parts_->purger, deadline_came{});
  caf::anon_send(parts_->sealer, deadline_came{});
  return read;
}

/// Those who reported a short while ago are there; the others wake up when somebody asks.
storage::status service::restore_vehicles() {
  std::vector<vehicle_sight> all;
  auto read = around_.store.write_now(storage::file::promises, [&](storage::session& db) {
    for (auto& each : store::load_vehicles(db))
      all.emplace_back().record = std::move(each);
  });
  if (!read)
    return read;
  read = restore_ways(all);
  const auto since = around_.now() - around_.how.offline_after;
  for (auto& each : all)
    if (each.last_seen && *each.last_seen > since) {
      const auto& desk = around_.desk_of(each.record.id);
      caf::anon_send(desk, bring_vehicle_back{std::move(each)});
    }
  return read;
}

storage::status service::restore_ways(std::vector<vehicle_sight>& all) {
  for (std::int64_t moved = -1; moved != 0;) {
    auto end = around_.store.write_now(storage::file::history, [&](storage::session& db) {
      moved = store::move_rows(db, some_rows);
    });
    if (!end)
      return end;
  }
  return around_.store.write_now(storage::file::history, [&](storage::session& db) {
    parts_->counts.unsealed = static_cast<std::int64_t>(store::unsealed(db));
    const auto newest = store::newest_positions(db);
    for (auto& each : all)
      if (const auto last = newest.find(each.record.number); last != newest.end()) {
        const auto at = *last->second.seen.at;
        const bool is_ahead = at > around_.now();
        begin_way(each, {last->second, is_ahead ? store::latest_moment(db, last->second) : at});
      }
  });
}

void service::flush() {
  // Shared: a worker may still be leaving count_down() when this returns.
  auto done = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(parts_->shards.size()));
  for (unsigned i = 0; i < parts_->shards.size(); ++i)
    around_.worker(i).submit([log = parts_->shards[i]->log, done] {
      log->flush();
      done->count_down();
    });
  done->wait();
}

void service::stop() {
  for (const auto* each :
       {&around_.trips, &around_.alerts, &around_.geofences, &parts_->purger, &parts_->sealer})
    caf::anon_send_exit(*each, caf::exit_reason::user_shutdown);
  for (const auto& each : around_.desks)
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
}

void service::release() {
  around_.trips = nullptr;
  around_.alerts = nullptr;
  around_.geofences = nullptr;
  parts_->purger = nullptr;
  parts_->sealer = nullptr;
  around_.desks.clear();
  parts_->shards.clear();
}

void service::vehicle(const std::string& id, vehicle_command what, vehicle_answer reply) {
  caf::anon_send(around_.desk_of(id), tell_vehicle{id, std::move(what), std::move(reply)});
}

void service::report(take_report what) {
  const auto& desk = around_.desk_of(what.vehicle_id);
  caf::anon_send(desk, std::move(what));
}

void service::report(asker who, std::vector<listed_report> all,
                     std::shared_ptr<report_listener> to) {
  std::vector<std::vector<listed_report>> parts(around_.workers);
  if (around_.workers == 1)
    parts.front() = std::move(all);
  else
    for (auto& each : all)
      parts[around_.home_of(each.vehicle_id)].push_back(std::move(each));
  const auto name = std::make_shared<const asker>(std::move(who));
  for (unsigned i = 0; i < around_.workers; ++i)
    if (!parts[i].empty())
      caf::anon_send(around_.desks[i], take_reports{name, std::move(parts[i]), to});
}

void service::look_at_active(std::function<void(const vehicle_sight&)> each,
                             std::function<void()> done) {
  auto left = std::make_shared<std::atomic<std::size_t>>(around_.desks.size());
  const survey what{std::move(each), [left, done = std::move(done)] {
                      if (left->fetch_sub(1) == 1)
                        done();
                    }};
  for (const auto& desk : around_.desks)
    caf::anon_send(desk, what);
}

std::shared_ptr<const rules::geofence_set> service::geofences() const {
  return around_.fences.get();
}

std::shared_ptr<const std::vector<rules::alert>> service::open_alerts() const {
  return around_.open_alerts.get();
}

history_usage service::history() const noexcept {
  const auto& c = parts_->counts;
  return {c.written.load(), c.waiting.load(), c.shed.load()};
}

void service::trip(const std::string& id, trip_request what, trip_answer reply) {
  caf::anon_send(around_.trips, tell_trip{id, std::move(what), std::move(reply)});
}

void service::raise(rules::alert what, alert_answer reply) {
  caf::anon_send(around_.alerts, raise_alert{std::move(what), std::move(reply)});
}

void service::raise_of_vehicle(rules::alert what, asker who, alert_answer reply) {
  auto id = what.vehicle_id;
  vehicle(id, meet{std::move(who)},
          [this, what = std::move(what), reply = std::move(reply)](const vehicle_result& found) {
            if (const auto* no = std::get_if<rules::refusal>(&found))
              return reply(*no);
            auto made = what;
            const auto& newest = std::get<vehicle_sight>(found).way.newest;
            if (!made.where && newest)
              made.where = newest->where;
            raise(std::move(made), reply);
          });
}

void service::acknowledge(acknowledge_alert what) {
  caf::anon_send(around_.alerts, std::move(what));
}

void service::save(save_geofence what) {
  caf::anon_send(around_.geofences, std::move(what));
}

void service::forget(forget_geofence what) {
  caf::anon_send(around_.geofences, std::move(what));
}

} // namespace fleetwire::systems::fleet::live
