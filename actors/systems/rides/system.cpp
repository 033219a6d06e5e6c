#include "actors/contract/system.hpp"
#include "actors/contract/people_search.hpp"
#include "actors/contract/rest.hpp"
#include "actors/contract/spawn.hpp"
#include "actors/contract/uuid.hpp"
#include "actors/systems/rides/catalog/catalog.hpp"
#include "actors/systems/rides/catalog/routes.hpp"
#include "actors/systems/rides/catalog/schema.hpp"
#include "actors/systems/rides/eta/osrm.hpp"
#include "actors/systems/rides/live/service.hpp"
#include "actors/systems/rides/realtime/namespaces.hpp"
#include "actors/systems/rides/realtime/notices.hpp"
#include "actors/systems/rides/realtime/publisher.hpp"
#include "actors/systems/rides/registry.hpp"
#include "actors/systems/rides/routes/live_calls.hpp"
#include "actors/systems/rides/routes/routes.hpp"
#include "actors/systems/rides/settings.hpp"
#include "actors/systems/rides/store/audit.hpp"
#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/store/idempotency.hpp"
#include "actors/systems/rides/store/schema.hpp"
#include "actors/systems/rides/store/trips.hpp"
#include "actors/systems/rides/store/upkeep.hpp"
#include "config/log.hpp"

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "caf/all.hpp"

namespace fleetwire::systems::rides {

namespace {

/// How soon the server knows what a program beside it has put into the catalogue.
constexpr std::chrono::seconds look_again_every{1};

constexpr std::size_t most_people_found = 200;
constexpr std::chrono::seconds tidy_every{5};
constexpr std::int64_t purged_at_once = 100;
constexpr std::int64_t purged_positions = 5'000;

/// Why sessions ended, when the account is not what it was.
bool is_gone(std::string_view reason) noexcept {
  return reason == "user_deleted" || reason == "user_changed";
}

/// Keeps the parts together: the catalogue, the live actors, routes, namespaces and the publisher.
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
    open_roads();
    around_.emplace(live::surroundings{.store = host_.store(),
                                       .clock = host_.clock(),
                                       .fleet = registry_,
                                       .find_person = environment_.find_person,
                                       .new_id = environment_.new_id,
                                       .home_of = [this](std::string_view id) -> auto& {
                                         return host_.worker(static_cast<unsigned>(
                                           std::hash<std::string_view>{}(id) % host_.workers()));
                                       },
                                       .kinds = host_.kinds(),
                                       .roads = roads_.get()});
    live_.emplace(host_.actors(), *around_);
    surface_.live = &*live_;
    environment_.store = &host_.store();
    environment_.live = routes::calls_of(*live_);
    publish();
    if (auto restored = live_->restore(); !restored)
      throw std::runtime_error(restored.detail());
    watch_catalog();
    tidy();
  }

  void stop() override {
    if (publisher_)
      caf::anon_send_exit(publisher_, caf::exit_reason::user_shutdown);
    if (live_)
      live_->stop();
    if (roads_)
      roads_->close();
  }

