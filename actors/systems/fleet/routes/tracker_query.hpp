#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fleetwire/value.hpp>

#include "actors/contract/web.hpp"
#include "actors/systems/fleet/rules/report.hpp"

/// The protocol of OsmAnd, which the Traccar Client app speaks: one position as a query, a form or
/// JSON.
namespace fleetwire::systems::fleet::routes {

struct tracker_message {
  std::string vehicle_id;
  std::string key;
  rules::report seen;
  std::string alarm; ///< "sos"
};

using tracker_result = std::variant<rules::refusal, tracker_message>;

/// id (or deviceid), key, lat, lon, timestamp (seconds, milliseconds or ISO 8601), speed in knots,
/// bearing (or heading), altitude, accuracy, batt, alarm. What else there is, is none of our business.
tracker_result read_tracker(std::span<const contract::name_value> query);
/// As newer apps say it: {device_id, location: {timestamp, coords: {latitude, longitude, speed in m/s,
/// heading, altitude, accuracy}, battery: {level from 0 to 1}, extras: {alarm}}}. The key stands in the
/// query.
tracker_result read_tracker(value body, std::span<const contract::name_value> query);

/// The pairs of a form.
std::vector<contract::name_value> read_form(std::string_view text);

} // namespace fleetwire::systems::fleet::routes
