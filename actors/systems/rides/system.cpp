#include "actors/contract/system.hpp"
#include "actors/contract/rest.hpp"
#include "actors/contract/spawn.hpp"
#include "actors/contract/uuid.hpp"
#include "actors/systems/rides/catalog/catalog.hpp"
#include "actors/systems/rides/catalog/routes.hpp"
#include "actors/systems/rides/catalog/schema.hpp"
#include "actors/systems/rides/live/service.hpp"
#include "actors/systems/rides/realtime/namespaces.hpp"
#include "actors/systems/rides/realtime/notices.hpp"
#include "actors/systems/rides/realtime/publisher.hpp"
#include "actors/systems/rides/registry.hpp"
#include "actors/systems/rides/routes/live_calls.hpp"
#include "actors/systems/rides/routes/routes.hpp"
#include "actors/systems/rides/settings.hpp"
#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/store/schema.hpp"
#include "actors/systems/rides/store/trips.hpp"

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "caf/all.hpp"

namespace fleetwire::systems::rides {

namespace {

/// Keeps the parts together: the catalogue, the live actors, routes, namespaces and publishers.
class rides_system final : public contract::running_system {
public:
  explicit rides_system(contract::system_host& host)
    : host_(host),
      options_(host.settings<rides_settings>(section_name)),
      catalog_(catalog_options(), host.clock()),
      registry_(catalog_),
      passengers_(host.of("/passengers")),
      drivers_(host.of("/drivers")),
      admins_(host.of("/admin")) {
    catalog_.people = &host.auth();
    surface_.clock = &host.clock();
    surface_.trip_of_passenger = [this](const std::string& id, const auto& done) {
      find_trip_of_passenger(id, done);
    };
    realtime::open_drivers(drivers_, host.auth(), surface_);
    realtime::open_passengers(passengers_, host.auth(), surface_);
    realtime::open_admins(admins_, host.auth());
    host.auth().on_session(
      [this](const auto& event, auto done) { on_session(event, std::move(done)); });
    fill(environment_);
    catalog::add_routes(host, catalog_);
    routes::add_routes(host, environment_);
  }

  void start() override {
    if (auto opened = catalog_.open(host_.store()); !opened)
      throw std::runtime_error(opened.detail());
    around_.emplace(live::surroundings{.store = host_.store(),
                                       .clock = host_.clock(),
                                       .fleet = registry_,
                                       .find_person = environment_.find_person,
                                       .new_id = contract::random_uuid,
                                       .home_of = [this](std::string_view id) -> auto& {
                                         return host_.worker(static_cast<unsigned>(
                                           std::hash<std::string_view>{}(id) % host_.workers()));
                                       },
                                       .kinds = host_.kinds()});
    live_.emplace(host_.actors(), *around_);
    surface_.live = &*live_;
    environment_.store = &host_.store();
    environment_.live = routes::calls_of(*live_);
    publish(realtime::for_passengers(passengers_));
    publish(realtime::for_drivers(drivers_));
    publish(realtime::for_admins(admins_));
    if (auto restored = live_->restore(); !restored)
      throw std::runtime_error(restored.detail());
  }

  void stop() override {
    for (const auto& each : publishers_)
      caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
    if (live_)
      live_->stop();
  }

  void release() override {
    publishers_.clear();
    if (live_)
      live_->release();
  }

private:
  catalog::options catalog_options() {
    catalog::options how;
    how.open_writes = options_.open_writes;
    how.known_timezone = [zones = routes::host_zones()](std::string_view name) {
      return zones(name, {}).has_value();
    };
    how.then.driver_created = [this](storage::session& db, const catalog::driver_created& who) {
      rules::availability record;
      record.id = contract::random_uuid();
      record.driver_id = who.profile.user_id;
      if (who.current_vehicle)
        record.vehicle_id = who.current_vehicle->id;
      record.updated_at = around_->now();
      store::save(db, record);
    };
    how.then.driver_changed = [this](const std::string& user_id) {
      live_->driver(user_id, live::facts_changed{}, {});
    };
    return how;
  }

  void fill(routes::environment& in) {
    in.clock = &host_.clock();
    in.catalog = [this] { return catalog_.view(); };
    in.find_person = [this](std::string_view id, const auto& done) {
      host_.auth().find_person(id, done);
    };
    in.new_id = contract::random_uuid;
    in.offset_of = routes::host_zones();
    in.open_writes = options_.open_writes;
    const realtime::notices say{passengers_, drivers_, admins_};
    in.then.send_message = [say](const routes::trip_message& m) { say.message(m); };
    in.then.notify = [say](const routes::notification& n) { say.notify(n); };
  }

  void publish(realtime::publisher::ears what) {
    auto who = contract::spawn_on<realtime::publisher>(host_.actors(), host_.worker(0),
                                                       host_.kinds().get("rides_publisher"),
                                                       live_->news(), std::move(what));
    caf::anon_send(who, realtime::publisher::wake_up{});
    publishers_.push_back(std::move(who));
  }

  /// A driver who logs in is at work, one who logs out is not: before the client has his answer.
  void on_session(const contract::session_event& event, std::function<void()> done) {
    using kind = contract::session_event::kind;
    realtime::tell_of_session(event, drivers_, admins_);
    const bool is_driver = event.user_type == "driver" && live_;
    const auto answer = [done](const auto&) { done(); };
    if (is_driver && event.what == kind::logged_in)
      live_->driver(event.user, live::log_in{}, answer);
    else if (is_driver && event.what == kind::revoked && event.reason == "user_logout")
      live_->driver(event.user, live::log_out{}, answer);
    else
      done();
  }

  void find_trip_of_passenger(const std::string& id,
                              std::function<void(std::optional<std::string>)> done) {
    auto found = std::make_shared<std::optional<std::string>>();
    host_.store().read(
      storage::file::promises,
      [found, id](storage::session& db) {
        if (auto trip = store::active_trip_of_passenger(db, id))
          *found = trip->id;
      },
      [found, done = std::move(done)](const storage::status&) { done(*found); });
  }

  contract::system_host& host_;
  const rides_settings options_;
  catalog::catalog catalog_;
  registry registry_;
  nsp passengers_;
  nsp drivers_;
  nsp admins_;
  realtime::surface surface_;
  routes::environment environment_;
  std::optional<live::surroundings> around_; ///< from start() on
  std::optional<live::service> live_;
  std::vector<caf::actor> publishers_;
};

} // namespace

contract::system_descriptor descriptor() {
  static const std::array schemas{catalog::schema(), store::promises_schema, store::history_schema};
  return {
    .name = "rides",
    .about = "ride-hailing: drivers, passengers, trips, offers and prices",
    .needs = {"identity"},
    .section = make_section(),
    .schemas = schemas,
    .install = [](contract::system_host& host) { return std::make_unique<rides_system>(host); }};
}

} // namespace fleetwire::systems::rides
