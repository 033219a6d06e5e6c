#include "actors/runtime/worker.hpp"

#include "actors/contract/kinds.hpp"
#include "actors/runtime/scheduler.hpp"

#include <algorithm>

namespace fleetwire::runtime {

namespace {

thread_local worker* current_worker = nullptr;

/// How long a worker sleeps when no timer is armed; it is woken for everything else.
constexpr auto longest_sleep = std::chrono::hours{1};

} // namespace

/// Makes a worker the current one of this thread while it lasts.
class worker::scope {
public:
  explicit scope(worker* self) noexcept : before_(current_worker) { current_worker = self; }
  ~scope() { current_worker = before_; }

private:
  worker* before_;
};

worker::worker(scheduler& parent, caf::actor_system& system, unsigned index,
               contract::io_loop& loop, const contract::clock& clock)
  : caf::execution_unit(&system),
    parent_(parent),
    index_(index),
    loop_(loop),
    clock_(clock),
    wheel_(clock.now()) {}

worker::~worker() {
  discard_jobs();
}

worker* worker::current() noexcept {
  return current_worker;
}

unsigned worker::count() const noexcept {
  return parent_.size();
}

contract::worker& worker::peer(unsigned index) noexcept {
  return parent_.at(index);
}

bool worker::here() const noexcept {
  return current_worker == this;
}

void worker::exec_later(caf::resumable* what) {
  enqueue(job{what, nullptr});
}

void worker::post(contract::task_ptr what) {
  enqueue(job{nullptr, what.release()});
}

void worker::enqueue(job what) {
  if (here()) {
    local_.push_back(what);
    return;
  }
  {
    std::lock_guard guard{mutex_};
    remote_.push_back(what);
    remote_waiting_.store(true, std::memory_order_release);
  }
  // Pairs with the fence in run(): either we see it asleep or it sees our job.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (!sleeping_.load(std::memory_order_relaxed))
    return;
  // Another worker wakes it at the end of its turn: what that turn brings arrives together, and is
  // written together.
  if (auto* from = current_worker)
    from->wake_later(*this);
  else
    loop_.wake();
}

void worker::wake_later(worker& sleeper) {
  if (std::find(sleepers_.begin(), sleepers_.end(), &sleeper) == sleepers_.end())
    sleepers_.push_back(&sleeper);
}

void worker::wake_sleepers() {
  for (auto* sleeper : sleepers_)
    sleeper->wake();
  sleepers_.clear();
}

void worker::take_remote() {
  if (!remote_waiting_.load(std::memory_order_acquire))
    return;
  {
    std::lock_guard guard{mutex_};
    taken_.swap(remote_);
    remote_waiting_.store(false, std::memory_order_relaxed);
  }
  counters_.remote_jobs.fetch_add(taken_.size(), std::memory_order_relaxed);
  local_.insert(local_.end(), taken_.begin(), taken_.end());
  taken_.clear();
}

void worker::run_job(job what) {
  if (what.plain) {
    contract::task_ptr plain{what.plain};
    plain->run();
    return;
  }
  switch (what.actor->resume(this, messages_per_resume)) {
    case caf::resumable::resume_later:
      local_.push_back(what); // keeps the reference
      break;
    case caf::resumable::awaiting_message:
    case caf::resumable::done:
      caf::intrusive_ptr_release(what.actor);
      break;
    case caf::resumable::shutdown_execution_unit:
      stopping_ = true;
  }
}

std::size_t worker::run_jobs(std::size_t limit) {
  std::size_t done = 0;
  for (; done < limit && !local_.empty(); ++done) {
    auto next = local_.front();
    local_.pop_front();
    run_job(next);
  }
  counters_.jobs.fetch_add(done, std::memory_order_relaxed);
  counters_.queued.store(local_.size(), std::memory_order_relaxed);
  return done;
}

void worker::at_end_of_turn(contract::flushable& what) {
  what.hold();
  dirty_.push_back(&what);
}

void worker::flush_all() {
  // A flush may make others dirty (a close that frees a queue): they go out in this turn as well.
  while (!dirty_.empty()) {
    flushing_.swap(dirty_);
    for (auto* what : flushing_) {
      what->flush();
      what->release();
    }
    flushing_.clear();
  }
}

bool worker::step(std::size_t jobs) {
  scope here_now{this};
  loop_.poll();
  take_remote();
  auto done = run_jobs(jobs);
  auto due = wheel_.next();
  auto now = clock_.now();
  bool fires = due && *due <= now;
  wheel_.advance(now);
  bool flushed = !dirty_.empty();
  wake_sleepers();
  flush_all();
  wake_sleepers();
  return done > 0 || fires || flushed;
}

std::int64_t worker::end_of_sleep() const noexcept {
  // What came from sockets was handled inside the wait: that is work already.
  auto since = loop_.handling_since().time_since_epoch();
  return since.count() != 0 ? std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()
                            : contract::monotonic_nanoseconds();
}

void worker::note_turn(std::int64_t begin, std::int64_t end) {
  auto spent = static_cast<std::uint64_t>(end - begin);
  counters_.busy_nanoseconds.fetch_add(spent, std::memory_order_relaxed);
  counters_.lag_nanoseconds.store(spent, std::memory_order_relaxed);
  if (spent > counters_.worst_lag_nanoseconds.load(std::memory_order_relaxed))
    counters_.worst_lag_nanoseconds.store(spent, std::memory_order_relaxed);
}

void worker::run() {
  scope here_now{this};
  while (!stopping_.load(std::memory_order_acquire)) {
    sleeping_.store(true, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    bool work = !local_.empty() || remote_waiting_.load(std::memory_order_acquire);
    auto until = wheel_.next().value_or(clock_.now() + longest_sleep);
    auto begin = contract::monotonic_nanoseconds();
    if (work || until <= clock_.now()) {
      sleeping_.store(false, std::memory_order_relaxed);
      loop_.poll();
    } else {
      loop_.wait(until);
      sleeping_.store(false, std::memory_order_relaxed);
      begin = end_of_sleep();
    }
    take_remote();
    run_jobs(jobs_per_turn);
    wheel_.advance(clock_.now());
    wake_sleepers();
    flush_all();
    wake_sleepers(); // a flush may have ended connections
    note_turn(begin, contract::monotonic_nanoseconds());
    counters_.turns.fetch_add(1, std::memory_order_relaxed);
  }
}

void worker::stop() {
  stopping_.store(true, std::memory_order_release);
  loop_.wake();
}

bool worker::idle() const {
  std::lock_guard guard{mutex_};
  return local_.empty() && remote_.empty() && dirty_.empty();
}

bool worker::discard_jobs() {
  wheel_.drop();
  {
    std::lock_guard guard{mutex_};
    local_.insert(local_.end(), remote_.begin(), remote_.end());
    remote_.clear();
  }
  bool any = !local_.empty() || !dirty_.empty();
  while (!local_.empty()) {
    auto next = local_.front();
    local_.pop_front();
    if (next.plain)
      delete next.plain;
    else
      caf::scheduler::abstract_coordinator::cleanup_and_release(next.actor);
  }
  for (auto* what : dirty_)
    what->release();
  dirty_.clear();
  return any;
}

} // namespace fleetwire::runtime
