#pragma once

#include "storage/store.hpp"

/// Vehicles, trips, alerts and geofences are promised; positions are history.
namespace fleetwire::systems::fleet::store {

extern const storage::schema promises_schema;
extern const storage::schema history_schema;

} // namespace fleetwire::systems::fleet::store
