#include "tests/sim/rides/town.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/rides/store/schema.hpp"
#include "actors/systems/rides/store/trips.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "caf/all.hpp"

namespace fleetwire::sim {

namespace {

std::string vehicle_of(std::string_view driver_id) {
  return "car of " + std::string{driver_id};
}

const std::array schemas{rides::store::promises_schema, rides::store::history_schema};

template <class T>
auto keep(const result<T>& where) {
  return [where](const auto& what) { *where = what; };
}

auto keep_trip(const result<rules::trip>& where) {
  return [where](const auto& what) {
    if (const auto* no = std::get_if<rules::refusal>(&what))
      *where = *no;
    else
      *where = *std::get<live::trip_ptr>(what);
  };
}

template <class T>
result<T> nothing_yet() {
  return std::make_shared<std::optional<std::variant<rules::refusal, T>>>();
}

} // namespace

// -- who there is -------------------------------------------------------------------------------------------

void registry::add_driver(const std::string& id) {
  drivers_[id] = true;
}

void registry::suspend(const std::string& id) {
  drivers_[id] = false;
}

void registry::dismiss(const std::string& id) {
  drivers_.erase(id);
}

void registry::rename(const std::string& id, const std::string& name) {
  names_[id] = name;
}

rules::eligibility registry::driver(std::string_view driver_id,
                                    const std::optional<std::string>&) const {
  rules::eligibility known;
  const auto one = drivers_.find(driver_id);
  known.is_approved = one != drivers_.end() && one->second;
  if (one != drivers_.end())
    known.vehicle_id = vehicle_of(driver_id);
  return known;
}

std::shared_ptr<const live::vehicle_facts> registry::vehicle(std::string_view vehicle_id) const {
  return std::make_shared<const live::vehicle_facts>(
    live::vehicle_facts{{std::string{vehicle_id}, {}, {}, {}, {}}, "car", {"standard"}, true});
}

std::optional<contract::person> registry::person(std::string_view id) const {
  const auto type = drivers_.contains(id) ? "driver" : "passenger";
  const auto name = names_.find(id);
  return contract::person{std::string{id},
                          type,
                          "active",
                          name == names_.end() ? "Name of " + std::string{id} : name->second,
                          "",
                          "",
                          ""};
}

void roads::ask(geo_point, geo_point, answer done) {
  questions_.push_back(std::move(done));
}

void roads::say(std::optional<duration> takes, std::size_t which) {
  const auto at = questions_.begin() + static_cast<std::ptrdiff_t>(which);
  const auto done = std::move(*at);
  questions_.erase(at);
  done(takes);
}

// -- the town -------------------------------------------------------------------------------------------------

/// Writes down what is announced.
class town::listener final : public contract::pinned_actor {
public:
  listener(caf::actor_config& config, town& owner)
    : contract::pinned_actor(config), owner_(owner) {}

protected:
  caf::behavior make_behavior() override {
    join(owner_.around_.news);
    return {
      [this](const live::trip_news& news) { owner_.hear(news); }, [](const live::driver_news&) {},
      [](const std::string&) {}, // woken
    };
  }

private:
  town& owner_;
};

town::town(const setup& how, disk_ptr disk, clock_ptr clock)
  : place(how, std::move(disk), std::move(clock), schemas),
    around_{
      .store = *store_,
      .clock = *stage_.clock(),
      .fleet = registry_,
      .find_person = [this](std::string_view id, const auto& done) { done(registry_.person(id)); },
      .new_id = [this] { return new_id(); },
      .home_of = [this, workers = how.workers](std::string_view id) -> contract::worker& {
        return stage_.worker(static_cast<unsigned>(std::hash<std::string_view>{}(id) % workers));
      },
      .kinds = stage_.kinds(),
      .roads = &roads_} {
  stage_.open();
  service_ = std::make_unique<live::service>(stage_.system(), around_);
  ear_ = contract::spawn_on<listener>(stage_.system(), stage_.worker(0), *this);
  caf::anon_send(ear_, std::string{"wake"});
  stage_.settle();
  if (auto restored = service_->restore(); !restored)
    throw std::runtime_error(restored.detail());
}

town::~town() {
  service_->stop();
  caf::anon_send_exit(ear_, caf::exit_reason::user_shutdown);
  stage_.settle();
  ear_ = nullptr;
  service_->release();
  store_ = nullptr;
}

std::vector<std::string> town::told_of(std::string_view trip_id) const {
  std::vector<std::string> names;
  for (const auto& each : told_)
    if (each.trip_id == trip_id)
      names.emplace_back(rules::event_name(each.kind));
  return names;
}

void town::hear(const live::trip_news& news) {
  last_cast_ = news.people;
  for (const auto& what : news.what) {
    told_.push_back(what);
    if (on_news_)
      on_news_(what);
  }
}

// -- clients --------------------------------------------------------------------------------------------------

live::ask_for_trip town::wish(const std::string& trip_id, const std::string& passenger_id,
                              geo_point where, std::optional<std::string> key) {
  live::ask_for_trip wanted;
  wanted.wanted.trip_id = trip_id;
  wanted.wanted.passenger_id = passenger_id;
  wanted.wanted.category_id = "car";
  wanted.wanted.service_class_id = "standard";
  wanted.wanted.pickup = where;
  wanted.wanted.stops.push_back({});
  wanted.wanted.stops.back().where = {where.lat + 0.05, where.lng};
  wanted.wanted.terms.type.id = "sedan";
  wanted.wanted.terms.type.base_fare = 100;
  wanted.key = std::move(key);
  return wanted;
}

result<rules::trip> town::ask(const std::string& trip_id, const std::string& passenger_id,
                              geo_point where, std::optional<std::string> key) {
  auto wanted = wish(trip_id, passenger_id, where, std::move(key));
  auto got = nothing_yet<rules::trip>();
  wanted.reply = keep_trip(got);
  service_->request(std::move(wanted));
  return got;
}

result<rules::trip> town::tell(const std::string& trip_id, rules::command what) {
  auto got = nothing_yet<rules::trip>();
  service_->tell(trip_id, std::move(what), keep_trip(got));
  return got;
}

result<rules::trip> town::answer(const std::string& assignment_id, rules::command what) {
  auto got = nothing_yet<rules::trip>();
  service_->tell_of_assignment(assignment_id, std::move(what), keep_trip(got));
  return got;
}

result<rules::trip> town::look(const std::string& trip_id) {
  auto got = nothing_yet<rules::trip>();
  service_->look(trip_id, keep_trip(got));
  return got;
}

result<rules::availability> town::driver(const std::string& driver_id, live::driver_command what) {
  auto got = nothing_yet<rules::availability>();
  service_->driver(driver_id, std::move(what), keep<rules::availability>(got));
  return got;
}

void town::begin_shift(const std::string& driver_id, geo_point where) {
  registry_.add_driver(driver_id);
  driver(driver_id, live::log_in{});
  driver(driver_id, live::take_ping{{where, {}, false, false}});
}

std::optional<rules::trip> town::stored(const std::string& trip_id) {
  std::optional<rules::trip> found;
  read(storage::file::promises,
       [&](storage::session& db) { found = rides::store::load_trip(db, trip_id); });
  return found;
}

} // namespace fleetwire::sim
