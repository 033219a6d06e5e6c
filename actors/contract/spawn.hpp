#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "actors/contract/worker.hpp"

#include <utility>

#include "caf/actor.hpp"
#include "caf/actor_cast.hpp"
#include "caf/actor_config.hpp"
#include "caf/actor_system.hpp"
#include "caf/execution_unit.hpp"
#include "caf/make_actor.hpp"

namespace fleetwire::contract {

/// Makes an `Actor` that lives on `home`; `xs` follow its actor_config.
template <class Actor, class... Ts>
caf::actor spawn_on(caf::actor_system& system, worker& home, Ts&&... xs) {
  caf::actor_config config{dynamic_cast<caf::execution_unit*>(&home)};
  auto handle = caf::make_actor<Actor, caf::actor>(system.next_actor_id(), system.node(), &system,
                                                   config, std::forward<Ts>(xs)...);
  auto* self = static_cast<Actor*>(caf::actor_cast<caf::abstract_actor*>(handle));
  self->launch(config.host, true, false);
  return handle;
}

} // namespace fleetwire::contract
