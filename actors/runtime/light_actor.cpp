#include "actors/runtime/light_actor.hpp"

#include "caf/actor_cast.hpp"
#include "caf/actor_control_block.hpp"

namespace fleetwire::runtime {

void light_actor::enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) {
  kind_.enqueued.fetch_add(1, std::memory_order_relaxed);
  auto self = caf::strong_actor_ptr{ctrl()};
  home_.submit([this, self = std::move(self), what = std::move(what)] {
    kind_.handled.fetch_add(1, std::memory_order_relaxed);
    on_message(*what);
  });
}

} // namespace fleetwire::runtime
