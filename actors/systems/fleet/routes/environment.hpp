#pragma once

#include "actors/contract/loop.hpp"
#include "actors/contract/system.hpp"
#include "actors/systems/fleet/live/service.hpp"
#include "storage/store.hpp"

#include <functional>
#include <string>

namespace fleetwire::systems::fleet::routes {

/// All that the routes know of the world. Outlives them; filled before the first request comes.
struct environment {
  live::service* live = nullptr;
  storage::store* store = nullptr;
  const contract::clock* clock = nullptr;
  std::function<std::string()> new_id; ///< from any thread

  rules::instant now() const {
    return std::chrono::floor<std::chrono::milliseconds>(clock->wall());
  }
};

void add_vehicle_routes(contract::system_host& host, environment& in);
void add_report_routes(contract::system_host& host, environment& in);
void add_history_routes(contract::system_host& host, environment& in);
void add_trip_routes(contract::system_host& host, environment& in);
void add_alert_routes(contract::system_host& host, environment& in);
void add_geofence_routes(contract::system_host& host, environment& in);
void add_tracker_routes(contract::system_host& host, environment& in);

} // namespace fleetwire::systems::fleet::routes
