#include "actors/runtime/scheduler.hpp"

#include "actors/runtime/quiet_clock.hpp"
#include "actors/runtime/worker.hpp"

#include "caf/actor_system_config.hpp"
#include "caf/detail/test_actor_clock.hpp"
#include "caf/send.hpp"

namespace fleetwire::runtime {

/// CAF's own clock: a thread of its own in production, moved by hand in step mode. The engine's
/// deadlines do not use it (they cannot be cancelled there); CAF's request timeouts do.
class scheduler::actor_clock {
public:
  explicit actor_clock(bool by_hand) : by_hand_(by_hand) {
    if (!by_hand_)
      thread_ = std::thread{[this] { real_.run_dispatch_loop(); }};
  }
  ~actor_clock() { halt(); }
  /// Ends the thread; the clock can still be asked.
  void halt() {
    if (thread_.joinable()) {
      real_.cancel_dispatch_loop();
      thread_.join();
    }
  }
  caf::actor_clock& get() noexcept {
    if (by_hand_)
      return manual_;
    return real_;
  }
  void move_to(contract::steady_time now) {
    auto current = manual_.now().time_since_epoch();
    if (now.time_since_epoch() > current)
      manual_.advance_time(now.time_since_epoch() - current);
  }

private:
  const bool by_hand_;
  quiet_clock real_;
  caf::detail::test_actor_clock manual_;
  std::thread thread_;
};

scheduler::scheduler(caf::actor_system& system, scheduler_config config)
  : caf::scheduler::abstract_coordinator(system), options_(std::move(config)) {}

scheduler::~scheduler() = default;

void scheduler::install(caf::actor_system_config& config, scheduler_config options) {
  config.module_factories.emplace_back(
    [options](caf::actor_system& system) -> caf::actor_system::module* {
      return new scheduler(system, options);
    });
}

scheduler& scheduler::of(caf::actor_system& system) {
  return static_cast<scheduler&>(system.scheduler());
}

void scheduler::start() {
  clock_ = std::make_unique<actor_clock>(options_.step_mode);
  clock_->move_to(options_.clock->now()); // else what is delayed before the first step is due at it
  for (auto* loop : options_.loops) {
    auto index = static_cast<unsigned>(workers_.size());
    workers_.push_back(std::make_unique<worker>(*this, system(), index, *loop, *options_.clock));
  }
  num_workers_ = workers_.size();
  if (!options_.step_mode)
    for (auto& each : workers_)
      threads_.emplace_back([this, self = each.get()] {
        system().thread_started();
        self->run();
        system().thread_terminates();
      });
  caf::scheduler::abstract_coordinator::start();
}

void scheduler::stop() {
  if (options_.step_mode) {
    steps_by_itself_ = false;
    for (auto& thread : threads_)
      thread.join();
    for (auto& each : utility_actors_)
      caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
    std::mt19937_64 random;
    while (step(random)) {}
  } else {
    stop_actors();
    for (auto& each : workers_)
      each->stop();
    for (auto& thread : threads_)
      thread.join();
  }
  for (bool any = true; any;) {
    any = false;
    for (auto& each : workers_)
      any = each->discard_jobs() || any;
  }
  clock_->halt(); // CAF's own threads may ask it till the very end
  workers_.clear();
}

void scheduler::enqueue(caf::resumable* what) {
  // An actor without a home (CAF's own): any worker will do.
  if (auto* here = worker::current())
    here->exec_later(what);
  else
    workers_[next_worker_++ % workers_.size()]->exec_later(what);
}

caf::actor_clock& scheduler::clock() noexcept {
  return clock_->get();
}

bool scheduler::detaches_utility_actors() const {
  return false;
}

bool scheduler::step(std::mt19937_64& random) {
  clock_->move_to(options_.clock->now());
  auto first = static_cast<std::size_t>(random() % workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i)
    if (workers_[(first + i) % workers_.size()]->step(1))
      return true;
  return false;
}

void scheduler::step_by_itself() {
  steps_by_itself_ = true;
  threads_.emplace_back([this] {
    std::mt19937_64 random;
    while (steps_by_itself_)
      if (!step(random))
        std::this_thread::yield();
  });
}

std::optional<contract::steady_time> scheduler::next_deadline() const {
  std::optional<contract::steady_time> best;
  for (const auto& each : workers_)
    if (auto due = each->next_deadline(); due && (!best || *due < *best))
      best = due;
  return best;
}

} // namespace fleetwire::runtime
