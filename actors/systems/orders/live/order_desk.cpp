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
    [this](const may_go& what) { let_go(what); },
  };
}

void order_desk::on_exit() {
  for (const auto& [id, each] : orders_)
    caf::anon_send_exit(each.who, caf::exit_reason::user_shutdown);
  orders_.clear();
}

void order_desk::forward(tell_order& what) {
  auto& to = orders_[what.order_id];
  if (!to.who)
    to.who = contract::spawn_on<order_actor>(system(), home_, around_, home_, order_kind_,
                                             what.order_id, caf::actor_cast<caf::actor>(address()));
  ++to.sent;
  caf::anon_send(to.who, std::move(what));
}

void order_desk::let_go(const may_go& what) {
  const auto found = orders_.find(what.order_id);
  if (found == orders_.end() || found->second.sent != what.heard)
    return;
  caf::anon_send_exit(found->second.who, caf::exit_reason::user_shutdown);
  orders_.erase(found);
}

} // namespace fleetwire::systems::orders::live