  void release() override {
    publisher_ = nullptr;
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
      store::save_newcomer(db, contract::random_uuid(), who.profile.user_id,
                           who.current_vehicle ? std::optional{who.current_vehicle->id}
                                               : std::nullopt,
                           around_->now());
    };
    how.then.at_work = store::is_at_work;
    how.then.audit = [](storage::session& db, const catalog::audit_entry& entry) {
      const auto at = std::chrono::floor<std::chrono::milliseconds>(entry.at);
      store::insert_audit(db, {at, entry.by, entry.action, entry.subject});
    };
    how.then.driver_changed = [this](const std::string& user_id) {
      live_->driver(user_id, live::facts_changed{}, {});
    };
    return how;
  }

  void open_roads() {
    if (options_.eta_provider != "osrm")
      return;
    auto* host = dynamic_cast<contract::outward_host*>(&host_);
    const auto where = contract::parse_base_url(options_.eta_url);
    if (host == nullptr || !where)
      throw std::runtime_error("rides.eta_provider: OSRM cannot be asked from here");
    roads_ = std::make_unique<eta::osrm>(
      host->open_outward({.where = *where, .timeout = options_.eta_timeout}));
  }

  void fill(routes::environment& in) {
    in.clock = &host_.clock();
    in.catalog = [this] { return catalog_.view(); };
    in.find_person = [this](std::string_view id, const auto& done) {
      host_.auth().find_person(id, done);
    };
    in.new_id = [this] { return contract::ordered_uuid(host_.clock().wall()); };
    in.offset_of = routes::host_zones();
    in.open_writes = options_.open_writes;
    const realtime::notices say{passengers_, drivers_, admins_};
    in.then.send_message = [say](const routes::trip_message& m) { say.message(m); };
    in.then.notify = [say](const routes::notification& n) { say.notify(n); };
    in.then.audit = [this](const std::string& admin, std::string_view action,
                           const std::string& subject) { audit(admin, action, subject); };
    if (const auto* book = dynamic_cast<const contract::people_search*>(&host_.auth()))
      in.search_people = [book](const std::string& words, auto done) {
        book->search_people(words, most_people_found, std::move(done));
      };
  }

  /// For as long as the engine runs.
  void watch_catalog() {
    host_.after(look_again_every, [this] {
      catalog_.look_again();
      watch_catalog();
    });
  }

  /// Forgets what has been kept long enough; a little at a time, so that nobody waits for it.
  void tidy() {
    const auto now = around_->now();
    auto& store = host_.store();
    using storage::file;
    store.write(file::promises, [now](auto& db) { store::purge_records(db, now, purged_at_once); },
                {});
    if (const auto keep = options_.keep_trips; keep.count() > 0)
      store.write(file::promises,
                  [=](auto& db) { store::purge_trips(db, now - keep, purged_at_once); }, {});
    if (const auto keep = options_.keep_positions; keep.count() > 0)
      store.write(file::history,
                  [=](auto& db) { store::purge_positions(db, now - keep, purged_positions); }, {});
    host_.after(tidy_every, [this] { tidy(); });
  }

  void audit(const std::string& admin, std::string_view action, const std::string& subject) {
    log::info("audit", "admin_action",
              {{"admin", admin}, {"action", action}, {"subject", subject}});
    host_.store().write(
      storage::file::promises,
      [entry = store::audit_entry{around_->now(), admin, std::string{action}, subject}](
        storage::session& db) { store::insert_audit(db, entry); },
      {});
  }

  void publish() {
    publisher_ = contract::spawn_on<realtime::publisher>(
      host_.actors(), host_.worker(0), host_.kinds().get("rides_publisher"), live_->news(),
      std::vector{realtime::for_passengers(passengers_), realtime::for_drivers(drivers_),
                  realtime::for_admins(admins_)});
    caf::anon_send(publisher_, realtime::publisher::wake_up{});
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
    else if (live_ && event.what == kind::revoked && is_gone(event.reason))
      part_with(event.user, done);
    else
      done();
  }

  /// Whoever was deleted or made somebody else neither drives nor rides any more. Of a ride
  /// that has begun an admin decides.
  void part_with(const std::string& user, const std::function<void()>& done) {
    constexpr auto why = "The account is not what it was";
    const auto nobody = [](const auto&) {};
    find_trip_of_passenger(user, [this, user, nobody](const std::optional<std::string>& trip) {
      if (trip)
        live_->tell(*trip, rules::cancel_by_passenger{user, why}, nobody);
    });
    const auto leave = [this, user, nobody](const std::optional<std::string>& trip) {
      if (trip)
        live_->tell(*trip, rules::cancel_by_driver{user, why}, nobody);
    };
    live_->driver(user, live::find_trip{leave}, {});
    live_->driver(user, live::log_out{}, [done](const auto&) { done(); });
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
  std::unique_ptr<eta::osrm> roads_; ///< from start() on, if it is to be asked
  std::optional<live::surroundings> around_; ///< from start() on
  std::optional<live::service> live_;
  caf::actor publisher_; ///< from start() on
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
