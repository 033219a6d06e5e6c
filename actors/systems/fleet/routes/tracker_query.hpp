#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/contract/web.hpp"
#include "actors/systems/fleet/rules/report.hpp"

/// The protocol of OsmAnd, which the Traccar Client app speaks: one position as a query.
namespace fleetwire::systems::fleet::routes {

struct tracker_message {
  std::string vehicle_id;
  std::string key;
  rules::report seen;
  std::string alarm; ///< "sos"
};

/// id (or deviceid), key, lat, lon, timestamp (seconds, milliseconds or ISO 8601), speed in knots,
/// bearing (or heading), altitude, accuracy, batt, alarm. What else there is, is none of our business.
std::variant<rules::refusal, tracker_message> read_tracker(
  std::span<const contract::name_value> query);

/// The pairs of a form.
std::vector<contract::name_value> read_form(std::string_view text);

} // namespace fleetwire::systems::fleet::routes
