#pragma once

#include "actors/contract/worker.hpp"

#include <algorithm>
#include <chrono>
#include <functional>

namespace fleetwire::contract {

/// One deadline of an actor on the wheel of its worker. Made and ended there.
class deadline final : public timer {
public:
  deadline(worker& home, std::function<void()> ring) : home_(home), ring_(std::move(ring)) {}
  ~deadline() override { clear(); }
  void set(std::chrono::milliseconds from_now) {
    home_.timers().arm(*this, home_.clock().now() + std::max(from_now, from_now.zero()));
  }
  void clear() noexcept { home_.timers().disarm(*this); }
  void on_timer() override { ring_(); }

private:
  worker& home_;
  std::function<void()> ring_;
};

} // namespace fleetwire::contract
