#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/systems/fleet/rules/members.hpp"
#include "actors/systems/fleet/rules/motion.hpp"

namespace fleetwire::systems::fleet::rules {

/// What somebody read from the gauge.
struct fuel_reading {
  double level = 0;
  instant at;

  bool operator==(const fuel_reading&) const = default;
};

/// A vehicle as it is promised; where it is stands elsewhere.
struct vehicle {
  std::int64_t number = 0; ///< in the history; 0: not stored yet
  std::string id;
  std::string plate;
  std::string status = "active";
  std::optional<std::string> driver_id;
  std::optional<std::string> device_key; ///< what its tracker must know
  std::optional<fuel_reading> fuel; ///< the last that was said; what trackers report is history
  members more;
  instant created_at;
  instant updated_at;

  bool operator==(const vehicle&) const = default;
};

/// What a PATCH or a POST wants; absent: as it was.
struct vehicle_patch {
  std::optional<std::string> plate;
  std::optional<std::string> status;
  std::optional<std::optional<std::string>> driver_id;
  std::optional<std::optional<std::string>> device_key;
  std::optional<double> fuel;
  std::vector<members::entry> more; ///< keys and JSON; null takes away
};

/// Refused when there would be too much of it; otherwise `v` is changed.
std::optional<refusal> apply(vehicle& v, const vehicle_patch& what, instant now);

} // namespace fleetwire::systems::fleet::rules
