#pragma once

#include <chrono>
#include <memory>

namespace fleetwire::transport {

/// The sockets of one worker: an Asio io_context that runs on the worker's thread. Everything but
/// wake() belongs to that thread. Outlives every server, stream and exchange made on it.
class io_loop {
public:
  io_loop();
  io_loop(const io_loop&) = delete;
  io_loop& operator=(const io_loop&) = delete;
  ~io_loop();

  /// Handles what is ready, without waiting; bounded, so that busy sockets cannot starve actors.
  void poll();
  /// Waits until something is ready, `until` has come or wake() was called, then handles it.
  void wait(std::chrono::steady_clock::time_point until);
  /// When the last wait() had slept and began to handle something; the epoch if there was nothing.
  std::chrono::steady_clock::time_point handling_since() const noexcept;
  /// Ends a wait() of another thread, or the next one. From any thread.
  void wake();

  /// For the sources of this folder; see detail/loop_impl.hpp.
  struct impl;
  impl& internals() noexcept { return *impl_; }

private:
  std::unique_ptr<impl> impl_;
};

} // namespace fleetwire::transport
