#include "actors/systems/fleet/live/track_log.hpp"

#include <utility>

namespace fleetwire::systems::fleet::live {

track_log::track_log(storage::store& store, contract::worker& home, std::size_t bound,
                     track_counts& counts)
  : store_(store), home_(home), bound_(bound), counts_(counts) {}

void track_log::add(store::position what) {
  if (!alarm_)
    alarm_.emplace(home_, [this] { flush(); });
  if (waiting_.size() - gone_ == bound_) {
    // Half of them are moved at a time, so that shedding costs little each.
    if (++gone_ > bound_ / 2) {
      waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(gone_));
      gone_ = 0;
    }
    counts_.shed.fetch_add(1, std::memory_order_relaxed);
    counts_.waiting.fetch_sub(1, std::memory_order_relaxed);
  }
  waiting_.push_back(std::move(what));
  counts_.waiting.fetch_add(1, std::memory_order_relaxed);
  if (is_writing_)
    return;
  if (waiting_.size() >= batch)
    flush();
  else if (!alarm_->armed())
    alarm_->set(patience);
}

void track_log::flush() {
  if (alarm_)
    alarm_->clear();
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(gone_));
  gone_ = 0;
  if (!waiting_.empty())
    write(std::exchange(waiting_, {}));
}

void track_log::close() {
  flush();
  alarm_.reset();
}

void track_log::write(std::vector<store::position> what) {
  is_writing_ = true;
  const auto count = what.size();
  auto rows = std::make_shared<const std::vector<store::position>>(std::move(what));
  store_.write(
    storage::file::history, [rows](storage::session& db) { store::append(db, *rows); },
    [self = weak_from_this(), &home = home_, count](const storage::status& how) {
      home.submit([self, count, how] {
        if (auto log = self.lock())
          log->written(count, how);
      });
    });
}

void track_log::written(std::size_t count, const storage::status& how) {
  (how ? counts_.written : counts_.shed).fetch_add(count, std::memory_order_relaxed);
  counts_.waiting.fetch_sub(count, std::memory_order_relaxed);
  is_writing_ = false;
  if (waiting_.size() - gone_ >= batch)
    flush();
  else if (!waiting_.empty() && alarm_)
    alarm_->set(patience);
}

} // namespace fleetwire::systems::fleet::live
