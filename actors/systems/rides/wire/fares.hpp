#pragma once

#include <fleetwire/value.hpp>

#include "actors/systems/rides/pricing/fare.hpp"

namespace fleetwire::systems::rides::wire {

json breakdown_json(const pricing::breakdown& of);

/// The answer to an estimate.
json quote_json(const pricing::quote& of);

} // namespace fleetwire::systems::rides::wire
