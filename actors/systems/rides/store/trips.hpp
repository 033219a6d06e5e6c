#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/rides/rules/trip_commands.hpp"
#include "actors/systems/rides/store/log_codec.hpp"
#include "storage/store.hpp"

/// Trips, inside a job of the store; whatever fails first fails the job.
namespace fleetwire::systems::rides::store {

/// A trip that was just requested, with its log and its announcements. Conflict when the passenger
/// is on a trip.
void insert(storage::session& db, const rules::change& born);

/// What a command led to: the trip, its assignments, the log and the announcements. Conflict when the
/// stored trip is not `before`, and when a driver is offered two trips at once or is on two.
void update(storage::session& db, const rules::trip& before, const rules::change& after);

std::optional<rules::trip> load_trip(storage::session& db, std::string_view id);

/// All that are not over, by the time of their request.
std::vector<rules::trip> load_live_trips(storage::session& db);

/// The trip's id.
std::optional<std::string> trip_of_assignment(storage::session& db, std::string_view assignment_id);

/// The passenger's trip that is not over.
std::optional<rules::trip> active_trip_of_passenger(storage::session& db,
                                                    std::string_view passenger_id);

/// The trip that the driver accepted and has not ended.
std::optional<rules::trip> active_trip_of_driver(storage::session& db, std::string_view driver_id);

/// In the order in which it happened; empty when there is no such trip.
std::vector<trip_event> events_of(storage::session& db, std::string_view trip_id);

} // namespace fleetwire::systems::rides::store
