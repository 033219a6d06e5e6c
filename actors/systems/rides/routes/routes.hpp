#pragma once

#include "actors/contract/system.hpp"
#include "actors/systems/rides/routes/environment.hpp"

/// The REST of trips and of drivers at work. While installing; `in` outlives the host's routes and
/// is filled (all but open_writes, which counts here) before the first request.
namespace fleetwire::systems::rides::routes {

/// /api/trips
void add_trip_routes(contract::system_host& host, environment& in);
/// /api/driver-availability
void add_driver_routes(contract::system_host& host, environment& in);
/// /api/admin/trips and /api/admin/notifications
void add_admin_routes(contract::system_host& host, environment& in);

inline void add_routes(contract::system_host& host, environment& in) {
  add_trip_routes(host, in);
  add_driver_routes(host, in);
  add_admin_routes(host, in);
}

} // namespace fleetwire::systems::rides::routes
