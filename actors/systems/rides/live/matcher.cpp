#include "actors/systems/rides/live/matcher.hpp"

#include <algorithm>
#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::live {

matcher::matcher(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
  : contract::pinned_actor(config, &kind), around_(around) {}

caf::behavior matcher::make_behavior() {
  return {
    [this](driver_is_ready& d) {
      if (drivers_.put(d.driver_id, d.where, d.waiting_since))
        vehicles_[d.driver_id] = std::move(d.with);
      else
        vehicles_.erase(d.driver_id);
    },
    [this](const driver_is_not_ready& d) {
      drivers_.remove(d.driver_id);
      vehicles_.erase(d.driver_id);
    },
    [this](const find_drivers& what) { find(what); },
    [this](const count_nearby& what) {
      std::vector<std::string> near;
      for (const auto& each : drivers_.nearest(what.where, what.radius_m, what.limit))
        near.emplace_back(each.driver);
      what.reply(std::move(near));
    },
  };
}

void matcher::find(const find_drivers& what) {
  const auto& wanted = *what.trip;
  const auto fits = [&](std::string_view driver) {
    const auto& with = *vehicles_.at(std::string{driver});
    return with.category_id == wanted.category_id
           && std::ranges::find(with.class_ids, wanted.service_class_id) != with.class_ids.end();
  };
  const auto found = rules::find_candidates(drivers_, wanted, what.plan, fits);
  candidates_found answer{what.round, {}, std::string{found.reason}, what.plan};
  for (const auto& each : found.candidates)
    answer.drivers.emplace_back(each.driver);
  caf::anon_send(what.reply_to, std::move(answer));
}

} // namespace fleetwire::systems::rides::live
