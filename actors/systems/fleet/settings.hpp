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
  milliseconds notifications_kept{90LL * 86'400'000};
  std::size_t notifications_per_user = 1'000;
};

inline constexpr std::string_view section_name = "fleet";

std::shared_ptr<config::section> make_section();

} // namespace fleetwire::systems::fleet
