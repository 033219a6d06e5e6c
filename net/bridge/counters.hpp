#pragma once

#include "actors/contract/wire.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace fleetwire::bridge {

inline constexpr std::size_t close_reasons =
  static_cast<std::size_t>(contract::close_reason::server_disconnect) + 1;

/// What happened to the connections of one worker; written there, read by telemetry.
struct connection_counters {
  using number = std::atomic<std::uint64_t>;
  number opened{0};
  number polling{0};   ///< open now, by transport
  number websocket{0};
  number upgrades{0};
  number messages_in{0};
  number packets_out{0};
  number bytes_in{0};
  number bytes_out{0};
  number dropped_volatile{0};
  number replaced_keyed{0};
  number throttled{0}; ///< times reading paused for a client over its rate
  number paused{0};    ///< times reading paused for unanswered events
  number refused{0};   ///< handshakes
  std::array<number, close_reasons> closed{};

  static void add(number& what, std::uint64_t by = 1) noexcept {
    what.store(what.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  static void sub(number& what) noexcept {
    what.store(what.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  }
};

} // namespace fleetwire::bridge
