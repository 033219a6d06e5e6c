#include "tests/sim/rides/world.hpp"

#include <algorithm>

namespace fleetwire::sim {

using namespace std::chrono_literals;

namespace {

constexpr geo_point plaza{10.0, -66.0};
/// More than any retry after a failure.
constexpr auto recovery = 2s;

} // namespace

rides_world::rides_world(std::uint64_t seed, bool keeps_trace)
  : course(seed, keeps_trace), road_dice_(seed), roads_are_known_(road_dice_() % 2 == 0) {
  without_indexes_ = chance(50);
  const auto drivers = 2 + below(5);
  for (std::uint64_t i = 1; i <= drivers; ++i)
    drivers_.push_back({"d" + std::to_string(i), plaza, true, false});
  const auto passengers = 1 + below(5);
  for (std::uint64_t i = 1; i <= passengers; ++i)
    passengers_.push_back("p" + std::to_string(i));
}

void rides_world::open(const place::setup& how) {
  place_ = std::make_unique<town>(how, disk_, clock_);
  if (life_ == 1 && without_indexes_)
    place_->read(storage::file::promises, [](storage::session& db) {
      for (const auto* each :
           {"rides_trips_driven", "rides_assignments_trip", "rides_assignments_driver"})
        db.exec("DROP INDEX IF EXISTS " + std::string{each});
    });
  for (const auto& each : drivers_)
    place_->people().add_driver(each.id);
  place_->on_news([this, life = life_](const rules::announcement& what) {
    if (!lives(life))
      return;
    ++told_;
    hear(what);
  });
  witness_.begin(*place_);
}

void rides_world::after_commit(storage::file where) {
  if (where == storage::file::promises)
    witness_.look_at_disk();
}

/// What the roads are is said late, in any order, or nobody knows.
void rides_world::after_step() {
  auto& roads = place_->roads();
  if (!roads_are_known_ || roads.waiting() == 0 || road_dice_() % 8 != 0)
    return;
  const auto which = road_dice_() % roads.waiting();
  const milliseconds takes{road_dice_() % (3 * 3'600'000)};
  roads.say(takes.count() % 4 == 0 ? std::nullopt : std::optional{takes}, which);
}

void rides_world::judge() {
  witness_.at_rest(has_failed_);
  check_drivers();
}

void rides_world::check_drivers() {
  auto known = std::make_shared<std::vector<rules::availability>>();
  for (const auto& each : drivers_)
    place_->rides().driver(each.id, live::look{}, [known](const auto& got) {
      if (const auto* record = std::get_if<rules::availability>(&got))
        known->push_back(*record);
    });
  settle();
  auto near = std::make_shared<std::vector<std::string>>();
  place_->rides().near({plaza, 100'000, 100, [near](auto found) { *near = std::move(found); }});
  settle();
  witness_.found_ready(*known, *near);
}

/// Every trip is ended and everybody logs out; then nothing may be left.
void rides_world::go_home() {
  forget_plans();
  for (const auto& [id, t] : witness_.trips())
    if (rules::is_active(t.status))
      tell(id, rules::cancel_by_admin{"a1", "closing"}, "an admin ends " + id);
  pass(recovery);
  for (const auto& each : drivers_)
    tell_driver(each.id, live::log_out{}, each.id + " logs out", true);
  come_to_rest();
  for (const auto& [key, tried] : attempts_) {
    const auto made = std::ranges::count_if(
      tried, [this](const std::string& id) { return witness_.trips().contains(id); });
    if (made > 1)
      witness_.fail("key " + key.second + " of " + key.first + " made " + std::to_string(made)
                    + " trips");
  }
  if (witness_.complaint().empty())
    witness_.at_the_end();
}

} // namespace fleetwire::sim
