#include "tests/fleet/depot.hpp"

#include "actors/systems/fleet/store/journal.hpp"
#include "actors/systems/fleet/store/positions.hpp"
#include "actors/systems/fleet/store/schema.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace fleetwire::depot {

namespace {

namespace store = systems::fleet::store;

constexpr unsigned workers = 2;

std::unique_ptr<storage::stepped_store> open(std::shared_ptr<storage::stepped_disk> disk) {
  static const std::array schemas{store::promises_schema, store::history_schema};
  storage::status opened;
  auto made = storage::stepped_store::open(std::move(disk), schemas, opened);
  if (!made)
    throw std::runtime_error(opened.detail());
  return made;
}

std::string text(double number) {
  std::string out;
  append_json_number(out, number);
  return out;
}

template <class T>
result<T> nothing_yet() {
  return std::make_shared<std::optional<std::variant<rules::refusal, T>>>();
}

template <class T>
auto keep(const result<T>& where) {
  return [where](const std::variant<rules::refusal, T>& what) { *where = what; };
}

} // namespace

// -- what is told ---------------------------------------------------------------------------------------

void witness::vehicle_changed(const live::vehicle_sight& v, rules::instant) {
  lines_.push_back("changed " + v.record.id + ' ' + v.record.status);
}
void witness::driver_left(const std::string& vehicle_id, const std::string& driver_id) {
  lines_.push_back("left " + vehicle_id + ' ' + driver_id);
}
void witness::vehicle_located(const std::string& vehicle_id, const rules::report& seen) {
  lines_.push_back("located " + vehicle_id + ' ' + text(seen.where.lat) + ' '
                   + text(seen.where.lng));
}
void witness::presence_changed(const std::string& vehicle_id, bool is_online, rules::instant) {
  lines_.push_back((is_online ? "online " : "offline ") + vehicle_id);
}
void witness::fuel_low(const std::string& vehicle_id, double level, rules::instant) {
  lines_.push_back("low " + vehicle_id + ' ' + text(level));
}
void witness::geofence_crossed(const std::string& vehicle_id, const rules::geofence& which,
                               bool entered, const rules::report&) {
  lines_.push_back((entered ? "entered " : "exited ") + vehicle_id + ' ' + which.id);
}
void witness::trip_changed(const live::trip_sight& t, rules::trip_step, rules::instant) {
  lines_.push_back("trip " + t.record.id + ' ' + std::string{rules::to_string(t.record.state)});
}
void witness::trip_driver_left(const std::string& trip_id, const std::string& driver_id) {
  lines_.push_back("left " + trip_id + ' ' + driver_id);
}
void witness::trip_advanced(const live::trip_sight& t, rules::instant) {
  lines_.push_back("advanced " + t.record.id);
}
void witness::alert_raised(const rules::alert& a) {
  lines_.push_back("alert " + a.type + ' ' + a.vehicle_id);
}
void witness::alert_acknowledged(const rules::alert& a) {
  lines_.push_back("acknowledged " + a.type + ' ' + a.vehicle_id);
}

std::vector<std::string> witness::take() {
  return std::exchange(lines_, {});
}

// -- the yard -------------------------------------------------------------------------------------------

yard::yard(std::uint64_t seed, std::shared_ptr<storage::stepped_disk> disk,
           std::shared_ptr<contract::manual_clock> clock, live::options how)
  : stage_(workers, seed, {}, std::move(clock)),
    store_(open(std::move(disk))),
    around_{.store = *store_,
            .clock = *stage_.clock(),
            .how = std::move(how),
            .tell = witness_,
            .new_id = [this] { return "id" + std::to_string(++ids_); },
            .workers = workers,
            .worker = [this](unsigned index) -> contract::worker& { return stage_.worker(index); },
            .kinds = stage_.kinds()} {
  stage_.open();
  service_ = std::make_unique<live::service>(stage_.system(), around_);
  if (auto restored = service_->restore(); !restored)
    throw std::runtime_error(restored.detail());
  stage_.settle();
}

yard::~yard() {
  service_->stop();
  stage_.settle();
  service_->release();
  store_ = nullptr;
}

void yard::settle() {
  do
    stage_.settle();
  while (store_->step(stage_.random()));
}

void yard::advance(std::chrono::milliseconds by) {
  settle();
  stage_.advance(by);
  settle();
}

result<live::vehicle_sight> yard::vehicle(const std::string& id, live::vehicle_command what) {
  auto out = nothing_yet<live::vehicle_sight>();
  service_->vehicle(id, std::move(what), keep(out));
  return out;
}

result<live::vehicle_sight> yard::make(const std::string& id) {
  return vehicle(id, live::make_vehicle{});
}

result<live::vehicle_sight> yard::look(const std::string& id) {
  return vehicle(id, live::look_at{keeper()});
}

result<rules::verdict> yard::report(const std::string& id, rules::report what) {
  auto out = nothing_yet<rules::verdict>();
  service_->report(live::take_report{id, std::move(what), keeper(), {}, keep(out)});
  return out;
}

result<live::trip_sight> yard::trip(const std::string& id, live::trip_request what) {
  auto out = nothing_yet<live::trip_sight>();
  service_->trip(id, std::move(what), keep(out));
  return out;
}

std::shared_ptr<heard> yard::reports(const std::vector<std::string>& ids, rules::report what) {
  auto out = std::make_shared<heard>();
  std::vector<live::listed_report> all;
  for (const auto& id : ids)
    all.push_back({id, what, all.size()});
  service_->report(keeper(), std::move(all), out);
  return out;
}

std::uint64_t yard::unsealed() {
  std::uint64_t count = 0;
  const auto end = store_->write_now(storage::file::history,
                                     [&](storage::session& db) { count = store::unsealed(db); });
  return end ? count : 0;
}

std::size_t yard::history_of(const std::string& id) {
  const auto found = look(id);
  settle();
  const auto& v = std::get<live::vehicle_sight>(found->value());
  std::size_t count = 0;
  const auto end = store_->write_now(storage::file::history, [&](storage::session& db) {
    const auto to = now() + std::chrono::hours{1};
    count = store::positions(db, {v.record.number, rules::instant{}, to, 1'000'000}).size();
  });
  return end ? count : 0;
}

rules::report at(double lat, double lng) {
  rules::report out;
  out.where = {lat, lng};
  return out;
}

live::asker keeper() {
  live::asker who;
  who.is_keeper = who.sees_all = true;
  return who;
}

} // namespace fleetwire::depot
