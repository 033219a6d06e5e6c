#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "actors/systems/rides/live/surroundings.hpp"

#include <deque>
#include <functional>
#include <memory>

namespace fleetwire::systems::rides::live {

/// A change that the store did not take is tried again after this long.
inline constexpr std::chrono::milliseconds retry_after{500};

/// The answer to whoever wanted that change.
rules::refusal unavailable(const storage::status& why);

/// An actor whose state is a record in the store. One change at a time: while something is being
/// committed or read, what else would change the state waits, in its order.
class record_actor : public contract::pinned_actor {
public:
  record_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
    : contract::pinned_actor(config, &kind), around_(around) {
  }

protected:
  using step = std::function<void()>;
  using then = std::function<void(const storage::status&)>;

  /// Now, or when what is pending has ended.
  void enter(step what);
  /// Commits; `next` hears of it here, before anything that waits.
  void commit(storage::job what, then next);
  /// Reads likewise.
  void read(storage::file where, storage::job what, then next);
  /// Waits for something that answers by calling `resume` with what to do here. From any thread.
  using resumer = std::function<void(step)>;
  void wait_for(const std::function<void(resumer)>& begin);

  /// As a resumer, but nothing waits for it. From any thread.
  resumer caller();

  bool is_waiting() const noexcept {
    return pending_ > 0;
  }
  /// Nothing is pending and nothing waits; called after each step.
  virtual void on_idle() {
  }

  /// What every behavior has in common.
  caf::behavior with_common(caf::behavior own);

  surroundings& around_;

private:
  void resume_with(const step& what);
  void run_waiting();
  resumer make_resumer();

  std::size_t pending_ = 0;
  bool running_ = false;
  std::deque<step> waiting_;
};

} // namespace fleetwire::systems::rides::live
