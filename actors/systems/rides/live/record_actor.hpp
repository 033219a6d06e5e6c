#pragma once

#include "actors/contract/record_actor.hpp"
#include "actors/systems/rides/live/surroundings.hpp"

#include <functional>
#include <optional>
#include <string>

namespace fleetwire::systems::rides::live {

/// A change that the store did not take is tried again after this long.
inline constexpr std::chrono::milliseconds retry_after{500};

/// The answer to whoever wanted that change.
rules::refusal unavailable(const storage::status& why);

class record_actor : public contract::record_actor {
public:
  record_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
    : contract::record_actor(config, around.store, kind), around_(around) {}

protected:
  /// Waits for a user's record, or for hearing that there is none.
  void meet(const std::string& user_id,
            std::function<void(const std::optional<contract::person>&)> use);

  surroundings& around_;
};

} // namespace fleetwire::systems::rides::live
