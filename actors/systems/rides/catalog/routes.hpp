#pragma once

#include "actors/contract/system.hpp"
#include "actors/systems/rides/catalog/catalog.hpp"

namespace fleetwire::systems::rides::catalog {

/// Registers every route of the catalogue, of drivers, vehicles and wallets; while installing. `of`
/// outlives the host's routes. Asks host.auth() about users when there is one and `of` was not given
/// somebody else to ask.
void add_routes(contract::system_host& host, catalog& of);

} // namespace fleetwire::systems::rides::catalog
