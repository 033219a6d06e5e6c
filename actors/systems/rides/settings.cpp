#include "actors/systems/rides/settings.hpp"

namespace fleetwire::systems::rides {

namespace {

constexpr std::int64_t longest_memory = 3'650 * 86'400'000LL;

void describe(std::vector<config::option>& rows, rides_settings& s) {
  rows.push_back({.path = "rides.open_writes",
                  .target = &s.open_writes,
                  .help = "routes that were public in the original need no token; not for good"});
  rows.push_back({.path = "rides.keep_trips",
                  .target = &s.keep_trips,
                  .help = "how long trips are kept after their end; 0ms: for ever",
                  .high = longest_memory});
  rows.push_back({.path = "rides.keep_positions",
                  .target = &s.keep_positions,
                  .help = "how long drivers' positions are kept; 0ms: for ever",
                  .high = longest_memory});
}

} // namespace

std::shared_ptr<config::section> make_section() {
  return std::make_shared<config::section_of<rides_settings>>(section_name, describe);
}

} // namespace fleetwire::systems::rides
