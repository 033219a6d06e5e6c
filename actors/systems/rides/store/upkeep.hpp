#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "actors/systems/rides/rules/availability.hpp"
#include "storage/store.hpp"

/// How drivers come and go, and trips are forgotten; inside a job of the store.
namespace fleetwire::systems::rides::store {

/// The record of somebody who becomes a driver: offline, with his vehicle if he has one.
void save_newcomer(storage::session& db, std::string id, std::string driver_id,
                   std::optional<std::string> vehicle_id, rules::instant now);

/// Whether the driver is on a trip or is being asked; with a vehicle, whether with this one.
bool is_at_work(storage::session& db, std::string_view driver_id, std::string_view vehicle_id = {});

/// Deletes trips that ended before `before` with all that belongs to them; at most `limit`, so that
/// a commit stays short. The number of those it deleted.
std::int64_t purge_trips(storage::session& db, rules::instant before, std::int64_t limit);

} // namespace fleetwire::systems::rides::store
