#include "tools/ctl/db_schemas.hpp"

#include "actors/systems/all_systems.hpp"

namespace fleetwire::ctl {

std::vector<storage::schema> systems_schemas() {
  std::vector<storage::schema> out;
  for (const auto& each : systems::all_systems())
    out.insert(out.end(), each.schemas.begin(), each.schemas.end());
  return out;
}

} // namespace fleetwire::ctl
