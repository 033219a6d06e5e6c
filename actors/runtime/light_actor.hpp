#pragma once

#include "actors/contract/kinds.hpp"
#include "actors/contract/worker.hpp"

#include "caf/actor_config.hpp"
#include "caf/mailbox_element.hpp"
#include "caf/monitorable_actor.hpp"

namespace fleetwire::runtime {

/// A CAF actor without a mailbox of its own: its messages are tasks of its worker. Small enough to
/// have one per room; no behavior, no timeouts, no test_coordinator.
class light_actor : public caf::monitorable_actor {
public:
  light_actor(caf::actor_config& config, contract::worker& home, contract::actor_kind& kind)
    : caf::monitorable_actor(config), home_(home), kind_(kind) {
    kind_.spawned.fetch_add(1, std::memory_order_relaxed);
  }
  ~light_actor() override { kind_.ended.fetch_add(1, std::memory_order_relaxed); }
  using caf::monitorable_actor::enqueue;
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) override;
  const char* name() const override { return kind_.name.c_str(); }

protected:
  /// One message; on the home worker.
  virtual void on_message(caf::mailbox_element& what) = 0;
  contract::worker& home_;

private:
  contract::actor_kind& kind_;
};

} // namespace fleetwire::runtime
