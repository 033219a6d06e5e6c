#include "actors/systems/fleet/settings.hpp"

namespace fleetwire::systems::fleet {

namespace {

constexpr std::int64_t day = 86'400'000;

void describe(std::vector<config::option>& rows, fleet_settings& s) {
  rows.push_back({.path = "fleet.open_subscriptions",
                  .target = &s.open_subscriptions,
                  .help = "whoever has a token may subscribe to everything"});
  rows.push_back({.path = "fleet.notifications_kept",
                  .target = &s.notifications_kept,
                  .help = "how long notifications are kept, read or not",
                  .low = day,
                  .high = 3650 * day});
  rows.push_back({.path = "fleet.notifications_per_user",
                  .target = &s.notifications_per_user,
                  .help = "notifications kept of one user; beyond it the oldest go",
                  .low = 1,
                  .high = 100'000});
}

} // namespace

std::shared_ptr<config::section> make_section() {
  return std::make_shared<config::section_of<fleet_settings>>(section_name, describe);
}

} // namespace fleetwire::systems::fleet
