#include "net/websocket/base64.hpp"

#include <array>
#include <cstdint>

namespace fleetwire::websocket {
namespace {

constexpr std::string_view alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr uint8_t foreign = 0xFF;

constexpr std::array<uint8_t, 256> values = [] {
  std::array<uint8_t, 256> table{};
  table.fill(foreign);
  for (size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<uint8_t>(i);
  return table;
}();

uint32_t value(char c) noexcept {
  return values[static_cast<unsigned char>(c)];
}

// The last group, which may be padded: 1 to 3 bytes to `at`, or 0 if it is malformed.
size_t decode_last(char* at, std::string_view group) noexcept {
  size_t bytes = group[3] != '=' ? 3 : group[2] != '=' ? 2 : 1;
  uint32_t word = 0;
  for (size_t i = 0; i < 4; ++i) {
    auto v = i <= bytes ? value(group[i]) : 0;
    if (v == foreign)
      return 0;
    word = word << 6 | v;
  }
  if (word & ((1u << (8 * (3 - bytes))) - 1))
    return 0;
  for (size_t i = 0; i < bytes; ++i)
    at[i] = static_cast<char>(word >> (16 - 8 * i));
  return bytes;
}

} // namespace

void append_base64(std::string& out, std::string_view bytes) {
  auto at = out.size();
  out.resize(at + base64_size(bytes.size()), '=');
  auto p = reinterpret_cast<const unsigned char*>(bytes.data());
  auto left = bytes.size();
  for (; left >= 3; left -= 3, p += 3) {
    uint32_t word = uint32_t{p[0]} << 16 | uint32_t{p[1]} << 8 | p[2];
    out[at++] = alphabet[word >> 18];
    out[at++] = alphabet[word >> 12 & 63];
    out[at++] = alphabet[word >> 6 & 63];
    out[at++] = alphabet[word & 63];
  }
  if (left > 0) {
    uint32_t word = uint32_t{p[0]} << 16 | (left > 1 ? uint32_t{p[1]} << 8 : 0);
    out[at++] = alphabet[word >> 18];
    out[at++] = alphabet[word >> 12 & 63];
    if (left > 1)
      out[at] = alphabet[word >> 6 & 63];
  }
}

std::string base64_encode(std::string_view bytes) {
  std::string result;
  append_base64(result, bytes);
  return result;
}

bool append_base64_decoded(std::string& out, std::string_view text) {
  if (text.size() % 4 != 0)
    return false;
  if (text.empty())
    return true;
  auto start = out.size();
  out.resize(start + text.size() / 4 * 3);
  auto at = out.data() + start;
  uint32_t seen = 0;
  auto groups = text.size() / 4 - 1;
  for (size_t i = 0; i < groups; ++i, at += 3) {
    auto group = text.data() + 4 * i;
    auto a = value(group[0]), b = value(group[1]), c = value(group[2]), d = value(group[3]);
    seen |= a | b | c | d; // only `foreign` has the high bit
    auto word = a << 18 | b << 12 | c << 6 | d;
    at[0] = static_cast<char>(word >> 16);
    at[1] = static_cast<char>(word >> 8);
    at[2] = static_cast<char>(word);
  }
  auto last = seen & 0x80 ? 0 : decode_last(at, text.substr(4 * groups));
  out.resize(last > 0 ? static_cast<size_t>(at - out.data()) + last : start);
  return last > 0;
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string result;
  if (!append_base64_decoded(result, text))
    return std::nullopt;
  return result;
}

} // namespace fleetwire::websocket
