#pragma once

#include "net/http/violation.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace fleetwire::transport {

/// Why a connection was closed right after it was accepted.
enum class refusal : std::uint8_t { connections, address, rate, descriptors };
inline constexpr std::size_t refusal_kinds = 4;

/// How clients broke HTTP: one number per http::violation.
inline constexpr std::size_t violation_kinds =
  static_cast<std::size_t>(http::violation::upgrade_with_body) + 1;

/// Which deadline a client missed.
enum class deadline_kind : std::uint8_t { head, body, keep_alive, write };
inline constexpr std::size_t deadline_kinds = 4;

/// Written by one worker, read by anyone.
class counter {
public:
  void add(std::uint64_t n = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  operator std::uint64_t() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
  std::atomic<std::uint64_t> value_ = 0;
};

template <class Number>
struct basic_counters {
  Number accepted{};
  std::array<Number, refusal_kinds> refused{};
  Number accept_pauses{}; ///< times the listener gave up for a moment: no descriptors or memory
  Number http_requests{};
  Number upgrades{}; ///< streams taken from HTTP
  Number bytes_in{};
  Number bytes_out{};
  Number sends_together{}; ///< writes that shared their system call with others
  std::array<Number, deadline_kinds> timeouts{};
  std::array<Number, violation_kinds> violations{};
  Number tls_handshakes{};
  Number tls_failures{};
};

/// Of one worker.
struct alignas(64) worker_counters : basic_counters<counter> {};

/// A copy, or the sum over workers.
struct counter_values : basic_counters<std::uint64_t> {
  void add(const worker_counters& worker) noexcept;
};

} // namespace fleetwire::transport
