#pragma once

#include "actors/contract/loop.hpp"

#include <atomic>

namespace fleetwire::contract {

class system_clock final : public clock {
public:
  steady_time now() const noexcept override { return std::chrono::steady_clock::now(); }
  wall_time wall() const noexcept override { return std::chrono::system_clock::now(); }
};

/// A clock that stands still until it is moved; both of its faces move together. From any thread,
/// but whoever moves it wakes the workers.
class manual_clock final : public clock {
public:
  steady_time now() const noexcept override {
    return steady_time{std::chrono::hours{1}} + elapsed_.load();
  }
  wall_time wall() const noexcept override {
    return wall_time{std::chrono::hours{24 * 365 * 50}} + elapsed_.load();
  }
  void advance(std::chrono::nanoseconds by) noexcept { elapsed_.store(elapsed_.load() + by); }

private:
  std::atomic<std::chrono::nanoseconds> elapsed_{};
};

} // namespace fleetwire::contract
