#include "actors/systems/fleet/yard.hpp"

#include "actors/contract/random_id.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "caf/actor_system.hpp"

namespace fleetwire::systems::fleet {

namespace {

live::options options_of(const fleet_settings& how) {
  live::options out;
  out.motion.max_speed = how.max_speed;
  out.motion.max_deceleration = how.max_deceleration;
  out.motion.low_fuel = how.low_fuel;
  out.motion.low_fuel_margin = how.low_fuel_margin;
  out.offline_after = how.offline_after;
  out.history_kept = how.history_kept;
  out.history_queue = how.history_queue;
  out.makes_unknown = how.auto_register;
  out.device_key = how.device_key;
  return out;
}

std::string new_id() {
  return std::string{contract::random_id::make(0).text()};
}

} // namespace

struct yard::parts {
  live::surroundings around;
  live::service live;

  parts(contract::system_host& host, const fleet_settings& how, live::audience& tell)
    : around{.store = host.store(),
             .clock = host.clock(),
             .how = options_of(how),
             .tell = tell,
             .new_id = new_id,
             .workers = host.workers(),
             .worker = [&host](unsigned index) -> auto& { return host.worker(index); },
             .kinds = host.kinds()},
      live(host.actors(), around) {}
};

yard::yard(contract::system_host& host, const fleet_settings& how, nsp where)
  : host_(host), how_(how), voice_(where, how.open_subscriptions) {
  surface_.clock = environment_.clock = &host.clock();
  surface_.is_open = how.open_subscriptions;
  surface_.gps_roles = how.gps_roles;
  surface_.on_worker = [this](unsigned index, std::function<void()> what) {
    host_.worker(index % host_.workers()).submit(std::move(what));
  };
  environment_.new_id = new_id;
  tracking::open(std::move(where), surface_);
  routes::add_vehicle_routes(host, environment_);
  routes::add_report_routes(host, environment_);
  routes::add_history_routes(host, environment_);
  routes::add_trip_routes(host, environment_);
  routes::add_alert_routes(host, environment_);
  routes::add_geofence_routes(host, environment_);
  routes::add_tracker_routes(host, environment_);
}

yard::~yard() = default;

void yard::start() {
  parts_ = std::make_unique<parts>(host_, how_, voice_);
  environment_.store = &host_.store();
  surface_.workers = host_.workers();
  surface_.live = environment_.live = &parts_->live;
  if (auto restored = parts_->live.restore(); !restored)
    throw std::runtime_error(restored.detail());
  running_ = &parts_->live;
}

void yard::stop() {
  if (!parts_)
    return;
  running_ = nullptr;
  parts_->live.flush();
  parts_->live.stop();
}

void yard::release() {
  if (parts_)
    parts_->live.release();
}

} // namespace fleetwire::systems::fleet
