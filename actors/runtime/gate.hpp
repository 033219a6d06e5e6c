#pragma once

#include "actors/runtime/worker.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "caf/actor_system.hpp"

namespace fleetwire::runtime {

/// The way to the workers for everything that may outlive them: handles that an application kept,
/// answers that come late. Shared by all of these; what comes while it is shut is dropped. From any
/// thread.
class gate {
public:
  void open(const caf::actor_system& system, std::vector<contract::worker*> workers) {
    std::unique_lock guard{mutex_};
    workers_ = std::move(workers);
    system_ = &system;
  }
  /// Afterwards nobody is on the way any more, and the workers may go.
  void shut() {
    std::unique_lock guard{mutex_};
    system_ = nullptr;
    workers_.clear();
  }
  /// The worker of this engine whose thread this is; null elsewhere, on another engine's worker too.
  worker* here() const noexcept {
    auto* current = worker::current();
    return current && &current->system() == system_.load(std::memory_order_acquire) ? current
                                                                                    : nullptr;
  }
  /// Queues `fun` on worker `index`. Threads that are no workers go through worker 0, where their
  /// broadcasts begin, so that all they do keeps one order.
  template <class F>
  void submit(unsigned index, F fun) {
    if (auto* from = here())
      return from->peer(index).submit(std::move(fun));
    std::shared_lock guard{mutex_};
    if (workers_.empty())
      return;
    auto* home = workers_[index];
    if (index == 0)
      home->submit(std::move(fun));
    else
      workers_[0]->submit([home, fun = std::move(fun)]() mutable { home->submit(std::move(fun)); });
  }
  /// Calls `fun` at once while the workers cannot go; it must not wait for them.
  template <class F>
  void pass(F fun) {
    std::shared_lock guard{mutex_};
    if (!workers_.empty())
      fun();
  }

private:
  std::shared_mutex mutex_;
  std::vector<contract::worker*> workers_; ///< guarded by mutex_; empty while shut
  std::atomic<const caf::actor_system*> system_{nullptr};
};

} // namespace fleetwire::runtime
