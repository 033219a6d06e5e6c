#pragma once

#include "config/section.hpp"

#include <memory>
#include <string>

/// The section [orders]; every option is explained in config/fleetwire.toml.
namespace fleetwire::systems::orders {

struct orders_settings {
  std::string membership = "registered"; ///< or "open"
  milliseconds idle_after{5 * 60 * 1'000};
  /// Phones' photos are larger; a request is bounded by engineio.max_http_buffer_size first.
  std::size_t max_image_bytes = 900'000;
  std::size_t max_images = 100; ///< of one order
  milliseconds positions_kept{30LL * 86'400'000};
  std::size_t track_points = 10'000; ///< of one order
};

inline constexpr std::string_view section_name = "orders";

std::shared_ptr<config::section> make_section();

} // namespace fleetwire::systems::orders
