#pragma once

#include "actors/contract/loop.hpp"

#include <functional>
#include <memory>

namespace fleetwire::runtime {

/// A timer that runs a function once. It owns itself while armed if made by later().
class one_shot final : public contract::timer {
public:
  explicit one_shot(std::function<void()> what) : what_(std::move(what)) {}
  void on_timer() override {
    auto keep = std::move(self_);
    what_();
  }
  /// The deadline will never come.
  void drop() noexcept { auto keep = std::move(self_); }
  /// Runs `what` at `deadline` on the worker of `wheel`; dropped with the wheel.
  static void later(contract::timers& wheel, contract::steady_time deadline,
                    std::function<void()> what) {
    auto timer = std::make_shared<one_shot>(std::move(what));
    timer->self_ = timer;
    wheel.arm(*timer, deadline);
  }

private:
  std::function<void()> what_;
  std::shared_ptr<one_shot> self_;
};

} // namespace fleetwire::runtime
