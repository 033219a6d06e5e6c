#include "storage/sqlite/job_queue.hpp"

#include <algorithm>
#include <iterator>

namespace fleetwire::storage::sqlite {

void job_queue::push(job what, job_done done) {
  status refusal;
  {
    std::lock_guard lock{mutex_};
    if (closed_) {
      refusal = {errc::closed, "the store has ended"};
    } else if (jobs_.size() >= bounds_.waiting) {
      refusal = {errc::overloaded, std::to_string(bounds_.waiting) + " jobs wait already"};
    } else {
      jobs_.push_back({std::move(what), std::move(done), std::chrono::steady_clock::now(), {}});
      // In between nobody waits: a taker sleeps for the first job or for enough of them.
      if (jobs_.size() == 1 || jobs_.size() >= enough_)
        filled_.notify_one();
      return;
    }
  }
  if (done)
    done(refusal);
}

void job_queue::take(std::vector<pending>& out) {
  out.clear();
  std::unique_lock lock{mutex_};
  filled_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
  if (enough_ > 1 && !closed_)
    filled_.wait_until(lock, jobs_.front().since + bounds_.linger,
                       [this] { return closed_ || jobs_.size() >= enough_; });
  const auto count = static_cast<std::ptrdiff_t>(std::min(jobs_.size(), bounds_.group));
  out.assign(std::move_iterator{jobs_.begin()}, std::move_iterator{jobs_.begin() + count});
  jobs_.erase(jobs_.begin(), jobs_.begin() + count);
  enough_ = out.size() >= bounds_.crowd ? bounds_.group : bounds_.enough;
}

void job_queue::close() {
  std::lock_guard lock{mutex_};
  closed_ = true;
  filled_.notify_all();
}

std::size_t job_queue::waiting() const {
  std::lock_guard lock{mutex_};
  return jobs_.size();
}

} // namespace fleetwire::storage::sqlite
