#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fleetwire::websocket {

enum class opcode : uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};

/// RFC 6455 section 7.4 and the registry that it opened.
enum class close_code : uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported_data = 1003,
  no_status = 1005, // stands for an empty close payload, never on the wire
  abnormal = 1006,  // stands for a lost connection, never on the wire
  invalid_payload = 1007,
  policy_violation = 1008,
  message_too_big = 1009,
  mandatory_extension = 1010,
  internal_error = 1011,
  service_restart = 1012,
  try_again_later = 1013,
  bad_gateway = 1014,
};

/// Payload limit of close, ping and pong (RFC 6455 section 5.5).
inline constexpr size_t max_control_payload = 125;

/// Longest header there is: two bytes, a 64-bit length and a masking key.
inline constexpr size_t max_header_size = 14;

/// False for the codes that a peer must not send: reserved ones and those outside 1000 to 4999.
[[nodiscard]] constexpr bool allowed_on_wire(close_code code) noexcept {
  auto n = static_cast<uint16_t>(code);
  return (n >= 1000 && n <= 1014 && n != 1004 && n != 1005 && n != 1006)
         || (n >= 3000 && n <= 4999);
}

/// Size of the header of an unmasked frame.
[[nodiscard]] constexpr size_t header_size(size_t payload) noexcept {
  return payload < 126 ? 2 : payload <= 0xFFFF ? 4 : 10;
}

/// Writes the header of an unmasked frame, `header_size(payload)` bytes, and returns its end.
char* write_header(char* out, opcode code, size_t payload, bool fin = true) noexcept;

/// Appends an unmasked frame, as servers send them.
void append_frame(std::string& out, opcode code, std::string_view payload, bool fin = true);

/// Appends a masked frame, as clients send them. `mask` holds the four key bytes in wire order, as
/// memcpy reads them.
void append_masked_frame(std::string& out, opcode code, std::string_view payload, uint32_t mask,
                         bool fin = true);

/// The payload of a close frame. The reason is cut at a character boundary to what a control frame
/// can carry; `no_status` gives the empty payload.
[[nodiscard]] std::string close_payload(close_code code, std::string_view reason = {});

/// Masks or unmasks. `offset` is the position of `data[0]` in the payload of its frame, `mask` as
/// for `append_masked_frame`.
void mask_in_place(char* data, size_t size, uint32_t mask, size_t offset = 0) noexcept;

} // namespace fleetwire::websocket
