#include "actors/systems/fleet/settings.hpp"

namespace fleetwire::systems::fleet {

namespace {

constexpr std::int64_t day = 86'400'000;

void describe_tracking(std::vector<config::option>& rows, fleet_settings& s) {
  rows.push_back({.path = "fleet.offline_after",
                  .target = &s.offline_after,
                  .help = "a vehicle that said nothing for so long is offline",
                  .low = 1'000,
                  .high = 7 * day});
  rows.push_back({.path = "fleet.low_fuel",
                  .target = &s.low_fuel,
                  .help = "a level at or below it is low",
                  .low = 0,
                  .high = 100});
  rows.push_back({.path = "fleet.low_fuel_margin",
                  .target = &s.low_fuel_margin,
                  .help = "low until the level is above by this much",
                  .low = 0,
                  .high = 100});
  rows.push_back({.path = "fleet.max_speed",
                  .target = &s.max_speed,
                  .help = "km/h; a report that would need more is not believed",
                  .low = 1,
                  .high = 100'000});
  rows.push_back({.path = "fleet.max_deceleration",
                  .target = &s.max_deceleration,
                  .help = "km/h per second; who brakes harder had an accident",
                  .low = 1,
                  .high = 100'000});
  rows.push_back({.path = "fleet.history_kept",
                  .target = &s.history_kept,
                  .help = "how long positions are kept",
                  .low = 60'000,
                  .high = 3650 * day});
  rows.push_back({.path = "fleet.history_queue",
                  .target = &s.history_queue,
                  .help = "positions that may wait for the disk; beyond it the oldest go",
                  .low = 1'000,
                  .high = 10'000'000});
  rows.push_back({.path = "fleet.auto_register",
                  .target = &s.auto_register,
                  .help = "vehicles and trips that a back end speaks of come into being"});
  rows.push_back({.path = "fleet.gps_roles",
                  .target = &s.gps_roles,
                  .help = "roles that may report over a socket"});
  rows.push_back({.path = "fleet.device_key",
                  .target = &s.device_key,
                  .help = "what a tracker without a key of its own must know; empty: none",
                  .secret = true});
}

void describe(std::vector<config::option>& rows, fleet_settings& s) {
  rows.push_back({.path = "fleet.open_subscriptions",
                  .target = &s.open_subscriptions,
                  .help = "whoever has a token may subscribe to everything"});
  describe_tracking(rows, s);
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
