#pragma once

#include <optional>
#include <string>

#include "actors/contract/input.hpp"
#include "actors/systems/rides/rules/availability.hpp"

/// What drivers send of themselves, over HTTP and over sockets, in all the spellings of the
/// clients. As with trips' bodies, the input is to be asked whether it was all right.
namespace fleetwire::systems::rides::wire {

/// isOnline, isAvailableForTrips (or isAvailable), availabilityReason; or availabilityStatus.
rules::status_write read_status_write(contract::input& in);

/// {lat, lng}, {latitude, longitude} or either in `location`, also as GeoJSON. Without a place it
/// is a heartbeat.
rules::ping read_ping(contract::input& in);

/// A ping that must have a place: of the socket, and of POST /:driverId/location. Never throttled.
rules::ping read_location(contract::input& in);

/// currentTripId (or tripId); null and absent both mean none.
std::optional<std::string> read_current_trip(contract::input& in);

/// What may be said of a driver when his record is made.
struct record_body {
  std::string driver_id;
  rules::status_write status;
  rules::ping seen;
  std::optional<std::string> vehicle_id;
  std::optional<std::string> trip_id;
  bool says_trip = false; ///< also when it is null
  bool says_status = false;
};
record_body read_record(contract::input& in);

} // namespace fleetwire::systems::rides::wire
