#pragma once

#include <optional>
#include <string>
#include <variant>

#include <fleetwire/value.hpp>

#include "actors/systems/fleet/rules/alert.hpp"
#include "actors/systems/fleet/rules/geofence.hpp"
#include "actors/systems/fleet/rules/trip.hpp"
#include "actors/systems/fleet/rules/vehicle.hpp"

/// What clients and back ends send. Types and sizes are checked here, what it means in rules.
namespace fleetwire::systems::fleet::wire {

template <class T>
using read_result = std::variant<rules::refusal, T>;

/// Known members by their types; whatever else there is comes along as it is.
read_result<rules::vehicle_patch> read_vehicle(value body);
read_result<rules::trip_patch> read_trip(value body);
/// {reason?}
read_result<std::string> read_reason(value body);
/// {type?, message, priority?, location?}; `vehicle_id` is the caller's to fill in.
read_result<rules::alert> read_alert(value body);
/// {name, geometry, radius?, vehicles?}; `id` is the caller's to fill in.
read_result<rules::geofence> read_geofence(value body);
/// {fuelLevel}
read_result<double> read_fuel(value body);

} // namespace fleetwire::systems::fleet::wire
