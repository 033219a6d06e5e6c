#include "net/http/address.hpp"

#include "net/http/chars.hpp"

#include <algorithm>

namespace fleetwire::http {

namespace {

// A decimal number without sign and leading zero, at most `max`.
std::optional<unsigned> number(std::string_view text, unsigned max) noexcept {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0'))
    return std::nullopt;
  unsigned value = 0;
  for (auto c : text) {
    if (c < '0' || c > '9')
      return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value <= max ? std::optional{value} : std::nullopt;
}

bool parse_v4(std::string_view text, std::uint8_t* out) noexcept {
  for (int i = 0; i < 4; ++i) {
    const auto dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos)
      return false;
    const auto part = number(text.substr(0, dot), 255);
    if (!part)
      return false;
    out[i] = static_cast<std::uint8_t>(*part);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

// Reads groups of hexadecimal digits (and IPv4 as the last two) into `out`; returns the number of
// bytes or -1.
int parse_groups(std::string_view text, std::uint8_t* out, int room, bool v4_allowed) noexcept {
  int size = 0;
  while (!text.empty()) {
    const auto colon = text.find(':');
    const auto group = text.substr(0, colon);
    if (colon == std::string_view::npos && v4_allowed
        && group.find('.') != std::string_view::npos) {
      return size + 4 <= room && parse_v4(group, out + size) ? size + 4 : -1;
    }
    if (group.empty() || group.size() > 4 || size + 2 > room)
      return -1;
    unsigned value = 0;
    for (auto c : group) {
      if (hex_value(c) < 0)
        return -1;
      value = value * 16 + static_cast<unsigned>(hex_value(c));
    }
    out[size++] = static_cast<std::uint8_t>(value >> 8);
    out[size++] = static_cast<std::uint8_t>(value & 255);
    if (colon == std::string_view::npos)
      return size;
    text.remove_prefix(colon + 1);
    if (text.empty())
      return -1; // ends with a single colon
  }
  return size;
}

bool parse_v6(std::string_view text, std::array<std::uint8_t, 16>& out) noexcept {
  const auto gap = text.find("::");
  if (gap == std::string_view::npos)
    return parse_groups(text, out.data(), 16, true) == 16;
  const auto head = parse_groups(text.substr(0, gap), out.data(), 14, false);
  std::array<std::uint8_t, 16> rest{};
  const auto tail = parse_groups(text.substr(gap + 2), rest.data(), 14, true);
  if (head < 0 || tail < 0 || head + tail > 14)
    return false;
  std::copy_n(rest.begin(), tail, out.end() - tail);
  return true;
}

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

} // namespace

std::optional<ip_address> parse_address(std::string_view text) noexcept {
  ip_address address;
  if (text.find(':') == std::string_view::npos) {
    std::copy(mapped.begin(), mapped.end(), address.bytes.begin());
    address.v4 = true;
    return parse_v4(text, address.bytes.data() + 12) ? std::optional{address} : std::nullopt;
  }
  if (!parse_v6(text, address.bytes))
    return std::nullopt;
  address.v4 = std::equal(mapped.begin(), mapped.end(), address.bytes.begin());
  return address;
}

bool ip_range::contains(const ip_address& address) const noexcept {
  const auto whole = prefix / 8;
  if (!std::equal(first.bytes.begin(), first.bytes.begin() + whole, address.bytes.begin()))
    return false;
  if (prefix % 8 == 0)
    return true;
  const auto mask = static_cast<std::uint8_t>(0xff00 >> prefix % 8);
  return (first.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::optional<ip_range> parse_range(std::string_view text) noexcept {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address)
    return std::nullopt;
  if (slash == std::string_view::npos)
    return ip_range{*address, 128};
  // The mapped form written out has its prefix counted in 128 bits.
  const auto short_form = text.substr(0, slash).find(':') == std::string_view::npos;
  const auto bits = number(text.substr(slash + 1), short_form ? 32 : 128);
  if (!bits)
    return std::nullopt;
  return ip_range{*address, short_form ? *bits + 96 : *bits};
}

} // namespace fleetwire::http
