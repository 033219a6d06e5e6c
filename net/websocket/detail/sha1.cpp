#include "net/websocket/detail/sha1.hpp"

#include <bit>
#include <cstddef>
#include <cstring>

namespace fleetwire::websocket::detail {
namespace {

using state = std::array<uint32_t, 5>;

uint32_t mix(size_t round, uint32_t b, uint32_t c, uint32_t d) noexcept {
  if (round < 20)
    return ((b & c) | (~b & d)) + 0x5A827999;
  if (round < 40)
    return (b ^ c ^ d) + 0x6ED9EBA1;
  if (round < 60)
    return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
  return (b ^ c ^ d) + 0xCA62C1D6;
}

void add_block(state& h, const unsigned char* p) noexcept {
  uint32_t w[80];
  for (size_t i = 0; i < 16; ++i, p += 4)
    w[i] = uint32_t{p[0]} << 24 | uint32_t{p[1]} << 16 | uint32_t{p[2]} << 8 | p[3];
  for (size_t i = 16; i < 80; ++i)
    w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  auto [a, b, c, d, e] = h;
  for (size_t i = 0; i < 80; ++i) {
    auto next = std::rotl(a, 5) + mix(i, b, c, d) + e + w[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  h = {h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e};
}

} // namespace

std::array<uint8_t, 20> sha1(std::string_view bytes) noexcept {
  state h{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  auto p = reinterpret_cast<const unsigned char*>(bytes.data());
  auto left = bytes.size();
  for (; left >= 64; left -= 64, p += 64)
    add_block(h, p);
  // The tail: a one bit, zeros, and the length in bits as 64-bit big-endian.
  unsigned char tail[128] = {};
  if (left > 0)
    std::memcpy(tail, p, left);
  tail[left] = 0x80;
  size_t size = left < 56 ? 64 : 128;
  auto bits = static_cast<uint64_t>(bytes.size()) * 8;
  for (size_t i = 0; i < 8; ++i)
    tail[size - 1 - i] = static_cast<unsigned char>(bits >> (8 * i));
  for (size_t at = 0; at < size; at += 64)
    add_block(h, tail + at);
  std::array<uint8_t, 20> result;
  for (size_t i = 0; i < result.size(); ++i)
    result[i] = static_cast<uint8_t>(h[i / 4] >> (24 - 8 * (i % 4)));
  return result;
}

} // namespace fleetwire::websocket::detail
