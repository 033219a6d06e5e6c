#pragma once

#include <cmath>

namespace fleetwire::systems::rides::pricing {

/// Half away from zero, of the decimal number meant: 1.005 becomes 1.01 although its nearest
/// double lies below.
inline double rounded(double value, int decimals) noexcept {
  const double scale = std::pow(10.0, decimals);
  const double scaled = value * scale;
  return std::round(scaled + std::copysign(std::abs(scaled) * 1e-12, scaled)) / scale;
}

inline double money(double value) noexcept {
  return rounded(value, 2);
}
inline double kilometres(double value) noexcept {
  return rounded(value, 3);
}
inline double minutes(double value) noexcept {
  return rounded(value, 2);
}
inline double rate(double value) noexcept {
  return rounded(value, 4);
}

} // namespace fleetwire::systems::rides::pricing
