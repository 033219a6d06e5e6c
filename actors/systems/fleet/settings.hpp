#pragma once

#include "config/section.hpp"

#include <memory>
#include <string>
#include <vector>

/// The section [fleet]; every option is explained in config/fleetwire.toml.
namespace fleetwire::systems::fleet {

struct fleet_settings {
  /// Whoever has a token may subscribe to everything, as in the original.
  bool open_subscriptions = false;
  /// A vehicle that said nothing for so long is offline.
  milliseconds offline_after{5LL * 60'000};
  /// A level at or below it is low, until it is above by the margin.
  double low_fuel = 15;
  double low_fuel_margin = 5;
  /// km/h; a report that would need more is marked and not believed.
  double max_speed = 300;
  /// km/h per second; who brakes harder had an accident.
  double max_deceleration = 45;
  milliseconds history_kept{90LL * 86'400'000};
  /// Positions that may wait for the disk; beyond it the oldest go, and are counted.
  std::size_t history_queue = 500'000;
  /// What a back end speaks of comes into being, though nobody made it known.
  bool auto_register = true;
  /// Roles that may report over a socket: drivers and vehicles for themselves.
  std::vector<std::string> gps_roles{"vehicle", "driver", "admin"};
  /// What a tracker without a key of its own must know; empty: none is let in.
  std::string device_key;
  milliseconds notifications_kept{90LL * 86'400'000};
  std::size_t notifications_per_user = 1'000;
};

inline constexpr std::string_view section_name = "fleet";

std::shared_ptr<config::section> make_section();

} // namespace fleetwire::systems::fleet
