#include "tests/sim/fleet/yard.hpp"

#include "actors/runtime/one_shot.hpp"
#include "actors/systems/fleet/door/door.hpp"
#include "actors/systems/fleet/notifications/surface.hpp"
#include "actors/systems/fleet/notifications/table.hpp"
#include "actors/systems/fleet/store/schema.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace fleetwire::sim {

namespace {

using fleet::rules::instant;
namespace live = fleet::live;

const std::array schemas{fleet::notifications::table_schema, fleet::store::promises_schema,
                         fleet::store::history_schema};

live::options options_of(const fleet::fleet_settings& how) {
  live::options out;
  out.offline_after = how.offline_after;
  out.history_queue = how.history_queue;
  out.makes_unknown = how.auto_register;
  return out;
}

[[noreturn]] void nobody_asks() {
  throw std::logic_error("nobody is to ask for this");
}

} // namespace

/// As much of an engine as the notifications need.
class yard::host final : public contract::system_host {
public:
  explicit host(yard& of) : of_(of) {}
  nsp of(std::string_view name) override { return of_.stage_.of(name); }
  void serve(std::string_view, contract::page) override { nobody_asks(); }
  void route(contract::web_route) override { nobody_asks(); }
  void provide_auth(contract::auth_port&) override { nobody_asks(); }
  bool has_auth() const noexcept override { return true; }
  contract::auth_port& auth() override { return of_.door_; }
  const config::section& section(std::string_view) const override { nobody_asks(); }
  const std::string& data_folder() const noexcept override { return none_; }
  storage::store& store() override { return *of_.store_; }
  caf::actor_system& actors() override { return of_.stage_.system(); }
  unsigned workers() const noexcept override { return of_.around_.workers; }
  contract::worker& worker(unsigned index) override { return of_.stage_.worker(index); }
  const contract::clock& clock() const noexcept override { return *of_.stage_.clock(); }
  contract::kind_registry& kinds() override { return of_.stage_.kinds(); }
  void after(std::chrono::milliseconds delay, std::function<void()> task) override {
    of_.stage_.on(0, [this, delay, task = std::move(task)] {
      auto& here = of_.stage_.worker(0);
      runtime::one_shot::later(here.timers(), here.clock().now() + delay, task);
    });
  }

private:
  yard& of_;
  const std::string none_;
};

/// Tells whoever listens, then the sockets.
class yard::announcer final : public live::audience {
public:
  explicit announcer(nsp where) : voice_(std::move(where), false) {}
  void listen(live::audience* who) { listener_ = who; }

  void vehicle_changed(const live::vehicle_sight& v, instant at) override {
    say([&](auto& to) { to.vehicle_changed(v, at); });
  }
  void driver_left(const std::string& vehicle_id, const std::string& driver_id) override {
    say([&](auto& to) { to.driver_left(vehicle_id, driver_id); });
  }
  void vehicle_located(const std::string& vehicle_id, const fleet::rules::report& seen) override {
    say([&](auto& to) { to.vehicle_located(vehicle_id, seen); });
  }
  void presence_changed(const std::string& vehicle_id, bool is_online, instant at) override {
    say([&](auto& to) { to.presence_changed(vehicle_id, is_online, at); });
  }
  void fuel_low(const std::string& vehicle_id, double level, instant at) override {
    say([&](auto& to) { to.fuel_low(vehicle_id, level, at); });
  }
  void geofence_crossed(const std::string& vehicle_id, const fleet::rules::geofence& which,
                        bool entered, const fleet::rules::report& seen) override {
    say([&](auto& to) { to.geofence_crossed(vehicle_id, which, entered, seen); });
  }
  void trip_changed(const live::trip_sight& t, fleet::rules::trip_step what, instant at) override {
    say([&](auto& to) { to.trip_changed(t, what, at); });
  }
  void trip_driver_left(const std::string& trip_id, const std::string& driver_id) override {
    say([&](auto& to) { to.trip_driver_left(trip_id, driver_id); });
  }
  void trip_advanced(const live::trip_sight& t, instant at) override {
    say([&](auto& to) { to.trip_advanced(t, at); });
  }
  void alert_raised(const fleet::rules::alert& a) override {
    say([&](auto& to) { to.alert_raised(a); });
  }
  void alert_acknowledged(const fleet::rules::alert& a) override {
    say([&](auto& to) { to.alert_acknowledged(a); });
  }

private:
  template <class What>
  void say(What what) {
    if (listener_)
      what(*listener_);
    what(static_cast<live::audience&>(voice_));
  }

  fleet::tracking::voice voice_;
  live::audience* listener_ = nullptr;
};

yard::yard(const setup& how, disk_ptr disk, clock_ptr clock)
  : place(how, std::move(disk), std::move(clock), schemas),
    host_(std::make_unique<host>(*this)),
    announcer_(std::make_unique<announcer>(stage_.of("/"))),
    around_{.store = *store_,
            .clock = *stage_.clock(),
            .how = options_of(how.how),
            .tell = *announcer_,
            .new_id = [this] { return new_id(); },
            .workers = how.workers,
            .worker = [this](unsigned index) -> auto& { return stage_.worker(index); },
            .kinds = stage_.kinds()} {
  auto where = stage_.of("/");
  fleet::door::open(where, door_);
  notes_.emplace(*host_, how.how, where);
  fleet::notifications::open(where, *notes_);
  surface_.clock = stage_.clock().get();
  surface_.workers = how.workers;
  surface_.gps_roles = how.how.gps_roles;
  surface_.on_worker = [this, workers = how.workers](unsigned index, std::function<void()> what) {
    stage_.on(index % workers, std::move(what));
  };
  fleet::tracking::open(where, surface_);
  stage_.open();
  service_.emplace(stage_.system(), around_);
  surface_.live = &*service_;
  notes_->open();
  if (auto restored = service_->restore(); !restored)
    throw std::runtime_error(restored.detail());
}

yard::~yard() {
  service_->stop();
  stage_.settle();
  service_->release();
  store_ = nullptr;
}

void yard::listen(fleet::live::audience* who) {
  announcer_->listen(who);
}

std::unique_ptr<harness::fake_client> yard::approach(const std::string& token, unsigned worker) {
  auto client = stage_.client(worker);
  client->send(R"(0{"token":")" + token + R"("})");
  return client;
}

} // namespace fleetwire::sim
