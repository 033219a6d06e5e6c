#pragma once

#include <chrono>
#include <cstdint>

/// Time and waiting, as a worker sees them. Tests put a virtual clock and an idle loop here.
namespace fleetwire::contract {

using steady_time = std::chrono::steady_clock::time_point;
using wall_time = std::chrono::system_clock::time_point;

class clock {
public:
  virtual ~clock() = default;
  virtual steady_time now() const noexcept = 0;
  virtual wall_time wall() const noexcept = 0;
};

/// The input side of a worker: sockets in production, nothing in simulation.
class io_loop {
public:
  virtual ~io_loop() = default;
  /// Handles what is ready, without waiting.
  virtual void poll() = 0;
  /// Waits until something is ready, `until` has come or wake() was called, then handles it.
  virtual void wait(steady_time until) = 0;
  /// When the last wait() had slept and began to handle something, by the steady clock of the
  /// machine; the epoch if there was nothing. What a worker takes for its own work begins there.
  virtual std::chrono::steady_clock::time_point handling_since() const noexcept { return {}; }
  /// Ends a wait() of another thread, or the next one. From any thread.
  virtual void wake() = 0;
};

/// A cancellable deadline: an intrusive node, owned by whoever derives from it; disarms itself when
/// destroyed. Lives on one worker.
class timer {
public:
  timer() noexcept = default;
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;
  virtual ~timer();
  /// The deadline has come; the timer is not armed any more and may be armed again.
  virtual void on_timer() = 0;

  bool armed() const noexcept { return next_ != nullptr; }
  steady_time deadline() const noexcept { return deadline_; }

private:
  friend class timer_list;
  timer* prev_ = nullptr;
  timer* next_ = nullptr;
  steady_time deadline_{};
};

/// Arms timers; a worker's timing wheel. On the worker's thread only.
class timers {
public:
  virtual ~timers() = default;
  /// Arms `what`, or moves it if it is armed.
  virtual void arm(timer& what, steady_time deadline) = 0;
  virtual void disarm(timer& what) noexcept = 0;
};

} // namespace fleetwire::contract
