#include "actors/systems/demo/town.hpp"

#include <array>

namespace fleetwire::systems::demo {

namespace {

constexpr std::size_t steps_per_block = 6;

/// Two corners, counted in streets from the south-west, and the blocks driven before the start.
struct tour {
  std::size_t west, south, east, north, ahead;
};

constexpr std::array<tour, van_count> tours{{
  {0, 0, 9, 6, 0},
  {1, 1, 4, 5, 3},
  {3, 2, 8, 4, 1},
  {5, 0, 7, 6, 9},
  {2, 3, 6, 6, 5},
  {0, 2, 3, 3, 2},
  {4, 0, 9, 2, 6},
  {6, 1, 8, 5, 4},
}};

} // namespace

std::size_t round_of(std::size_t van) noexcept {
  const auto& t = tours[van % van_count];
  return 2 * (t.east - t.west + t.north - t.south) * steps_per_block;
}

place position(std::size_t van, std::size_t step) noexcept {
  const auto& t = tours[van % van_count];
  const auto up = (t.north - t.south) * steps_per_block;
  const auto across = (t.east - t.west) * steps_per_block;
  auto at = (step + t.ahead * steps_per_block) % round_of(van);
  const auto on = [](std::size_t street, std::size_t steps, int sign) {
    return block
           * (static_cast<double>(street) + sign * static_cast<double>(steps) / steps_per_block);
  };
  if (at < up)
    return {south + on(t.south, at, 1), west + on(t.west, 0, 1), 0};
  at -= up;
  if (at < across)
    return {south + on(t.north, 0, 1), west + on(t.west, at, 1), 90};
  at -= across;
  if (at < up)
    return {south + on(t.north, at, -1), west + on(t.east, 0, 1), 180};
  at -= up;
  return {south + on(t.south, 0, 1), west + on(t.east, at, -1), 270};
}

} // namespace fleetwire::systems::demo
