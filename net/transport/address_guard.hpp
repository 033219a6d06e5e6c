#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace fleetwire::transport {

/// An IPv6 address, or an IPv4 one mapped into it.
struct peer_address {
  std::array<unsigned char, 16> bytes{};

  static peer_address v4(std::array<unsigned char, 4> octets) noexcept;
  bool is_v4() const noexcept;
  /// Numeric, as in "127.0.0.1" or "::1".
  std::string text() const;
  /// Who pays for it: the address itself for IPv4, its /64 for IPv6, since one customer holds as
  /// many addresses in there as he likes.
  peer_address group() const noexcept;

  bool operator==(const peer_address&) const noexcept = default;
};

/// 0 switches a limit off.
struct address_limits {
  std::size_t max_connections = 0;
  std::size_t max_connections_per_address = 0;
  double handshakes_per_second = 0; ///< per address, refilled continuously
  double handshake_burst = 1;
};

enum class admission : std::uint8_t {
  admitted,
  too_many_connections,
  too_many_from_address,
  too_fast,
};

/// Counts connections in all and per address, and how fast addresses open them. Pure: time is an
/// argument. An address is forgotten once it has no connection and its bucket is full again.
class address_guard {
public:
  using time = std::chrono::steady_clock::time_point;

  explicit address_guard(address_limits limits) noexcept : limits_(limits) {}

  /// An admitted connection must be released once.
  admission admit(const peer_address& address, time now);
  /// As admit(), but only the limit in all applies: proxies speak for many. Release it with
  /// release_exempt().
  admission admit_exempt() noexcept;
  void release(const peer_address& address, time now);
  void release_exempt() noexcept;
  /// From now on; who is connected stays.
  void limits(const address_limits& limits) noexcept;

  std::size_t connections() const noexcept { return connections_; }
  /// Addresses remembered.
  std::size_t addresses() const noexcept { return entries_.size(); }

private:
  struct entry {
    std::size_t open = 0;
    double tokens = 0;
    time refilled{};
  };
  struct hash {
    std::size_t operator()(const peer_address& address) const noexcept;
  };

  void refill(entry& item, time now) const noexcept;
  bool forgettable(entry item, time now) const noexcept;
  void sweep(time now);

  address_limits limits_;
  std::size_t connections_ = 0;
  std::size_t next_sweep_ = 1024;
  std::unordered_map<peer_address, entry, hash> entries_;
};

} // namespace fleetwire::transport
