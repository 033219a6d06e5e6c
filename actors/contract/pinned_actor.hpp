#pragma once

#include "actors/contract/kinds.hpp"

#include "caf/event_based_actor.hpp"

namespace fleetwire::contract {

/// An event-based actor that always runs on the worker it was spawned on: the execution unit in its
/// actor_config. Without a worker there (unit tests under CAF's test_coordinator) it behaves like its
/// base class.
class pinned_actor : public caf::event_based_actor {
public:
  explicit pinned_actor(caf::actor_config& cfg, actor_kind* kind = nullptr);
  ~pinned_actor() override;

  using caf::event_based_actor::enqueue;
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) override;
  void launch(caf::execution_unit* host, bool lazy, bool hide) override;
  caf::resumable::resume_result resume(caf::execution_unit* host, size_t limit) override;
  caf::invoke_message_result consume(caf::mailbox_element& what) override;
  const char* name() const override;

protected:
  actor_kind* kind_;

private:
  caf::execution_unit* home_;
  std::atomic<std::uint32_t> depth_{0};
  std::atomic<std::int64_t> runnable_since_{0};
};

} // namespace fleetwire::contract
