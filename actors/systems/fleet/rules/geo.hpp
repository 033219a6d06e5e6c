#pragma once

namespace fleetwire::systems::fleet::rules {

/// A place on the earth in degrees, WGS84.
struct point {
  double lat = 0;
  double lng = 0;

  bool operator==(const point&) const = default;
};

inline constexpr double earth_radius_km = 6371.0;

/// Finite, latitude within ±90 and longitude within ±180.
bool is_on_earth(point where) noexcept;

/// Along the great circle.
double distance_km(point from, point to) noexcept;

} // namespace fleetwire::systems::fleet::rules
