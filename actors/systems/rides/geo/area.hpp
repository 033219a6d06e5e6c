#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "actors/systems/rides/geo/point.hpp"

namespace fleetwire::systems::rides::geo {

/// Positions of a closed line; the last repeats the first.
using ring = std::vector<point>;

/// GeoJSON's Polygon: the first ring bounds it, the others are holes.
using polygon = std::vector<ring>;

using multipolygon = std::vector<polygon>;

enum class area_fault { empty, ring_too_short, ring_not_closed, position_out_of_range };

std::string_view describe(area_fault fault) noexcept;

/// What a city or zone covers. Borders, also those of holes, belong to it. Edges are straight in
/// longitude and latitude; a shape across the antimeridian comes cut in two, as GeoJSON asks.
class area {
public:
  explicit area(multipolygon shape);

  bool contains(point where) const noexcept;
  const multipolygon& shape() const noexcept { return shape_; }

private:
  struct box {
    point low, high;

    bool contains(point where) const noexcept;
  };

  multipolygon shape_;
  std::vector<box> boxes_; // one per polygon
};

/// Nothing when the shape may become an area.
std::optional<area_fault> fault_of(const multipolygon& shape) noexcept;

} // namespace fleetwire::systems::rides::geo
