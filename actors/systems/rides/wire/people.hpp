#pragma once

#include <optional>
#include <string_view>

#include "actors/contract/auth.hpp"
#include "actors/contract/json_writer.hpp"
#include "actors/systems/rides/rules/masks.hpp"

/// What parties of a trip learn of each other; null when nobody is known.
namespace fleetwire::systems::rides::wire {

void put_driver(contract::json_writer& to, std::string_view key,
                const std::optional<contract::person>& who);
void put_passenger(contract::json_writer& to, std::string_view key,
                   const std::optional<contract::person>& who);
void put_vehicle(contract::json_writer& to, std::string_view key,
                 const std::optional<rules::vehicle_slim>& what);

} // namespace fleetwire::systems::rides::wire
