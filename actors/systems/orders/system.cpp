#include "actors/contract/system.hpp"

#include "actors/contract/uuid.hpp"
#include "actors/systems/orders/live/service.hpp"
#include "actors/systems/orders/realtime/namespace.hpp"
#include "actors/systems/orders/realtime/publisher.hpp"
#include "actors/systems/orders/routes/routes.hpp"
#include "actors/systems/orders/settings.hpp"
#include "actors/systems/orders/store/positions.hpp"
#include "actors/systems/orders/store/schema.hpp"

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace fleetwire::systems::orders {

namespace {

constexpr std::chrono::minutes purge_every{10};
constexpr std::int64_t purged_at_once = 10'000; // so that a commit stays short

/// Keeps the parts together: the live orders, their namespace and routes, the shelf of images.
class orders_system final : public contract::running_system {
public:
  explicit orders_system(contract::system_host& host)
    : host_(host),
      options_(host.settings<orders_settings>(section_name)),
      events_(host.of("/events")) {
    surface_.here = [this] { return here(); };
    realtime::open_events(events_, host.auth(), surface_);
    fill(environment_);
    routes::add_routes(host, environment_);
  }

  void start() override {
    shelf_.emplace(image_folder(), images::shelf::limits{});
    around_.emplace(live::surroundings{
      .store = host_.store(),
      .clock = host_.clock(),
      .kinds = host_.kinds(),
      .new_id = [this] { return contract::ordered_uuid(host_.clock().wall()); },
      .tell = [where = events_](const live::news& what) { realtime::publish(where, what); },
      .mode = mode(),
      .idle_after = options_.idle_after,
      .track_points = static_cast<std::int64_t>(options_.track_points)});
    std::vector<contract::worker*> workers;
    for (unsigned i = 0; i < host_.workers(); ++i)
      workers.push_back(&host_.worker(i));
    live_.emplace(host_.actors(), *around_, workers);
    surface_.live = &*live_;
    environment_.store = &host_.store();
    environment_.shelf = &*shelf_;
    environment_.tell = [this](const std::string& id, live::command what) {
      live_->tell(id, std::move(what));
    };
    purge();
  }

  void stop() override {
    if (live_)
      live_->stop();
    if (shelf_)
      shelf_->stop();
  }

  void release() override {
    if (live_)
      live_->release();
  }

private:
  rules::membership mode() const {
    return options_.membership == "open" ? rules::membership::open : rules::membership::registered;
  }

  /// Beside the database; none when everything is in memory.
  std::filesystem::path image_folder() const {
    const std::filesystem::path data{host_.data_folder()};
    return data.empty() ? data : data / "order-images";
  }

  void fill(routes::environment& in) {
    in.clock = &host_.clock();
    in.find_person = [this](std::string_view id, const auto& done) {
      host_.auth().find_person(id, done);
    };
    in.new_id = contract::random_uuid;
    in.send = [where = events_](const std::string& room, const std::string& event,
                                std::optional<json> data, std::function<void(std::size_t)> done) {
      where.to(room).fetch_sockets([where, room, event, data, done](const auto& sockets) {
        arg_list xs;
        if (data)
          xs.add(*data);
        where.to(room).emit_list(event, std::move(xs));
        done(sockets.size());
      });
    };
    in.mode = mode();
    in.max_image_bytes = options_.max_image_bytes;
    in.max_images = static_cast<std::int64_t>(options_.max_images);
  }

  contract::worker* here() const {
    for (unsigned i = 0; i < host_.workers(); ++i)
      if (host_.worker(i).here())
        return &host_.worker(i);
    return nullptr;
  }

  void purge() {
    const auto before =
      std::chrono::floor<std::chrono::milliseconds>(host_.clock().wall()) - options_.positions_kept;
    host_.store().write(
      storage::file::history,
      [before](storage::session& db) { store::purge_positions(db, before, purged_at_once); }, {});
    host_.after(purge_every, [this] { purge(); });
  }

  contract::system_host& host_;
  const orders_settings options_;
  nsp events_;
  realtime::surface surface_;
  routes::environment environment_;
  std::optional<images::shelf> shelf_; ///< from start() on, as the rest
  std::optional<live::surroundings> around_;
  std::optional<live::service> live_;
};

} // namespace

contract::system_descriptor descriptor() {
  static const std::array schemas{store::promises_schema, store::history_schema};
  return {
    .name = "orders",
    .about = "deliveries: rooms per order, the courier's position, chat",
    .needs = {"identity"},
    .section = make_section(),
    .schemas = schemas,
    .install = [](contract::system_host& host) { return std::make_unique<orders_system>(host); }};
}

} // namespace fleetwire::systems::orders
