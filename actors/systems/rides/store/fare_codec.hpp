#pragma once

#include <fleetwire/value.hpp>

#include "actors/systems/rides/pricing/fare.hpp"
#include "actors/systems/rides/pricing/tariff.hpp"

/// Fares as JSON for our own records. Reading says false when something is missing or of a wrong
/// type; the result is then in an unknown state.
namespace fleetwire::systems::rides::store {

json write(const pricing::route& from);
json write(const pricing::tariff& from);
json write(const pricing::breakdown& from);
json write(const pricing::final_fare& from);

bool read(const value& from, pricing::route& out);
bool read(const value& from, pricing::tariff& out);
bool read(const value& from, pricing::breakdown& out);
bool read(const value& from, pricing::final_fare& out);

} // namespace fleetwire::systems::rides::store
