#pragma once

#include "actors/contract/record_actor.hpp"
#include "actors/systems/rides/live/surroundings.hpp"

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
  surroundings& around_;
};

} // namespace fleetwire::systems::rides::live
