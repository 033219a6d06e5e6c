#include "actors/runtime/timing_wheel.hpp"

#include "actors/runtime/one_shot.hpp"

#include <bit>

namespace fleetwire::contract {

timer_list::timer_list() noexcept {
  head_.prev_ = head_.next_ = &head_;
}

bool timer_list::empty() const noexcept {
  return head_.next_ == &head_;
}

void timer_list::push(timer& what, steady_time deadline) noexcept {
  what.deadline_ = deadline;
  what.prev_ = head_.prev_;
  what.next_ = &head_;
  head_.prev_->next_ = &what;
  head_.prev_ = &what;
}

timer* timer_list::pop() noexcept {
  if (empty())
    return nullptr;
  auto* first = head_.next_;
  unlink(*first);
  return first;
}

void timer_list::unlink(timer& what) noexcept {
  what.prev_->next_ = what.next_;
  what.next_->prev_ = what.prev_;
  what.prev_ = what.next_ = nullptr;
}

} // namespace fleetwire::contract

namespace fleetwire::runtime {

using contract::steady_time;

namespace {

constexpr unsigned slot_bits = 6;
/// Ticks that one slot of `level` spans, as a power of two.
constexpr unsigned shift(unsigned level) {
  return level * slot_bits;
}

} // namespace

timing_wheel::timing_wheel(steady_time epoch)
  : epoch_(epoch),
    wheel_(std::make_unique<std::array<std::array<contract::timer_list, slots>, levels>>()) {}

timing_wheel::~timing_wheel() {
  // Whoever outlives the wheel is disarmed, not left linked to freed heads.
  drop();
}

void timing_wheel::drop() noexcept {
  for (auto& level : *wheel_)
    for (auto& list : level)
      while (auto* what = list.pop())
        if (auto* alone = dynamic_cast<one_shot*>(what))
          alone->drop();
  used_ = {};
}

std::uint64_t timing_wheel::tick_of(steady_time when, bool round_up) const noexcept {
  if (when <= epoch_)
    return 0;
  auto elapsed = when - epoch_;
  auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed);
  return static_cast<std::uint64_t>(ms.count()) + (round_up && ms < elapsed ? 1 : 0);
}

void timing_wheel::arm(contract::timer& what, steady_time deadline) {
  disarm(what);
  place(what, deadline);
}

void timing_wheel::disarm(contract::timer& what) noexcept {
  // The slot's bit stays set when it was the last one: at worst one early look at an empty slot.
  if (what.armed())
    contract::timer_list::unlink(what);
}

void timing_wheel::place(contract::timer& what, steady_time deadline) noexcept {
  auto due = tick_of(deadline, true);
  if (due <= tick_)
    due = tick_ + 1;
  auto distance = due - tick_;
  unsigned level = 0;
  while (level + 1 < levels && distance >= (std::uint64_t{1} << shift(level + 1)))
    ++level;
  // Beyond the last level's reach: park in its farthest slot, sorted again when that comes up.
  auto reach = std::uint64_t{slots - 1} << shift(levels - 1);
  auto at = distance > reach ? tick_ + reach : due;
  file(what, deadline, level, at);
}

void timing_wheel::file(contract::timer& what, steady_time deadline, unsigned level,
                        std::uint64_t tick) noexcept {
  auto slot = static_cast<unsigned>((tick >> shift(level)) & (slots - 1));
  (*wheel_)[level][slot].push(what, deadline);
  used_[level] |= std::uint64_t{1} << slot;
}

std::optional<std::uint64_t> timing_wheel::next_tick() const noexcept {
  std::optional<std::uint64_t> best;
  for (unsigned level = 0; level < levels; ++level) {
    if (used_[level] == 0)
      continue;
    auto position = tick_ >> shift(level);
    // Slots after the current one, in order; the current one itself comes last (a full turn away).
    auto rotated = std::rotr(used_[level], static_cast<int>((position + 1) & (slots - 1)));
    auto steps = static_cast<std::uint64_t>(std::countr_zero(rotated)) + 1;
    auto at = (position + steps) << shift(level);
    if (!best || at < *best)
      best = at;
  }
  return best;
}

std::optional<steady_time> timing_wheel::next() const noexcept {
  auto tick = next_tick();
  if (!tick)
    return std::nullopt;
  return epoch_ + std::chrono::milliseconds(*tick);
}

void timing_wheel::cascade(unsigned level) {
  auto slot = static_cast<unsigned>((tick_ >> shift(level)) & (slots - 1));
  used_[level] &= ~(std::uint64_t{1} << slot);
  auto& list = (*wheel_)[level][slot];
  contract::timer_list waiting;
  while (auto* what = list.pop())
    waiting.push(*what, what->deadline());
  while (auto* what = waiting.pop()) {
    if (tick_of(what->deadline(), true) > tick_)
      place(*what, what->deadline());
    else
      file(*what, what->deadline(), 0, tick_); // due on this very tick: the slot fired next
  }
}

void timing_wheel::fire_slot(unsigned slot) {
  used_[0] &= ~(std::uint64_t{1} << slot);
  auto& list = (*wheel_)[0][slot];
  while (auto* what = list.pop())
    what->on_timer();
}

void timing_wheel::advance(steady_time now) {
  auto target = tick_of(now, false);
  for (auto due = next_tick(); due && *due <= target; due = next_tick()) {
    tick_ = *due;
    for (unsigned level = levels - 1; level > 0; --level)
      if ((tick_ & ((std::uint64_t{1} << shift(level)) - 1)) == 0)
        cascade(level);
    fire_slot(static_cast<unsigned>(tick_ & (slots - 1)));
  }
  if (target > tick_)
    tick_ = target;
}

} // namespace fleetwire::runtime
