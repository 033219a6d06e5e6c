#pragma once

#include <fleetwire/value.hpp>

#include "actors/contract/json_writer.hpp"
#include "actors/systems/rides/pricing/fare.hpp"

namespace fleetwire::systems::rides::wire {

void write_breakdown(contract::json_writer& out, const pricing::breakdown& of);

/// The answer to an estimate.
json quote_json(const pricing::quote& of);

} // namespace fleetwire::systems::rides::wire
