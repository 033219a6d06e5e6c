#pragma once

#include "actors/contract/loop.hpp"

#include <condition_variable>
#include <mutex>

namespace fleetwire::runtime {

/// The loop of a worker without sockets: sleeps and can be woken.
class idle_loop final : public contract::io_loop {
public:
  void poll() override {}
  void wait(contract::steady_time until) override {
    std::unique_lock guard{mutex_};
    changed_.wait_until(guard, until, [this] { return woken_; });
    woken_ = false;
  }
  void wake() override {
    {
      std::lock_guard guard{mutex_};
      woken_ = true;
    }
    changed_.notify_one();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
};

} // namespace fleetwire::runtime
