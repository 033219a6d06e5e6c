#pragma once

#include <cstddef>

/// Pure: where the vans of the demo are.
namespace fleetwire::systems::demo {

struct place {
  double lat = 0;
  double lng = 0;
  int heading = 0; ///< degrees, 0 is north
};

inline constexpr std::size_t van_count = 3;

/// Van `van` after `step` seconds: all drive clockwise around one square, a third of it apart.
place position(std::size_t van, std::size_t step) noexcept;

} // namespace fleetwire::systems::demo
