#pragma once

namespace fleetwire::systems::rides::geo {

/// A place on the earth in degrees, WGS84.
struct point {
  double lat = 0;
  double lng = 0;

  bool operator==(const point&) const = default;
};

inline constexpr double earth_radius_m = 6371000.0;

/// Finite, latitude within ±90 and longitude within ±180.
bool is_valid(point where) noexcept;

/// Great-circle distance by the haversine formula.
double distance_m(point from, point to) noexcept;
double distance_km(point from, point to) noexcept;

} // namespace fleetwire::systems::rides::geo
