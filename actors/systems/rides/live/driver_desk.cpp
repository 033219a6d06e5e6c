#include "actors/systems/rides/live/driver_desk.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/rides/live/driver_actor.hpp"

#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::live {

driver_desk::driver_desk(caf::actor_config& config, surroundings& around,
                         contract::actor_kind& kind)
  : record_actor(config, around, kind), driver_kind_(around.kinds.get("driver")) {}

caf::behavior driver_desk::make_behavior() {
  return with_common({
    [this](tell_driver& t) {
      const auto id = t.driver_id;
      drivers_.tell(id, std::move(t), [&] {
        return contract::spawn_on<driver_actor>(system(), around_.home_of(id), around_,
                                                driver_kind_, id);
      });
    },
    [this](const contract::may_go& m) { drivers_.let_go(m); },
  });
}

void driver_desk::on_exit() {
  drivers_.dismiss_all();
}

} // namespace fleetwire::systems::rides::live
