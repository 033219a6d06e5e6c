#pragma once

#include <cstddef>

/// Pure: a small town with a grid of streets, and where its vans are.
namespace fleetwire::systems::demo {

struct place {
  double lat = 0;
  double lng = 0;
  int heading = 0; ///< degrees, 0 is north
};

inline constexpr double south = 23.1130;
inline constexpr double west = -82.3660;
inline constexpr double block = 0.0020; ///< side of one, in degrees
inline constexpr std::size_t columns = 9;
inline constexpr std::size_t rows = 6;
inline constexpr std::size_t van_count = 8;

/// Seconds that van `van` needs for its round, clockwise along streets.
std::size_t round_of(std::size_t van) noexcept;

/// Van `van` after `step` seconds.
place position(std::size_t van, std::size_t step) noexcept;

} // namespace fleetwire::systems::demo
