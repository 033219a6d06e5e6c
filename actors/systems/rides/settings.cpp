#include "actors/systems/rides/settings.hpp"

namespace fleetwire::systems::rides {

namespace {

void describe(std::vector<config::option>& rows, rides_settings& s) {
  rows.push_back({.path = "rides.open_writes",
                  .target = &s.open_writes,
                  .help = "routes that were public in the original need no token; not for good"});
}

} // namespace

std::shared_ptr<config::section> make_section() {
  return std::make_shared<config::section_of<rides_settings>>(section_name, describe);
}

} // namespace fleetwire::systems::rides
