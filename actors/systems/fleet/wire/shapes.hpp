#pragma once

#include <fleetwire/value.hpp>

#include "actors/systems/fleet/live/audience.hpp"
#include "actors/systems/fleet/store/positions.hpp"

/// Vehicles, trips, alerts and geofences as clients see them.
namespace fleetwire::systems::fleet::wire {

/// {lat, lng, speed?, heading?, accuracy?, altitude?}
json location_json(const rules::report& seen);
/// The whole merged vehicle.
json vehicle_json(const live::vehicle_sight& v);
/// {vehicleId, plateNumber, status, location, lastSeen}
json active_json(const live::vehicle_sight& v);
/// The whole merged trip.
json trip_json(const live::trip_sight& t);
/// {status, progress, distanceRemainingKm, etaMinutes, etaAt}
json progress_json(const live::trip_sight& t);
/// {id, type, vehicleId, message, location?, at}, and what became of it
json alert_json(const rules::alert& a);
json geofence_json(const rules::geofence& g);
json position_json(const store::position& p);

// -- events -------------------------------------------------------------------------------------------

/// {vehicleId, data, timestamp}
json vehicle_event(const live::vehicle_sight& v, rules::instant at);
/// {vehicleId, location, timestamp}, of vehicle:location and tracking:update
json location_event(std::string_view vehicle_id, const rules::report& seen);
/// {tripId, data, timestamp}
json trip_event(std::string_view trip_id, const json& data, rules::instant at);
/// {alert, priority}
json alert_event(const rules::alert& a);

} // namespace fleetwire::systems::fleet::wire
