#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

/// Counters of actors by kind, written by the actors themselves and read by telemetry.
namespace fleetwire::contract {

/// Durations in powers of two of a microsecond, from 1 µs to about 8 s.
class duration_histogram {
public:
  static constexpr std::size_t buckets = 24;
  void add(std::int64_t nanoseconds) noexcept;
  std::array<std::uint64_t, buckets> counts() const noexcept;
  std::uint64_t total_nanoseconds() const noexcept {
    return total_.load(std::memory_order_relaxed);
  }
  /// Upper bound of bucket `index` in nanoseconds.
  static std::int64_t bound(std::size_t index) noexcept { return std::int64_t{1000} << index; }

private:
  std::array<std::atomic<std::uint64_t>, buckets> counts_{};
  std::atomic<std::uint64_t> total_{0};
};

/// One kind of actor: "connection", "room", "trip" … Lives as long as the process' registry.
struct actor_kind {
  explicit actor_kind(std::string kind_name) : name(std::move(kind_name)) {}
  const std::string name;
  std::atomic<std::uint64_t> spawned{0};
  std::atomic<std::uint64_t> ended{0};
  std::atomic<std::uint64_t> enqueued{0};
  std::atomic<std::uint64_t> handled{0};  ///< out of mailboxes
  std::atomic<std::uint64_t> direct{0};   ///< at once, without a mailbox
  std::atomic<std::uint64_t> dropped{0};  ///< were in the mailboxes of actors that ended
  std::atomic<std::uint32_t> deepest{0};  ///< deepest mailbox seen
  duration_histogram handler_time;        ///< sampled
  duration_histogram wait_time;           ///< from runnable to run, sampled

  /// Messages that wait in mailboxes, about.
  std::uint64_t waiting() const noexcept;
  void note_depth(std::uint32_t depth) noexcept;
  /// One call in `sample_every` is measured.
  bool sample() noexcept;
};

/// Switches measuring and holds the kinds. One per engine.
class kind_registry {
public:
  /// The kind of that name, made on first use. From any thread.
  actor_kind& get(std::string_view name);
  std::vector<const actor_kind*> all() const;

private:
  mutable std::mutex mutex_;
  std::deque<actor_kind> kinds_;
};

/// Sampling rate for all kinds; 0 switches measuring off.
inline std::atomic<unsigned> sample_every{64};

std::int64_t monotonic_nanoseconds() noexcept;

} // namespace fleetwire::contract
