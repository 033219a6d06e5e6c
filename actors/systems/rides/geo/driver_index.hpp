#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "actors/systems/rides/geo/point.hpp"

namespace fleetwire::systems::rides::geo {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A driver near the place that was asked for. The name is valid until the index next changes.
struct neighbour {
  std::string_view driver;
  double distance_m = 0;
  instant waiting_since;
};

/// Where the drivers are, for "who is nearest?". Drivers lie in a grid of cubes over the earth as
/// a ball in space, so there is no seam at the antimeridian and no crowding at the poles. One
/// owner; not synchronised.
class driver_index {
public:
  /// Says whether a driver may be chosen; asked at most once per driver and query, and only for
  /// drivers near enough to be among the answer.
  using filter = std::function<bool(std::string_view driver)>;

  /// Adds a driver or moves him. An invalid place takes him out; false then.
  bool put(std::string_view driver, point where, instant waiting_since);

  /// False when he was not there.
  bool remove(std::string_view driver);

  bool contains(std::string_view driver) const;
  std::size_t size() const noexcept { return numbers_.size(); }

  /// At most `limit` drivers no further than `radius_m` who pass the filter (an empty filter lets
  /// all pass): nearest first, compared in whole metres; then who waits longest; then by name.
  std::vector<neighbour> nearest(point center, double radius_m, std::size_t limit,
                                 const filter& accepts = {}) const;

private:
  struct place {
    double x = 0, y = 0, z = 0; // metres from the centre of the earth
  };
  struct cell {
    std::int32_t x = 0, y = 0, z = 0;

    bool operator==(const cell&) const = default;
  };
  struct cell_hash {
    std::size_t operator()(const cell& c) const noexcept;
  };
  struct name_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const noexcept {
      return std::hash<std::string_view>{}(s);
    }
  };
  struct entry {
    std::string driver;
    place where;
    instant waiting_since;
    cell home;
    std::uint32_t position = 0; // within its cell
  };
  class query;

  static place place_of(point where) noexcept;
  static cell cell_of(const place& where) noexcept;
  void enter_cell(std::uint32_t number, const cell& home);
  void leave_cell(std::uint32_t number);

  std::vector<entry> entries_; // by number; free ones are listed in free_
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::string, std::uint32_t, name_hash, std::equal_to<>> numbers_;
  std::unordered_map<cell, std::vector<std::uint32_t>, cell_hash> cells_;
};

} // namespace fleetwire::systems::rides::geo
