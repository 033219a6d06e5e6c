#include "actors/systems/rides/live/pickup_eta.hpp"

#include <utility>

namespace fleetwire::systems::rides::live {

void pickup_eta::ask(const std::string& driver_id, std::optional<geo::point> from,
                     geo::point pickup, instant now, const runner& run) {
  if (roads_ == nullptr || !from || asked_of_ == driver_id)
    return;
  asked_of_ = driver_id;
  roads_->ask(*from, pickup,
              [this, run, question = ++question_, of = rules::road_time{driver_id, now, {}}](
                auto takes) { run([this, question, of, takes] { hear(question, of, takes); }); });
}

void pickup_eta::hear(std::uint64_t question, const rules::road_time& of,
                      std::optional<std::chrono::milliseconds> takes) {
  if (question != question_)
    return;
  asked_of_.reset();
  if (takes)
    known_ = {of.driver_id, of.asked_at, *takes};
}

} // namespace fleetwire::systems::rides::live
