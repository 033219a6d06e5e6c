#pragma once

#include "actors/contract/loop.hpp"
#include "actors/contract/wire.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// What connection state recovery remembers. Pure: no actor, no clock, no socket.
///
/// Every worker keeps one ring per namespace with the events that passed there, in the order they
/// were delivered there. A client's offset names an event; what came after it in the ring and was
/// meant for the client's rooms at that time is what it missed.
namespace fleetwire::runtime {

/// Names one event for good: which life of the server, which worker emitted it, its number there.
struct offset {
  std::uint32_t epoch = 0;
  std::uint16_t worker = 0;
  std::uint64_t count = 0; ///< 0: no event

  bool operator==(const offset&) const noexcept = default;
  bool empty() const noexcept { return count == 0; }
  std::string text() const;
  static std::optional<offset> parse(std::string_view text) noexcept;
};

/// Place in a worker's ring; grows for ever.
using position = std::uint64_t;

/// One event that can be sent again.
struct replayable {
  offset id;
  contract::encoded_ptr frame;
};

/// That a socket was in `room` for the events from `since` until `until`.
struct stay {
  std::string room;
  position since = 0;
  position until = UINT64_MAX;
};

/// The ring of one namespace on one worker.
class replay_ring {
public:
  replay_ring(std::size_t max_bytes, std::chrono::milliseconds max_age)
    : max_bytes_(max_bytes), max_age_(max_age) {}

  /// `only_here`: other workers did not hear of it (an event to one socket that lives here).
  void add(offset id, contract::encoded_ptr frame, std::size_t size,
           std::shared_ptr<const target> where, contract::steady_time now, bool only_here = false);
  /// Forgets what is older than the longest absence.
  void expire(contract::steady_time now);

  /// The place behind the newest event.
  position end() const noexcept { return base_ + entries_.size(); }
  /// The oldest place that is still known.
  position begin() const noexcept { return base_; }
  std::optional<position> find(const offset& id) const;
  /// Events from `from` on that were for a socket that stayed where `stays` say, in order.
  /// What `covered` knows of was told elsewhere.
  void collect(position from, std::string_view own_room, const std::vector<stay>& stays,
               const std::vector<std::uint64_t>& covered, std::vector<replayable>& out) const;
  /// As collect(), but only what went to all workers and what its sender emitted after what `seen`
  /// tells of it: the history of a socket that was elsewhere until now.
  void collect_unseen(const std::vector<std::uint64_t>& seen, std::string_view own_room,
                      const std::vector<stay>& stays, std::vector<replayable>& out) const;
  /// True if an event that went to all workers, newer than what `seen` tells, is forgotten here.
  bool forgot_beyond(const std::vector<std::uint64_t>& seen) const noexcept;
  /// The last number seen of each worker.
  const std::vector<std::uint64_t>& seen() const noexcept { return seen_; }
  std::size_t bytes() const noexcept { return bytes_; }
  std::size_t size() const noexcept { return entries_.size(); }

private:
  struct entry {
    replayable what;
    std::shared_ptr<const target> where;
    std::size_t size = 0;
    contract::steady_time at;
    bool only_here = false;
  };
  struct hash {
    std::size_t operator()(const offset& id) const noexcept {
      return std::hash<std::uint64_t>{}(id.count * 1'000'003 + id.worker * 31 + id.epoch);
    }
  };
  void drop_front();
  static bool meant_for(const target& where, position at, std::string_view own_room,
                        const std::vector<stay>& stays);

  const std::size_t max_bytes_;
  const std::chrono::milliseconds max_age_;
  std::deque<entry> entries_;
  std::unordered_map<offset, position, hash> places_;
  std::vector<std::uint64_t> seen_;
  std::vector<std::uint64_t> forgotten_; ///< the last number dropped of each worker
  position base_ = 0;
  std::size_t bytes_ = 0;
};

/// What recovery knows of one socket while it lives and after it was cut.
struct recovery_state {
  std::vector<stay> left; ///< stays that ended; those that last are the socket's rooms
  position joined = 0; ///< where in the ring the socket's own history begins
  std::vector<replayable> carried; ///< history from before `joined` that came from elsewhere
  /// What the client had before the first of `carried`: the empty offset is the very beginning,
  /// nullopt that nobody knows.
  std::optional<offset> carried_base = offset{};
  offset last; ///< newest event queued to the socket; empty: none ever
  position last_at = 0; ///< about where that is in the ring
  std::optional<position> cut; ///< from here on nothing reached the socket
  /// What the worker it came from had heard of each sender: late copies are not for it.
  std::vector<std::uint64_t> covered;

  bool knows(const offset& id) const noexcept {
    return id.worker < covered.size() && id.count <= covered[id.worker];
  }
  /// `id` is about to become the newest of `ring` and goes to the socket.
  void queued(const offset& id, const replay_ring& ring);
};

/// What `client` missed: nullopt when that cannot be told completely. `stays` must include those
/// that last. `client` is what it says it saw last; empty: nothing.
std::optional<std::vector<replayable>> missed_events(const replay_ring& ring,
                                                     const recovery_state& state,
                                                     const std::vector<stay>& stays,
                                                     std::string_view own_room, position cut,
                                                     const offset& client);

} // namespace fleetwire::runtime
