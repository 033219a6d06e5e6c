#pragma once

#include "net/websocket/frame.hpp"

#include <cstring>

namespace fleetwire::websocket::detail {

struct frame_header {
  uint64_t length = 0;
  uint32_t mask = 0;
  opcode code = opcode::continuation;
  uint8_t size = 0; // bytes that the header itself takes
  bool fin = false;
  bool masked = false;

  [[nodiscard]] bool control() const noexcept { return static_cast<uint8_t>(code) & 0x8; }
};

enum class header_status : uint8_t { incomplete, ready, broken, too_big };

[[nodiscard]] inline bool known_opcode(uint8_t code) noexcept {
  return code <= 0x2 || (code >= 0x8 && code <= 0xA);
}

// What the first two bytes allow to judge; `in_message` tells that a fragmented message is open.
[[nodiscard]] inline bool broken_start(uint8_t first, uint8_t second, bool masked,
                                       bool in_message) noexcept {
  uint8_t code = first & 0x0F;
  if ((first & 0x70) || !known_opcode(code))
    return true;
  if (bool(second & 0x80) != masked)
    return true;
  if (code & 0x8)
    return !(first & 0x80) || (second & 0x7F) > max_control_payload;
  return (code == 0) != in_message;
}

/// What a header is judged by.
struct header_rules {
  bool masked;     // as the role demands
  bool in_message; // a fragmented message is open
  uint64_t room;   // what a data frame may still carry
};

/// Reads a header from the first `n` bytes at `p`. Everything is judged as soon as its bytes are
/// there, so that the verdict does not depend on how the bytes were split.
[[nodiscard]] inline header_status read_header(const char* p, size_t n, const header_rules& rules,
                                               frame_header& out) noexcept {
  if (n < 2)
    return header_status::incomplete;
  auto u = reinterpret_cast<const unsigned char*>(p);
  if (broken_start(u[0], u[1], rules.masked, rules.in_message))
    return header_status::broken;
  out.code = static_cast<opcode>(u[0] & 0x0F);
  out.fin = u[0] & 0x80;
  out.masked = rules.masked;
  out.length = u[1] & 0x7F;
  size_t used = 2;
  if (out.length >= 126) {
    size_t width = out.length == 126 ? 2 : 8;
    if (n < used + width)
      return header_status::incomplete;
    uint64_t length = 0;
    for (size_t i = 0; i < width; ++i)
      length = length << 8 | u[used + i];
    // RFC 6455 section 5.2: the minimal number of bytes, and the top bit of 64 is zero.
    if (width == 2 ? length < 126 : length <= 0xFFFF || length >> 63)
      return header_status::broken;
    out.length = length;
    used += width;
  }
  if (!out.control() && out.length > rules.room)
    return header_status::too_big;
  if (rules.masked) {
    if (n < used + 4)
      return header_status::incomplete;
    std::memcpy(&out.mask, p + used, 4);
    used += 4;
  }
  out.size = static_cast<uint8_t>(used);
  return header_status::ready;
}

} // namespace fleetwire::websocket::detail
