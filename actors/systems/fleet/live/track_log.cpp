#include "actors/systems/fleet/live/track_log.hpp"

#include "actors/systems/fleet/store/journal.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::fleet::live {

namespace {

/// Positions of a chunk: a row of some fifty kilobytes.
constexpr std::size_t most_of_chunk = 4'096;
/// What is shed at a time is a small part of what may wait.
constexpr std::size_t chunks_of_bound = 16;

} // namespace

track_log::track_log(storage::store& store, contract::worker& home, std::size_t bound,
                     track_counts& counts, std::function<void()> is_due)
  : store_(store),
    home_(home),
    bound_(bound),
    chunk_(std::clamp<std::size_t>(bound / chunks_of_bound, 1, most_of_chunk)),
    counts_(counts),
    is_due_(std::move(is_due)) {}

void track_log::add(const store::position& what) {
  if (!alarm_)
    alarm_.emplace(home_, [this] { flush(); });
  if (count_ == bound_)
    shed_oldest();
  if (waiting_.empty() || waiting_.back().size() == chunk_)
    waiting_.emplace_back();
  waiting_.back().add(what);
  ++count_;
  counts_.waiting.fetch_add(1, std::memory_order_relaxed);
  if (is_writing_)
    return;
  if (count_ >= batch)
    flush();
  else if (!alarm_->armed())
    alarm_->set(patience);
}

void track_log::shed_oldest() {
  const auto gone = waiting_.front().size();
  waiting_.pop_front();
  count_ -= gone;
  counts_.shed.fetch_add(gone, std::memory_order_relaxed);
  counts_.waiting.fetch_sub(gone, std::memory_order_relaxed);
}

void track_log::flush() {
  if (alarm_)
    alarm_->clear();
  if (!waiting_.empty())
    write(std::exchange(waiting_, {}));
}

void track_log::close() {
  flush();
  alarm_.reset();
}

void track_log::write(chunks what) {
  is_writing_ = true;
  const auto count = std::exchange(count_, 0);
  auto rows = std::make_shared<const chunks>(std::move(what));
  store_.write(
    storage::file::history,
    [rows](storage::session& db) {
      for (const auto& each : *rows)
        store::append(db, each);
    },
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
  if (how) {
    const auto more = static_cast<std::int64_t>(count);
    const auto before = counts_.unsealed.fetch_add(more, std::memory_order_relaxed);
    if (before < many_unsealed && before + more >= many_unsealed)
      is_due_();
  }
  is_writing_ = false;
  if (count_ >= batch)
    flush();
  else if (!waiting_.empty() && alarm_)
    alarm_->set(patience);
}

} // namespace fleetwire::systems::fleet::live
