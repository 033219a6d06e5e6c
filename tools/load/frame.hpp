#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace fleetwire::load {

enum class opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// A frame as a server sends it: unmasked. `payload` points into the bytes that were parsed.
struct server_frame {
  opcode op = opcode::text;
  bool final = true;
  std::string_view payload;
  std::size_t size = 0; // of the whole frame
};

enum class frame_result { ok, need_more, invalid };

/// Reads the frame at the start of `bytes`. A reserved bit, a masked frame or one above 16 MB is
/// invalid.
frame_result parse_server_frame(std::string_view bytes, server_frame& out);

/// Appends one masked frame with the joined `pieces` as its payload.
void append_client_frame(std::string& out, opcode op,
                         std::initializer_list<std::string_view> pieces, std::uint32_t mask);

} // namespace fleetwire::load
