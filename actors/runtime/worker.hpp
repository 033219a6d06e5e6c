#pragma once

#include "actors/contract/worker.hpp"
#include "actors/runtime/timing_wheel.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "caf/execution_unit.hpp"
#include "caf/resumable.hpp"

namespace fleetwire::runtime {

class scheduler;

/// What a worker did; written by its thread, read by telemetry.
struct worker_counters {
  std::atomic<std::uint64_t> turns{0};
  std::atomic<std::uint64_t> jobs{0};
  std::atomic<std::uint64_t> remote_jobs{0};
  std::atomic<std::uint64_t> busy_nanoseconds{0};
  std::atomic<std::uint64_t> lag_nanoseconds{0};     ///< of the last measured turn
  std::atomic<std::uint64_t> worst_lag_nanoseconds{0};
  std::atomic<std::uint64_t> queued{0};
};

/// One thread, one io_loop, one CAF execution unit. A turn: input, remote queue, at most
/// `jobs_per_turn` jobs, timers, then the flush of everything that has output.
class worker final : public caf::execution_unit, public contract::worker {
public:
  static constexpr std::size_t jobs_per_turn = 256;
  static constexpr std::size_t messages_per_resume = 64;

  worker(scheduler& parent, caf::actor_system& system, unsigned index, contract::io_loop& loop,
         const contract::clock& clock);
  ~worker() override;

  // -- caf::execution_unit: CAF hands over what became runnable; from any thread ------------------
  void exec_later(caf::resumable* what) override;

  // -- contract::worker -----------------------------------------------------------------------------
  unsigned index() const noexcept override { return index_; }
  unsigned count() const noexcept override;
  void post(contract::task_ptr what) override;
  contract::worker& peer(unsigned index) noexcept override;
  bool here() const noexcept override;
  contract::timers& timers() noexcept override { return wheel_; }
  const contract::clock& clock() const noexcept override { return clock_; }
  void at_end_of_turn(contract::flushable& what) override;

  // -- driving ----------------------------------------------------------------------------------
  /// Runs turns on the calling thread until stop().
  void run();
  /// One turn without waiting, limited to `jobs`; true if something was done.
  bool step(std::size_t jobs = jobs_per_turn);
  /// From any thread.
  void stop();
  void wake() { loop_.wake(); }
  /// Releases what is left; after the thread has ended. True if there was something: letting go of
  /// it may have queued more, here or on a sibling.
  bool discard_jobs();
  const worker_counters& counters() const noexcept { return counters_; }
  std::optional<contract::steady_time> next_deadline() const noexcept { return wheel_.next(); }
  bool idle() const;
  /// The worker whose thread this is, or nullptr.
  static worker* current() noexcept;

private:
  /// Either an actor that became runnable or a task.
  struct job {
    caf::resumable* actor = nullptr;
    contract::task* plain = nullptr;
  };
  class scope;

  void enqueue(job what);
  void take_remote();
  std::size_t run_jobs(std::size_t limit);
  void run_job(job what);
  void flush_all();
  void wake_later(worker& sleeper);
  void wake_sleepers();
  std::int64_t end_of_sleep() const noexcept;
  void note_turn(std::int64_t begin, std::int64_t end);

  scheduler& parent_;
  const unsigned index_;
  contract::io_loop& loop_;
  const contract::clock& clock_;
  timing_wheel wheel_;
  std::deque<job> local_;
  std::vector<contract::flushable*> dirty_;
  std::vector<contract::flushable*> flushing_;
  std::vector<worker*> sleepers_; ///< siblings to wake at the end of this turn

  mutable std::mutex mutex_;
  std::vector<job> remote_; ///< guarded by mutex_
  std::vector<job> taken_;
  std::atomic<bool> remote_waiting_{false};
  std::atomic<bool> sleeping_{false};
  std::atomic<bool> stopping_{false};
  worker_counters counters_;
};

} // namespace fleetwire::runtime
