#include "tools/ctl/db_schemas.hpp"

namespace fleetwire::ctl {

std::vector<storage::schema> systems_schemas() {
  return {};
}

} // namespace fleetwire::ctl
