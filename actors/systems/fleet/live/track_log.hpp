#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/systems/fleet/store/packed_track.hpp"
#include "storage/store.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace fleetwire::systems::fleet::live {

/// Of all workers; from any thread.
struct track_counts {
  std::atomic<std::uint64_t> written{0};
  std::atomic<std::uint64_t> shed{0}; ///< the queue was full, or the store refused them
  std::atomic<std::uint64_t> waiting{0};
  /// In the journal, about: what was sealed before its writer heard of it makes it less than it is.
  std::atomic<std::int64_t> unsealed{0};
};

/// Writes the positions of one worker behind, in batches: when there are many or when the first has
/// waited a while, one batch at a time. They wait packed, in chunks, each of which becomes a row of the
/// journal. When the store cannot keep up the oldest chunk goes, and is counted. On that worker's
/// thread.
class track_log : public std::enable_shared_from_this<track_log> {
public:
  static constexpr std::size_t batch = 500;
  static constexpr std::chrono::milliseconds patience{250};
  /// The journal is due when it holds so many.
  static constexpr std::int64_t many_unsealed = 500'000;

  /// Keeps at most `bound` positions waiting. `counts` outlives it; `is_due` is called when the journal
  /// becomes due.
  track_log(storage::store& store, contract::worker& home, std::size_t bound, track_counts& counts,
            std::function<void()> is_due);
  void add(const store::position& what);
  /// Hands all that waits to the store, now.
  void flush();
  /// The worker's wheel is about to go.
  void close();

private:
  using chunks = std::deque<store::packed_track>;

  void shed_oldest();
  void write(chunks what);
  void written(std::size_t count, const storage::status& how);

  storage::store& store_;
  contract::worker& home_;
  const std::size_t bound_;
  const std::size_t chunk_;
  track_counts& counts_;
  const std::function<void()> is_due_;
  chunks waiting_;
  std::size_t count_ = 0; ///< of positions in them
  bool is_writing_ = false;
  std::optional<contract::deadline> alarm_;
};

} // namespace fleetwire::systems::fleet::live
