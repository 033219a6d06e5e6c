#pragma once

#include "actors/contract/loop.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "caf/scheduler/abstract_coordinator.hpp"

namespace fleetwire::runtime {

class worker;

/// What the scheduler is built from; the loops and the clock outlive the actor system.
struct scheduler_config {
  std::vector<contract::io_loop*> loops; ///< one worker for each
  const contract::clock* clock = nullptr;
  bool step_mode = false;                ///< no threads: the owner calls step()
};

/// CAF's scheduler replaced: one worker per loop. In step mode nothing runs by itself; one thread
/// drives all workers, so that time and order are in the hands of a seed.
class scheduler final : public caf::scheduler::abstract_coordinator {
public:
  scheduler(caf::actor_system& system, scheduler_config config);
  ~scheduler() override;

  /// Makes `config` build its actor system on this scheduler.
  static void install(caf::actor_system_config& config, scheduler_config options);
  static scheduler& of(caf::actor_system& system);

  unsigned size() const noexcept { return static_cast<unsigned>(workers_.size()); }
  worker& at(unsigned index) noexcept { return *workers_[index]; }

  // -- step mode ----------------------------------------------------------------------------------
  /// Lets a worker chosen by `random` do one job; false if none has anything to do.
  bool step(std::mt19937_64& random);
  /// From here on a thread steps instead of the owner, until stop(): CAF waits for actors of its own
  /// (those of groups) while the system goes down. Call it just before.
  void step_by_itself();
  /// Earliest deadline of all workers.
  std::optional<contract::steady_time> next_deadline() const;

  // -- caf::scheduler::abstract_coordinator ------------------------------------------------------
  void start() override;
  void stop() override;
  void enqueue(caf::resumable* what) override;
  caf::actor_clock& clock() noexcept override;
  bool detaches_utility_actors() const override;

private:
  class actor_clock;

  scheduler_config options_;
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::thread> threads_;
  std::atomic<bool> steps_by_itself_{false};
  std::unique_ptr<actor_clock> clock_;
};

} // namespace fleetwire::runtime
