#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetwire::http {

/// An IPv4 or IPv6 address; IPv4 is kept in its mapped form, so both compare alike.
struct ip_address {
  std::array<std::uint8_t, 16> bytes{};
  bool v4 = false;

  friend bool operator==(const ip_address&, const ip_address&) = default;
};

/// Numeric forms only: `10.0.0.1`, `2001:db8::1`, `::ffff:10.0.0.1` (which is IPv4). No zones, no
/// ports, no brackets, no octal.
std::optional<ip_address> parse_address(std::string_view text) noexcept;

/// A range such as `10.0.0.0/8` or `fd00::/8`; a lone address is a range of one.
struct ip_range {
  ip_address first;
  unsigned prefix = 0; // of the 128 bits

  bool contains(const ip_address& address) const noexcept;
};

std::optional<ip_range> parse_range(std::string_view text) noexcept;

} // namespace fleetwire::http
