#include "actors/systems/orders/live/service.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/orders/live/order_desk.hpp"

#include <functional>
#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::orders::live {

service::service(caf::actor_system& system, surroundings& around,
                 const std::vector<contract::worker*>& workers) {
  auto& kind = around.kinds.get("order_desk");
  for (auto* home : workers)
    desks_.push_back(contract::spawn_on<order_desk>(system, *home, around, *home, kind));
}

void service::tell(const std::string& order_id, command what) const {
  const auto home = std::hash<std::string>{}(order_id) % desks_.size();
  caf::anon_send(desks_[home], tell_order{order_id, std::move(what)});
}

void service::stop() {
  for (const auto& each : desks_)
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
}

void service::release() {
  desks_.clear();
}

} // namespace fleetwire::systems::orders::live
