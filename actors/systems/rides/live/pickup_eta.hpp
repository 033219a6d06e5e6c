#pragma once

#include "actors/systems/rides/live/road_times.hpp"
#include "actors/systems/rides/rules/eta.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace fleetwire::systems::rides::live {

/// When the driver of one trip will be at the pickup. It asks who knows the roads ahead of time, so
/// nothing ever waits for him: what he said is used when there is something to tell. Lives in the
/// trip's actor.
class pickup_eta {
public:
  using instant = rules::instant;
  /// Runs what it is given in the actor; from any thread.
  using runner = std::function<void(std::function<void()>)>;

  /// Null: as the crow flies. Outlives this.
  explicit pickup_eta(road_times* roads) : roads_(roads) {}

  std::optional<int> minutes(const std::string& driver_id, std::optional<geo::point> from,
                             geo::point pickup, instant now) const {
    return rules::eta_minutes(known_, driver_id, from, pickup, now);
  }
  /// Asks anew, unless the same is being asked of him. The answer replaces what is known; answers of
  /// drivers before him count no more.
  void ask(const std::string& driver_id, std::optional<geo::point> from, geo::point pickup,
           instant now, const runner& run);

private:
  void hear(std::uint64_t question, const rules::road_time& of,
            std::optional<std::chrono::milliseconds> takes);

  road_times* roads_;
  std::optional<rules::road_time> known_;
  std::optional<std::string> asked_of_; ///< the driver; no answer yet
  std::uint64_t question_ = 0; ///< the last one; answers to others are stale
};

} // namespace fleetwire::systems::rides::live
