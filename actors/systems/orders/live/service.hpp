#pragma once

#include "actors/systems/orders/live/messages.hpp"
#include "actors/systems/orders/live/surroundings.hpp"

#include <string>
#include <vector>

#include "caf/actor.hpp"
#include "caf/fwd.hpp"

namespace fleetwire::systems::orders::live {

/// The live side of orders as routes and sockets see it. From any thread.
class service {
public:
  /// A desk on each of the workers. `around` outlives the service.
  service(caf::actor_system& system, surroundings& around,
          const std::vector<contract::worker*>& workers);

  void tell(const std::string& order_id, command what) const;

  /// Ends all actors. Workers run.
  void stop();
  /// Lets go of them. Workers stand still.
  void release();

private:
  std::vector<caf::actor> desks_;
};

} // namespace fleetwire::systems::orders::live
