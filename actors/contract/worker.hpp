#pragma once

#include "actors/contract/loop.hpp"

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

/// A worker as its residents see it: one thread, one loop, one timing wheel, one end of turn.
namespace fleetwire::contract {

/// One unit of work for a worker; runs once.
class task {
public:
  virtual ~task() = default;
  virtual void run() = 0;
};
using task_ptr = std::unique_ptr<task>;

/// A move-only function as a task: closures may own what they carry.
template <class F>
task_ptr make_task(F&& fun) {
  struct impl final : task {
    explicit impl(F&& f) : fun(std::forward<F>(f)) {}
    void run() override { fun(); }
    std::decay_t<F> fun;
  };
  return std::make_unique<impl>(std::forward<F>(fun));
}

/// Something with output that waits for the end of the turn; see worker::at_end_of_turn. The worker
/// holds a strong reference meanwhile: a raw pointer here crashes when peers close with output pending.
class flushable {
public:
  virtual void flush() = 0;
  virtual void hold() noexcept = 0;
  virtual void release() noexcept = 0;

protected:
  ~flushable() = default;
};

class worker {
public:
  virtual ~worker() = default;
  virtual unsigned index() const noexcept = 0;
  virtual unsigned count() const noexcept = 0;
  /// Queues `what` here; from any thread. First in first out per pair of threads.
  virtual void post(task_ptr what) = 0;
  /// The sibling `index` of this worker.
  virtual worker& peer(unsigned index) noexcept = 0;
  /// True on this worker's own thread.
  virtual bool here() const noexcept = 0;
  virtual contract::timers& timers() noexcept = 0;
  virtual const contract::clock& clock() const noexcept = 0;
  /// Calls `what.flush()` at the end of this turn; the caller sees to it that it asks only once.
  virtual void at_end_of_turn(flushable& what) = 0;

  template <class F>
  void submit(F&& fun) {
    post(make_task(std::forward<F>(fun)));
  }
};

} // namespace fleetwire::contract
