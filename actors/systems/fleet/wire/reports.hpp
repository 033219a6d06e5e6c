#pragma once

#include "actors/systems/fleet/wire/bodies.hpp"

#include <cstddef>
#include <functional>
#include <string>

/// What vehicles and their back ends report, by far the most that comes in: read in one go.
namespace fleetwire::systems::fleet::wire {

/// {lat, lng, speed?, heading?, accuracy?, altitude?, fuelLevel?, ignition?, accident?, at?}, or the
/// same below `location`. Times are ISO 8601 or milliseconds since 1970.
read_result<rules::report> read_report(value body);

struct named_report {
  std::string vehicle_id;
  rules::report seen;
};
using report_visitor = std::function<void(read_result<named_report>&&)>;

/// A list, or one below `reports`, of the same with a `vehicleId` each; calls `each` in order, up to
/// once more than `most`. How many times; 0 also when there is no list.
std::size_t read_reports(value body, std::size_t most, const report_visitor& each);

} // namespace fleetwire::systems::fleet::wire
