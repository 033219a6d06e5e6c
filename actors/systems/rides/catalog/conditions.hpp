#pragma once

#include <string>
#include <vector>

#include "actors/systems/rides/pricing/policy.hpp"

#include <fleetwire/value.hpp>

/// When a price policy holds, between its JSON and the type that pricing decides with.
namespace fleetwire::systems::rides::catalog {

/// Appends to `faults` what is wrong: "conditions.days_of_week must …". Missing is no condition.
pricing::conditions read_conditions(value from, std::vector<std::string>& faults);

/// Only what is set.
std::string to_json(const pricing::conditions& when);

} // namespace fleetwire::systems::rides::catalog
