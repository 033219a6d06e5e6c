#pragma once

#include "config/section.hpp"

#include <memory>
#include <string>
#include <vector>

/// The section [rides]; every option is explained in config/fleetwire.toml.
namespace fleetwire::systems::rides {

struct rides_settings {
  /// Whoever asks is believed, as clients of the original expect. For a migration, never for good.
  bool open_writes = false;
  milliseconds keep_trips{0}; ///< after their end; 0: for ever
  milliseconds keep_positions{30 * 86'400'000LL}; ///< 0: for ever
  std::string eta_provider = "great-circle"; ///< or "osrm"
  std::string eta_url = "http://127.0.0.1:5000"; ///< of OSRM
  milliseconds eta_timeout{1000};
};

inline constexpr std::string_view section_name = "rides";

std::shared_ptr<config::section> make_section();

} // namespace fleetwire::systems::rides
