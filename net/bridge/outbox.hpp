#pragma once

#include "net/bridge/wire_form.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fleetwire::bridge {

/// What a connection has still to send, bounded in bytes. Volatile packets give way first, keyed ones
/// replace their predecessors, urgent ones go ahead of everything but a packet that has been begun.
/// Nothing is on the heap while it is empty. One worker's thread.
class outbox {
public:
  enum class verdict : std::uint8_t {
    queued,
    replaced, ///< an older packet of the same key is gone
    dropped, ///< this volatile packet was not taken
    full, ///< the bound is passed and nothing may give way: the reader is too slow
  };
  struct limits {
    std::size_t max_bytes = 4u << 20;
  };

  /// `blocked`: the receiver takes nothing right now.
  verdict push(const contract::encoded_ptr& what, contract::send_mode mode, bool blocked,
               const limits& bounds);

  bool empty() const noexcept { return bytes_ == 0; }
  /// Bytes of websocket frames that wait.
  std::size_t bytes() const noexcept { return bytes_; }
  /// No packet has been sent by halves.
  bool between_packets() const noexcept { return begun_ == 0; }
  /// Volatile packets that gave way to others since the last call.
  std::size_t take_evicted() noexcept;

  // -- websocket: bytes ---------------------------------------------------------------------------
  /// Appends what comes next to `out`, packet after packet, until `out` holds about `limit` bytes.
  void peek(std::string& out, std::size_t limit) const;
  /// The next packet alone, when nothing else waits: its bytes need no copy. Else empty.
  std::string_view single() const noexcept;
  /// The first `count` bytes went out.
  void consume(std::size_t count);

  // -- polling: messages ----------------------------------------------------------------------------
  /// Takes the next packet whole; null when empty. Precondition: no packet is begun.
  contract::encoded_ptr pop();
  /// The packet that was begun on a websocket cannot be finished elsewhere.
  void clear() noexcept;

private:
  struct entry {
    contract::encoded_ptr what; ///< null: replaced or evicted
    std::uint64_t key = 0;
    bool is_volatile = false;
  };
  bool evict_volatile(std::size_t wanted);
  void drop(entry& which);
  void advance();
  /// The entry that goes out next, skipping empty ones.
  const entry* front() const noexcept;
  entry* front() noexcept { return const_cast<entry*>(std::as_const(*this).front()); }
  bool urgent_first() const noexcept;
  void release() noexcept;

  std::vector<entry> entries_;
  std::size_t head_ = 0; ///< index of the first entry that is still to go
  std::uint64_t removed_ = 0; ///< entries taken off the front of entries_ over time
  std::size_t begun_ = 0; ///< bytes of the front packet that went out
  bool begun_urgent_ = false; ///< the begun packet is in urgent_
  std::size_t bytes_ = 0;
  std::size_t volatile_count_ = 0;
  std::uint32_t evicted_ = 0;
  std::unique_ptr<std::deque<entry>> urgent_;
  std::unique_ptr<std::unordered_map<std::uint64_t, std::uint64_t>> keyed_; ///< key → number
};

} // namespace fleetwire::bridge
