#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/systems/fleet/store/positions.hpp"
#include "storage/store.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace fleetwire::systems::fleet::live {

/// Of all workers; from any thread.
struct track_counts {
  std::atomic<std::uint64_t> written{0};
  std::atomic<std::uint64_t> shed{0}; ///< the queue was full, or the store refused them
  std::atomic<std::uint64_t> waiting{0};
};

/// Writes the positions of one worker behind, in batches: when there are many or when the first has
/// waited a while, one batch at a time. When the store cannot keep up the oldest go, and are counted.
/// On that worker's thread.
class track_log : public std::enable_shared_from_this<track_log> {
public:
  static constexpr std::size_t batch = 500;
  static constexpr std::chrono::milliseconds patience{250};

  /// Keeps at most `bound` positions waiting. `counts` outlives it.
  track_log(storage::store& store, contract::worker& home, std::size_t bound, track_counts& counts);
  void add(store::position what);
  /// Hands all that waits to the store, now.
  void flush();
  /// The worker's wheel is about to go.
  void close();

private:
  void write(std::vector<store::position> what);
  void written(std::size_t count, const storage::status& how);

  storage::store& store_;
  contract::worker& home_;
  const std::size_t bound_;
  track_counts& counts_;
  std::vector<store::position> waiting_;
  std::size_t gone_ = 0; ///< of the front of waiting_, shed
  bool is_writing_ = false;
  std::optional<contract::deadline> alarm_;
};

} // namespace fleetwire::systems::fleet::live
