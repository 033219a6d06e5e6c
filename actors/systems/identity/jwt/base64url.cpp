#include "actors/systems/identity/jwt/base64url.hpp"

#include <array>
#include <cstdint>

namespace fleetwire::systems::identity::jwt {

namespace {

constexpr std::string_view alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t no_digit = 0xFF;

constexpr auto digits = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return table;
}();

} // namespace

void append_base64url(std::string& out, std::string_view bytes) {
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (char c : bytes) {
    bits = bits << 8 | static_cast<std::uint8_t>(c);
    for (held += 8; held >= 6; held -= 6)
      out += alphabet[bits >> (held - 6) & 0x3F];
  }
  if (held > 0)
    out += alphabet[bits << (6 - held) & 0x3F];
}

std::string to_base64url(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  append_base64url(out, bytes);
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1)
    return std::nullopt;
  std::string out(text.size() * 3 / 4, '\0');
  std::uint32_t bits = 0;
  unsigned held = 0;
  std::size_t at = 0;
  for (char c : text) {
    auto digit = digits[static_cast<std::uint8_t>(c)];
    if (digit == no_digit)
      return std::nullopt;
    bits = bits << 6 | digit;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[at++] = static_cast<char>(bits >> held & 0xFF);
    }
  }
  if ((bits & ((1u << held) - 1)) != 0)
    return std::nullopt;
  return out;
}

} // namespace fleetwire::systems::identity::jwt
