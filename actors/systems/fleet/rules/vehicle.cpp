#include "actors/systems/fleet/rules/vehicle.hpp"

namespace fleetwire::systems::fleet::rules {

std::optional<refusal> apply(vehicle& v, const vehicle_patch& what, instant now) {
  if (auto no = merge_all(v.more, what.more))
    return no;
  v.plate = what.plate.value_or(v.plate);
  v.status = what.status.value_or(v.status);
  v.driver_id = what.driver_id.value_or(v.driver_id);
  v.device_key = what.device_key.value_or(v.device_key);
  if (what.fuel)
    v.fuel = {*what.fuel, now};
  v.updated_at = now;
  return std::nullopt;
}

} // namespace fleetwire::systems::fleet::rules
