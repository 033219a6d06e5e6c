#include "actors/systems/demo/town.hpp"

namespace fleetwire::systems::demo {

namespace {

constexpr double south = 23.1130;
constexpr double west = -82.3660;
constexpr double side = 0.0060;
constexpr std::size_t steps_per_side = 30;

} // namespace

place position(std::size_t van, std::size_t step) noexcept {
  constexpr auto round = 4 * steps_per_side;
  auto at = (step + van * round / van_count) % round;
  auto along = side * static_cast<double>(at % steps_per_side) / steps_per_side;
  switch (at / steps_per_side) {
    case 0: return {south + along, west, 0};
    case 1: return {south + side, west + along, 90};
    case 2: return {south + side - along, west + side, 180};
    default: return {south, west + side - along, 270};
  }
}

} // namespace fleetwire::systems::demo
