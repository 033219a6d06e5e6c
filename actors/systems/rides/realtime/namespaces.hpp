#pragma once

#include "actors/contract/auth.hpp"
#include "actors/systems/rides/live/service.hpp"

#include <functional>
#include <optional>
#include <string>

namespace fleetwire::systems::rides::realtime {

/// What sockets need of the rest. Outlives them; `live` is there from the start on.
struct surface {
  live::service* live = nullptr;
  const contract::clock* clock = nullptr;
  /// The passenger's trip that is not over; may answer on any thread.
  std::function<void(const std::string& passenger_id,
                     std::function<void(std::optional<std::string>)>)>
    trip_of_passenger;
};

// Each protects its namespace and answers its clients; whoever comes (back) hears at once where he
// stands: an offer that waits for him, the trip he is on.
void open_drivers(nsp where, contract::auth_port& auth, const surface& rest);
void open_passengers(nsp where, contract::auth_port& auth, const surface& rest);
void open_admins(nsp where, contract::auth_port& auth);

} // namespace fleetwire::systems::rides::realtime
