#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "storage/sqlite/group.hpp"

namespace fleetwire::storage::sqlite {

/// Jobs on their way to the threads of a store, bounded. Every function from any thread.
class job_queue {
public:
  struct limits {
    std::size_t waiting = 10'000;
    std::size_t group = 1;              ///< most that take() gives
    std::size_t enough = 1;             ///< take() waits for so many …
    std::chrono::milliseconds linger{}; ///< … or until the first has waited so long
    /// After so many at a time take() lingers for a full group; who comes with few never waits.
    std::size_t crowd = SIZE_MAX;
  };

  explicit job_queue(const limits& bounds) : bounds_(bounds), enough_(bounds.enough) {
    // nop
  }

  /// Queues a job, or tells `done` at once why not.
  void push(job what, job_done done);

  /// Waits for jobs and puts them into `out`; leaves it empty when the queue is closed and drained.
  void take(std::vector<pending>& out);

  /// Lets nothing more in; what waits is still given out, at once.
  void close();

  std::size_t waiting() const;

private:
  const limits bounds_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<pending> jobs_;
  std::size_t enough_; ///< now
  bool closed_ = false;
};

} // namespace fleetwire::storage::sqlite
