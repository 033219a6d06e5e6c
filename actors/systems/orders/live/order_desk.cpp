#include "actors/systems/orders/live/order_desk.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/orders/live/order_actor.hpp"

#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::orders::live {

order_desk::order_desk(caf::actor_config& config, surroundings& around, contract::worker& home,
                       contract::actor_kind& kind)
  : contract::pinned_actor(config, &kind),
    around_(around),
    home_(home),
    order_kind_(around.kinds.get("order")) {}

caf::behavior order_desk::make_behavior() {
  return {
    [this](tell_order& what) { forward(what); },
    [this](const contract::may_go& what) { orders_.let_go(what); },
  };
}

void order_desk::on_exit() {
  orders_.dismiss_all();
}

void order_desk::forward(tell_order& what) {
  const auto id = what.order_id;
  orders_.tell(id, std::move(what), [&] {
    return contract::spawn_on<order_actor>(system(), home_, around_, home_, order_kind_, id,
                                           caf::actor_cast<caf::actor>(address()));
  });
}

} // namespace fleetwire::systems::orders::live
