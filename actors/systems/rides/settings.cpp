#include "actors/systems/rides/settings.hpp"

#include "actors/contract/outward.hpp"

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
  rows.push_back({.path = "rides.eta_provider",
                  .target = &s.eta_provider,
                  .help = "who says when a driver arrives: great-circle, or osrm at rides.eta_url",
                  .choices = {"great-circle", "osrm"}});
  rows.push_back(
    {.path = "rides.eta_url",
     .target = &s.eta_url,
     .help = "where OSRM answers; plain HTTP",
     .check = [](std::string_view text) { return bool{contract::parse_base_url(text)}; },
     .expects = "an address like http://127.0.0.1:5000"});
  rows.push_back({.path = "rides.eta_timeout",
                  .target = &s.eta_timeout,
                  .help = "how long OSRM may take; then the great circle counts",
                  .low = 10,
                  .high = 10'000});
}

} // namespace

std::shared_ptr<config::section> make_section() {
  return std::make_shared<config::section_of<rides_settings>>(section_name, describe);
}

} // namespace fleetwire::systems::rides
