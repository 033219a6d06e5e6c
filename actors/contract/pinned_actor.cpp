#include "actors/contract/pinned_actor.hpp"

#include "caf/actor_config.hpp"

namespace fleetwire::contract {

pinned_actor::pinned_actor(caf::actor_config& cfg, actor_kind* kind)
  : caf::event_based_actor(cfg), kind_(kind), home_(cfg.host) {
  if (kind_)
    kind_->spawned.fetch_add(1, std::memory_order_relaxed);
}

pinned_actor::~pinned_actor() {
  if (!kind_)
    return;
  kind_->ended.fetch_add(1, std::memory_order_relaxed);
  kind_->dropped.fetch_add(depth_.load(std::memory_order_relaxed), std::memory_order_relaxed);
}

void pinned_actor::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) {
  if (kind_) {
    auto depth = depth_.fetch_add(1, std::memory_order_relaxed) + 1;
    kind_->enqueued.fetch_add(1, std::memory_order_relaxed);
    kind_->note_depth(depth);
    if (depth == 1 && kind_->sample())
      runnable_since_.store(monotonic_nanoseconds(), std::memory_order_relaxed);
  }
  caf::event_based_actor::enqueue(std::move(what), home_ ? home_ : host);
}

void pinned_actor::launch(caf::execution_unit* host, bool lazy, bool hide) {
  caf::event_based_actor::launch(home_ ? home_ : host, lazy, hide);
}

caf::resumable::resume_result pinned_actor::resume(caf::execution_unit* host, size_t limit) {
  if (auto since = runnable_since_.exchange(0, std::memory_order_relaxed); since != 0)
    kind_->wait_time.add(monotonic_nanoseconds() - since);
  return caf::event_based_actor::resume(host, limit);
}

caf::invoke_message_result pinned_actor::consume(caf::mailbox_element& what) {
  if (!kind_)
    return caf::event_based_actor::consume(what);
  depth_.fetch_sub(1, std::memory_order_relaxed);
  kind_->handled.fetch_add(1, std::memory_order_relaxed);
  if (!kind_->sample())
    return caf::event_based_actor::consume(what);
  auto begin = monotonic_nanoseconds();
  auto result = caf::event_based_actor::consume(what);
  kind_->handler_time.add(monotonic_nanoseconds() - begin);
  return result;
}

const char* pinned_actor::name() const {
  return kind_ ? kind_->name.c_str() : "fleetwire.actor";
}

} // namespace fleetwire::contract
