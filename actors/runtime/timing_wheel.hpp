#pragma once

#include "actors/contract/loop.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

namespace fleetwire::contract {

/// A circular list of timers with a head that never fires.
class timer_list {
public:
  timer_list() noexcept;
  bool empty() const noexcept;
  void push(timer& what, steady_time deadline) noexcept;
  /// Takes the first timer out; nullptr when empty.
  timer* pop() noexcept;
  static void unlink(timer& what) noexcept;

private:
  struct head_node final : timer {
    void on_timer() override {}
  };
  head_node head_;
};

} // namespace fleetwire::contract

namespace fleetwire::runtime {

/// Hierarchical timing wheel: 1 ms resolution, four levels of 64 slots, O(1) arm and disarm, and it
/// knows when it next has work, so that nobody ticks. One worker's thread only.
class timing_wheel final : public contract::timers {
public:
  explicit timing_wheel(contract::steady_time epoch);
  ~timing_wheel() override;

  void arm(contract::timer& what, contract::steady_time deadline) override;
  void disarm(contract::timer& what) noexcept override;

  /// Fires what is due at `now`; a timer armed meanwhile for the past fires in this call too.
  void advance(contract::steady_time now);
  /// Disarms everything for good.
  void drop() noexcept;
  /// When advance() must be called next: a deadline, or an earlier moment to re-sort far ones.
  std::optional<contract::steady_time> next() const noexcept;

private:
  static constexpr unsigned levels = 4;
  static constexpr unsigned slots = 64;

  std::uint64_t tick_of(contract::steady_time when, bool round_up) const noexcept;
  void place(contract::timer& what, contract::steady_time deadline) noexcept;
  void file(contract::timer& what, contract::steady_time deadline, unsigned level,
            std::uint64_t tick) noexcept;
  void cascade(unsigned level);
  std::optional<std::uint64_t> next_tick() const noexcept;
  void fire_slot(unsigned slot);

  contract::steady_time epoch_;
  std::uint64_t tick_ = 0; ///< all ticks before and including this one were fired
  std::array<std::uint64_t, levels> used_{};
  std::unique_ptr<std::array<std::array<contract::timer_list, slots>, levels>> wheel_;
};

} // namespace fleetwire::runtime
