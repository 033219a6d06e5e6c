#pragma once

#include <optional>

#include <fleetwire/value.hpp>

#include "actors/contract/auth.hpp"
#include "actors/systems/rides/rules/masks.hpp"

/// What parties of a trip learn of each other; null when nobody is known.
namespace fleetwire::systems::rides::wire {

/// Empty texts of a user's record are unknown ones.
rules::person known_of(const contract::person& who);

json driver_slim_json(const std::optional<contract::person>& who);
json passenger_slim_json(const std::optional<contract::person>& who);
json vehicle_slim_json(const std::optional<rules::vehicle_slim>& what);

} // namespace fleetwire::systems::rides::wire
