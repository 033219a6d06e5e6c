#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "storage/store.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <utility>

namespace fleetwire::contract {

/// An actor whose state is a record in the store. One change at a time: while something is being
/// committed or read, what else would change the state waits, in its order.
class record_actor : public pinned_actor {
public:
  record_actor(caf::actor_config& config, storage::store& store, actor_kind& kind)
    : pinned_actor(config, &kind), store_(store) {}

protected:
  using step = std::function<void()>;
  using then = std::function<void(const storage::status&)>;

  /// Now, or when what is pending has ended.
  template <class F>
  void enter(F what) {
    if (!is_free())
      return waiting_.push_back(std::move(what));
    running_ = true; // what it makes wait comes after it
    what();
    running_ = false;
    run_waiting();
  }
  /// Commits; `next` hears of it here, before anything that waits.
  void commit(storage::job what, then next);
  /// Reads likewise.
  void read(storage::file where, storage::job what, then next);
  /// Waits for something that answers by calling `resume` with what to do here. From any thread.
  using resumer = std::function<void(step)>;
  void wait_for(const std::function<void(resumer)>& begin);

  /// As a resumer, but nothing waits for it. From any thread.
  resumer caller();

  bool is_waiting() const noexcept { return pending_ > 0; }
  /// Whether enter() would run a step at once; then there is no need for it.
  bool is_free() const noexcept { return pending_ == 0 && !running_ && waiting_.empty(); }
  /// Asks the memory for what is_free() looks at.
  void fetch_state() const noexcept {
    __builtin_prefetch(&pending_);
    __builtin_prefetch(&waiting_);
    __builtin_prefetch(&waiting_ + 1);
  }
  /// Nothing is pending and nothing waits; called after each step.
  virtual void on_idle() {}

  /// What every behavior has in common.
  caf::behavior with_common(caf::behavior own);

private:
  void resume_with(const step& what);
  void run_waiting();
  resumer make_resumer();

  storage::store& store_;
  std::size_t pending_ = 0;
  bool running_ = false;
  std::deque<step> waiting_;
};

} // namespace fleetwire::contract
