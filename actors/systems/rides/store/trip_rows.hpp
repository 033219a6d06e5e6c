#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "actors/systems/rides/rules/trip.hpp"
#include "storage/store.hpp"

/// Rows of trips, for the reads of this folder.
namespace fleetwire::systems::rides::store {

/// What read_trips() expects, up to the condition. The order of the tables is spelt out: the plans
/// are only looked up.
inline constexpr std::string_view select_trips =
  "SELECT t.id, t.passenger_id, t.driver_id, t.vehicle_id, t.status, t.payment, t.category_id,"
  " t.class_id, t.requested_at, t.completed_at, t.updated_at, t.version, t.record, p.plan"
  " FROM rides_trips t CROSS JOIN rides_trip_plans p ON p.number = t.number ";

/// As the indexes of live and of driven trips have them.
inline constexpr std::string_view is_live = "t.phase > 0";
inline constexpr std::string_view is_driven = "t.phase = 2";

/// Without their assignments. Fails the job at a row it cannot read.
std::vector<rules::trip> read_trips(storage::session& db, std::string_view sql,
                                    std::span<const storage::datum> values);

} // namespace fleetwire::systems::rides::store
