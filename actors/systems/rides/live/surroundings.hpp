#pragma once

#include "actors/contract/auth.hpp"
#include "actors/contract/kinds.hpp"
#include "actors/contract/worker.hpp"
#include "actors/systems/rides/rules/availability.hpp"
#include "actors/systems/rides/rules/masks.hpp"
#include "actors/systems/rides/rules/matching.hpp"
#include "storage/store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "caf/actor.hpp"
#include "caf/group.hpp"

/// Rides while they happen: an actor per trip that lives, an actor per driver who works, one that
/// knows who is near.
namespace fleetwire::systems::rides::live {

using rules::instant;

struct vehicle_facts {
  rules::vehicle_slim shown;
  std::string category_id;            ///< of its type
  std::vector<std::string> class_ids; ///< which the type is linked to
  bool in_service = false;
};

/// What the catalogue knows of drivers and vehicles; answers at once, on any thread.
class fleet_register {
public:
  virtual ~fleet_register() = default;
  /// All of a driver's eligibility but what only his user's record tells. `vehicle_id` is his
  /// present one, if he has one.
  virtual rules::eligibility driver(std::string_view driver_id,
                                    const std::optional<std::string>& vehicle_id) const = 0;
  /// Null if there is none.
  virtual std::shared_ptr<const vehicle_facts> vehicle(std::string_view vehicle_id) const = 0;
};

class road_times;

/// What the actors need of the world. Outlives them.
struct surroundings {
  storage::store& store;
  const contract::clock& clock;
  const fleet_register& fleet;
  /// Asks for a user; the answer may come on any thread.
  std::function<void(std::string_view id, std::function<void(std::optional<contract::person>)>)>
    find_person;
  std::function<std::string()> new_id; ///< a UUID; from any thread
  std::function<contract::worker&(std::string_view id)> home_of;
  contract::kind_registry& kinds;
  road_times* roads = nullptr; ///< null: distances as the crow flies

  // Filled once they are there, before anybody else comes in.
  caf::actor trips = {};   ///< trip_desk
  caf::actor drivers = {}; ///< driver_desk
  caf::actor matcher = {};
  caf::actor recorder = {};
  caf::group news = {};    ///< what happened, after its commit

  instant now() const noexcept {
    return std::chrono::floor<std::chrono::milliseconds>(clock.wall());
  }
};

} // namespace fleetwire::systems::rides::live
