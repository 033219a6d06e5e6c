#include "tools/load/frame.hpp"

#include <cstring>

namespace fleetwire::load {

namespace {

constexpr std::uint64_t max_payload = 16 << 20;

std::uint64_t big_endian(const char* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

void append_length(std::string& out, std::size_t length) {
  constexpr char masked = static_cast<char>(0x80);
  if (length < 126) {
    out.push_back(static_cast<char>(masked | static_cast<char>(length)));
    return;
  }
  std::size_t bytes = length < 65536 ? 2 : 8;
  out.push_back(static_cast<char>(masked | (bytes == 2 ? 126 : 127)));
  for (std::size_t i = bytes; i-- > 0;)
    out.push_back(static_cast<char>(static_cast<std::uint64_t>(length) >> (8 * i)));
}

void apply_mask(char* bytes, std::size_t length, std::uint32_t mask) {
  std::uint64_t wide = static_cast<std::uint64_t>(mask) << 32 | mask;
  while (length >= sizeof(wide)) {
    std::uint64_t word;
    std::memcpy(&word, bytes, sizeof(word));
    word ^= wide;
    std::memcpy(bytes, &word, sizeof(word));
    bytes += sizeof(word);
    length -= sizeof(word);
  }
  char key[sizeof(wide)];
  std::memcpy(key, &wide, sizeof(wide));
  for (std::size_t i = 0; i < length; ++i)
    bytes[i] = static_cast<char>(bytes[i] ^ key[i]);
}

} // namespace

frame_result parse_server_frame(std::string_view bytes, server_frame& out) {
  if (bytes.size() < 2)
    return frame_result::need_more;
  auto first = static_cast<unsigned char>(bytes[0]);
  auto second = static_cast<unsigned char>(bytes[1]);
  if ((first & 0x70) != 0 || (second & 0x80) != 0)
    return frame_result::invalid;
  std::size_t extra = second < 126 ? 0 : second == 126 ? 2 : 8;
  if (bytes.size() < 2 + extra)
    return frame_result::need_more;
  auto length = extra == 0 ? second : big_endian(bytes.data() + 2, extra);
  if (length > max_payload)
    return frame_result::invalid;
  if (bytes.size() < 2 + extra + length)
    return frame_result::need_more;
  out.op = static_cast<opcode>(first & 0x0f);
  out.final = (first & 0x80) != 0;
  out.payload = bytes.substr(2 + extra, length);
  out.size = 2 + extra + length;
  return frame_result::ok;
}

void append_client_frame(std::string& out, opcode op,
                         std::initializer_list<std::string_view> pieces, std::uint32_t mask) {
  std::size_t length = 0;
  for (auto piece : pieces)
    length += piece.size();
  out.push_back(static_cast<char>(0x80 | static_cast<int>(op)));
  append_length(out, length);
  char key[sizeof(mask)];
  std::memcpy(key, &mask, sizeof(mask));
  out.append(key, sizeof(key));
  auto start = out.size();
  for (auto piece : pieces)
    out.append(piece);
  apply_mask(out.data() + start, length, mask);
}

} // namespace fleetwire::load
