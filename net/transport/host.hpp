#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

/// What transport needs of the worker it runs on; the engine implements it on the actor workers, so
/// sockets share their thread, their clock and their timing wheel with the actors.
namespace fleetwire::transport {

class worker_host {
public:
  virtual ~worker_host() = default;
  virtual unsigned index() const noexcept = 0;
  /// Runs `task` on this worker. From any thread, first in first out per caller.
  virtual void post(std::function<void()> task) = 0;
  /// Runs `task` once after `delay`; on this worker's thread only. The id is never 0.
  virtual std::uint64_t arm(std::chrono::milliseconds delay, std::function<void()> task) = 0;
  virtual void disarm(std::uint64_t id) = 0;
  /// Runs `task` once at the end of this turn, behind all output of actors; on this worker's thread
  /// only. False from a worker without turns: then the task does not run.
  virtual bool at_end_of_turn(std::function<void()> task);
};

inline bool worker_host::at_end_of_turn(std::function<void()>) {
  return false;
}

} // namespace fleetwire::transport
