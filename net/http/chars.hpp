#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Character classes of RFC 9110 and RFC 3986, one table for all of them.
namespace fleetwire::http {

namespace detail {

enum char_class : std::uint8_t { token = 1, text = 2, target = 4, host = 8 };

constexpr bool is_alnum(int c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr std::array<std::uint8_t, 256> make_classes() noexcept {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    const auto ch = static_cast<char>(c);
    const auto one_of = [ch](std::string_view set) {
      return set.find(ch) != std::string_view::npos;
    };
    std::uint8_t bits = 0;
    if (is_alnum(c) || one_of("!#$%&'*+-.^_`|~"))
      bits |= token;
    if (c == '\t' || (c >= 0x20 && c != 0x7f))
      bits |= text;
    // Browsers leave some characters bare that RFC 3986 does not list, but never these.
    if (c > 0x20 && c < 0x7f && c != '#')
      bits |= target;
    if (is_alnum(c) || one_of("-._~%!$&'()*+;=:[]"))
      bits |= host;
    classes[static_cast<std::size_t>(c)] = bits;
  }
  return classes;
}

inline constexpr auto classes = make_classes();

constexpr bool is(char c, char_class wanted) noexcept {
  return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

/// How many characters at the beginning are of that class.
constexpr std::size_t run_of(std::string_view characters, char_class wanted) noexcept {
  std::size_t size = 0;
  while (size < characters.size() && is(characters[size], wanted))
    ++size;
  return size;
}

} // namespace detail

constexpr bool is_token(char c) noexcept {
  return detail::is(c, detail::token);
}

/// What may stand in a header's value: anything but control characters; tabs are fine.
constexpr bool is_text(char c) noexcept {
  return detail::is(c, detail::text);
}

constexpr bool is_target(char c) noexcept {
  return detail::is(c, detail::target);
}

constexpr bool all_token(std::string_view characters) noexcept {
  return detail::run_of(characters, detail::token) == characters.size();
}

constexpr bool all_text(std::string_view characters) noexcept {
  return detail::run_of(characters, detail::text) == characters.size();
}

constexpr bool all_target(std::string_view characters) noexcept {
  return detail::run_of(characters, detail::target) == characters.size();
}

constexpr bool all_host(std::string_view characters) noexcept {
  return detail::run_of(characters, detail::host) == characters.size();
}

/// The value of a hexadecimal digit, -1 for anything else.
constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

} // namespace fleetwire::http
