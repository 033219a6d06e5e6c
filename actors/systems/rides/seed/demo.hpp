#pragma once

#include <span>
#include <string>
#include <vector>

#include "actors/systems/rides/catalog/records.hpp"
#include "storage/store.hpp"

/// The catalogue of a small town, for demonstrations: categories, classes, types, one policy, and a
/// profile, a wallet and a car for each driver.
namespace fleetwire::systems::rides::seed {

/// The tables it fills.
std::vector<storage::schema> schemas();

/// Inside a job. Adds what is missing and leaves alone what is there, so it may be done again. A
/// server that runs on the same file hears of it. `drivers` are ids of users. The number of rows
/// that were missing.
std::size_t fill(storage::session& db, std::span<const std::string> drivers, catalog::time_ms now);

} // namespace fleetwire::systems::rides::seed
