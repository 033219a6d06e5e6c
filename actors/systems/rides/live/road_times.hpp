#pragma once

#include "actors/systems/rides/geo/point.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace fleetwire::systems::rides::live {

/// Somebody who knows the roads: how long it takes from here to there.
class road_times {
public:
  using answer = std::function<void(std::optional<std::chrono::milliseconds>)>;
  virtual ~road_times() = default;
  /// From any thread, without blocking. Calls `done` once, on any thread, perhaps at once; with
  /// nothing when it does not know, or not in time.
  virtual void ask(geo::point from, geo::point to, answer done) = 0;
};

} // namespace fleetwire::systems::rides::live
