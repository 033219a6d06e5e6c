#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/systems/fleet/rules/geo.hpp"

/// Boundaries that vehicles cross. Whoever stands on a border is inside.
namespace fleetwire::systems::fleet::rules {

struct circle {
  point center;
  double radius_m = 0;

  bool operator==(const circle&) const = default;
};

/// Positions of a closed line; the last repeats the first.
using ring = std::vector<point>;
/// As GeoJSON's Polygon: the first ring bounds it, the others are holes. Edges are straight in
/// longitude and latitude and go the short way round the earth, over the antimeridian if need be.
using polygon = std::vector<ring>;

using shape = std::variant<circle, polygon>;

struct geofence {
  std::string id;
  std::string name;
  shape where;
  std::vector<std::string> vehicles; ///< empty: all

  bool operator==(const geofence&) const = default;
};

inline constexpr std::size_t most_corners = 1'000;

/// What is wrong with it, in words; nothing when it may become a geofence.
std::optional<std::string> fault_of(const shape& what);

/// A shape that is asked often.
class area {
public:
  explicit area(const shape& what);
  bool contains(point where) const noexcept;

private:
  bool covers(point where) const noexcept;

  std::optional<circle> circle_;
  polygon lines_; ///< longitudes unrolled: an edge over the antimeridian goes on beyond 180
  double south_ = 0, north_ = 0, west_ = 0, east_ = 0;
};

/// All geofences of a fleet; never changed, replaced.
class geofence_set {
public:
  geofence_set() = default;
  explicit geofence_set(std::vector<geofence> all);

  const std::vector<geofence>& all() const noexcept { return all_; }
  const geofence* find(std::string_view id) const noexcept;
  /// Ids of those that concern the vehicle and contain the place, sorted.
  std::vector<std::string> around(std::string_view vehicle, point where) const;

private:
  std::vector<geofence> all_; ///< by id
  std::vector<area> areas_;
};
using geofence_set_ptr = std::shared_ptr<const geofence_set>;

struct crossings {
  std::vector<std::string> entered;
  std::vector<std::string> exited;
};

/// Between two sorted lists of ids.
crossings between(const std::vector<std::string>& before, const std::vector<std::string>& now);

} // namespace fleetwire::systems::fleet::rules
