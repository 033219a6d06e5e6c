#pragma once

#include "actors/contract/kinds.hpp"
#include "actors/contract/worker.hpp"
#include "actors/systems/fleet/live/audience.hpp"
#include "actors/systems/fleet/live/latest.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "caf/actor.hpp"

/// The fleet while it moves: an actor per vehicle and per trip, desks that find them.
namespace fleetwire::systems::fleet::live {

struct options {
  rules::motion_limits motion;
  std::chrono::milliseconds offline_after{std::chrono::minutes{5}};
  std::chrono::milliseconds history_kept{std::chrono::hours{24 * 90}};
  /// Positions that may wait for the store, on all workers together; beyond it the oldest go.
  std::size_t history_queue = 500'000;
  /// What a back end speaks of comes into being, though nobody made it known.
  bool makes_unknown = true;
  /// What every tracker may know instead of a key of its own; empty: none.
  std::string device_key;
};

/// What the actors need of the world. Outlives them.
struct surroundings {
  storage::store& store;
  const contract::clock& clock;
  options how;
  audience& tell;
  std::function<std::string()> new_id; ///< from any thread
  unsigned workers = 1;
  std::function<contract::worker&(unsigned)> worker;
  contract::kind_registry& kinds;

  // Filled once they are there, before anybody else comes in.
  std::vector<caf::actor> desks = {}; ///< vehicle_desk, one per worker
  caf::actor trips = {};
  caf::actor alerts = {};
  caf::actor geofences = {};

  latest<rules::geofence_set> fences = {};
  latest<std::vector<rules::alert>> open_alerts = {}; ///< oldest first

  instant now() const noexcept {
    return std::chrono::floor<std::chrono::milliseconds>(clock.wall());
  }
  /// Where an actor of that id lives.
  unsigned home_of(std::string_view id) const noexcept {
    return static_cast<unsigned>(std::hash<std::string_view>{}(id) % workers);
  }
  const caf::actor& desk_of(std::string_view vehicle_id) const noexcept {
    return desks[home_of(vehicle_id)];
  }
};

/// A change that the store did not take is tried again after this long.
inline constexpr std::chrono::milliseconds retry_after{500};

/// The answer to whoever wanted that change.
rules::refusal unavailable(const storage::status& why);

} // namespace fleetwire::systems::fleet::live
