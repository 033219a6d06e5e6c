#include "net/websocket/frame.hpp"

#include <algorithm>
#include <cstring>

namespace fleetwire::websocket {
namespace {

char* write_header_with(char* out, opcode code, size_t payload, bool fin,
                        uint8_t mask_bit) noexcept {
  *out++ = static_cast<char>((fin ? 0x80 : 0) | static_cast<uint8_t>(code));
  if (payload < 126) {
    *out++ = static_cast<char>(mask_bit | payload);
    return out;
  }
  auto wide = payload > 0xFFFF;
  *out++ = static_cast<char>(mask_bit | (wide ? 127 : 126));
  for (int shift = wide ? 56 : 8; shift >= 0; shift -= 8)
    *out++ = static_cast<char>(static_cast<uint64_t>(payload) >> shift);
  return out;
}

} // namespace

char* write_header(char* out, opcode code, size_t payload, bool fin) noexcept {
  return write_header_with(out, code, payload, fin, 0);
}

void append_frame(std::string& out, opcode code, std::string_view payload, bool fin) {
  char header[max_header_size];
  auto end = write_header(header, code, payload.size(), fin);
  out.append(header, end);
  out.append(payload);
}

void append_masked_frame(std::string& out, opcode code, std::string_view payload, uint32_t mask,
                         bool fin) {
  char header[max_header_size];
  auto end = write_header_with(header, code, payload.size(), fin, 0x80);
  std::memcpy(end, &mask, sizeof(mask));
  out.append(header, end + sizeof(mask));
  auto start = out.size();
  out.append(payload);
  mask_in_place(out.data() + start, payload.size(), mask);
}

std::string close_payload(close_code code, std::string_view reason) {
  std::string result;
  if (code == close_code::no_status)
    return result;
  auto length = std::min(reason.size(), max_control_payload - 2);
  if (length < reason.size())
    while (length > 0 && (static_cast<unsigned char>(reason[length]) & 0xC0) == 0x80)
      --length;
  auto n = static_cast<uint16_t>(code);
  result.reserve(2 + length);
  result.push_back(static_cast<char>(n >> 8));
  result.push_back(static_cast<char>(n & 0xFF));
  result.append(reason.substr(0, length));
  return result;
}

void mask_in_place(char* data, size_t size, uint32_t mask, size_t offset) noexcept {
  // The key, turned to where `data` starts and written twice: works in either byte order.
  char key_bytes[4];
  std::memcpy(key_bytes, &mask, sizeof(mask));
  char turned[8];
  for (size_t i = 0; i < 8; ++i)
    turned[i] = key_bytes[(offset + i) & 3];
  uint64_t key;
  std::memcpy(&key, turned, sizeof(key));
  auto blend = [key](char* at) {
    uint64_t word;
    std::memcpy(&word, at, sizeof(word));
    word ^= key;
    std::memcpy(at, &word, sizeof(word));
  };
  for (; size >= 32; size -= 32, data += 32) {
    blend(data);
    blend(data + 8);
    blend(data + 16);
    blend(data + 24);
  }
  for (; size >= 8; size -= 8, data += 8)
    blend(data);
  for (size_t i = 0; i < size; ++i)
    data[i] ^= turned[i];
}

} // namespace fleetwire::websocket
