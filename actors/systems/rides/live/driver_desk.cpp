#include "actors/systems/rides/live/driver_desk.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/rides/live/driver_actor.hpp"

#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::live {

driver_desk::driver_desk(caf::actor_config& config, surroundings& around,
                         contract::actor_kind& kind)
  : record_actor(config, around, kind), driver_kind_(around.kinds.get("driver")) {
}

caf::behavior driver_desk::make_behavior() {
  return with_common({
    [this](tell_driver& t) {
      auto& to = drivers_[t.driver_id];
      if (!to.who)
        to.who = contract::spawn_on<driver_actor>(system(), around_.home_of(t.driver_id), around_,
                                                  driver_kind_, t.driver_id);
      ++to.sent;
      caf::anon_send(to.who, std::move(t));
    },
    [this](const may_go& m) {
      const auto found = drivers_.find(m.id);
      if (found == drivers_.end() || found->second.sent != m.heard)
        return;
      caf::anon_send_exit(found->second.who, caf::exit_reason::user_shutdown);
      drivers_.erase(found);
    },
  });
}

void driver_desk::on_exit() {
  for (const auto& [id, each] : drivers_)
    caf::anon_send_exit(each.who, caf::exit_reason::user_shutdown);
  drivers_.clear();
}

} // namespace fleetwire::systems::rides::live
