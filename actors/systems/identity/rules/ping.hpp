#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "actors/systems/identity/rules/account.hpp"

/// Where a passenger is, and when that is worth a write.
namespace fleetwire::systems::identity {

inline constexpr millis ping_rests = 15'000;      ///< no write sooner, unless forced
inline constexpr millis ping_stale = 300'000;     ///< a write in any case
inline constexpr double ping_distance_m = 50;     ///< a move that counts

/// Along the great circle.
inline double metres_between(place a, place b) noexcept {
  constexpr double earth = 6'371'008.8;
  constexpr double degree = std::numbers::pi / 180;
  const double dlat = (b.latitude - a.latitude) * degree / 2;
  const double dlng = (b.longitude - a.longitude) * degree / 2;
  const double h = std::sin(dlat) * std::sin(dlat)
                   + std::cos(a.latitude * degree) * std::cos(b.latitude * degree) * std::sin(dlng)
                       * std::sin(dlng);
  return 2 * earth * std::asin(std::min(1.0, std::sqrt(h)));
}

inline bool worth_a_write(const user& who, place where, bool forced, millis now) noexcept {
  if (forced || !who.location)
    return true;
  const auto since = now - who.updated_at;
  return since >= ping_stale
         || (since >= ping_rests && metres_between(*who.location, where) >= ping_distance_m);
}

} // namespace fleetwire::systems::identity
