#pragma once

#include "actors/contract/clock.hpp"
#include "actors/contract/worker.hpp"
#include "net/transport/host.hpp"
#include "net/transport/loop.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>

/// Fits transport and runtime together: neither knows the other.
namespace fleetwire {

/// A worker's sockets as the worker sees them. With a virtual clock deadlines are not waited for:
/// whoever moves the clock wakes the worker.
class loop_adapter final : public contract::io_loop {
public:
  loop_adapter(const contract::clock& clock, bool is_virtual)
    : clock_(clock), is_virtual_(is_virtual) {}
  void poll() override { loop_.poll(); }
  void wait(contract::steady_time until) override {
    auto real = std::chrono::steady_clock::now();
    loop_.wait(is_virtual_ ? real + std::chrono::hours{1} : real + (until - clock_.now()));
  }
  std::chrono::steady_clock::time_point handling_since() const noexcept override {
    return loop_.handling_since();
  }
  void wake() override { loop_.wake(); }
  transport::io_loop& sockets() noexcept { return loop_; }

private:
  const contract::clock& clock_;
  const bool is_virtual_;
  transport::io_loop loop_;
};

/// A worker as transport sees it.
class host_adapter final : public transport::worker_host {
public:
  explicit host_adapter(contract::worker& home);
  ~host_adapter() override;
  unsigned index() const noexcept override { return home_.index(); }
  void post(std::function<void()> task) override { home_.submit(std::move(task)); }
  std::uint64_t arm(std::chrono::milliseconds delay, std::function<void()> task) override;
  void disarm(std::uint64_t id) override;
  bool at_end_of_turn(std::function<void()> task) override;

private:
  struct entry;
  class turn_end;
  contract::worker& home_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<entry>> timers_;
  std::shared_ptr<turn_end> turn_end_;
};

} // namespace fleetwire
