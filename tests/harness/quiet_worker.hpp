#pragma once

#include "actors/contract/clock.hpp"
#include "actors/contract/worker.hpp"
#include "actors/runtime/timing_wheel.hpp"
#include "net/transport/host.hpp"

#include <deque>
#include <functional>

namespace fleetwire::harness {

/// The only worker there is, for parts that need no actors: it runs what was posted when it is told
/// to. Carries memory streams as well.
class quiet_worker final : public contract::worker, public transport::worker_host {
public:
  ~quiet_worker() override = default;
  unsigned index() const noexcept override { return 0; }
  unsigned count() const noexcept override { return 1; }
  void post(contract::task_ptr what) override { tasks_.push_back(std::move(what)); }
  void post(std::function<void()> task) override { submit(std::move(task)); }
  contract::worker& peer(unsigned) noexcept override { return *this; }
  bool here() const noexcept override { return true; }
  contract::timers& timers() noexcept override { return wheel_; }
  const contract::clock& clock() const noexcept override { return clock_; }
  void at_end_of_turn(contract::flushable& what) override { what.flush(); }
  std::uint64_t arm(std::chrono::milliseconds, std::function<void()>) override { return 0; }
  void disarm(std::uint64_t) override {}

  /// Until nothing is left to do.
  void settle() {
    while (!tasks_.empty()) {
      const auto next = std::move(tasks_.front());
      tasks_.pop_front();
      next->run();
    }
  }
  void advance(std::chrono::milliseconds by) {
    clock_.advance(by);
    wheel_.advance(clock_.now());
    settle();
  }

private:
  contract::manual_clock clock_;
  runtime::timing_wheel wheel_{clock_.now()};
  std::deque<contract::task_ptr> tasks_;
};

} // namespace fleetwire::harness
