#define CAF_SUITE net.websocket.frame

#include "net/websocket/frame.hpp"

#include "net/websocket/utf8.hpp"

#include <cstring>
#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire::websocket;
using namespace std::string_literals;

namespace {

uint32_t key(const char (&bytes)[5]) {
  uint32_t result;
  std::memcpy(&result, bytes, 4);
  return result;
}

std::string frame(opcode code, std::string_view payload, bool fin = true) {
  std::string out;
  append_frame(out, code, payload, fin);
  return out;
}

} // namespace

CAF_TEST(the examples of RFC 6455 section 5 7) {
  CAF_CHECK_EQUAL(frame(opcode::text, "Hello"), "\x81\x05Hello"s);
  CAF_CHECK_EQUAL(frame(opcode::text, "Hel", false), "\x01\x03Hel"s);
  CAF_CHECK_EQUAL(frame(opcode::continuation, "lo"), "\x80\x02lo"s);
  CAF_CHECK_EQUAL(frame(opcode::ping, "Hello"), "\x89\x05Hello"s);
  CAF_CHECK_EQUAL(frame(opcode::binary, std::string(256, 'b')),
                  "\x82\x7E\x01\x00"s + std::string(256, 'b'));
  CAF_CHECK_EQUAL(frame(opcode::binary, std::string(65536, 'b')),
                  "\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00"s + std::string(65536, 'b'));
  std::string masked;
  append_masked_frame(masked, opcode::text, "Hello", key("\x37\xfa\x21\x3d"));
  CAF_CHECK_EQUAL(masked, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s);
}

CAF_TEST(the length takes the fewest bytes) {
  struct {
    size_t payload;
    std::string header;
  } cases[] = {{0, "\x82\x00"s},
               {125, "\x82\x7D"s},
               {126, "\x82\x7E\x00\x7E"s},
               {65535, "\x82\x7E\xFF\xFF"s},
               {65536, "\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00"s},
               {0x0123456789ABCDEF, "\x82\x7F\x01\x23\x45\x67\x89\xAB\xCD\xEF"s}};
  for (auto& [payload, header] : cases) {
    char out[max_header_size];
    auto end = write_header(out, opcode::binary, payload);
    CAF_CHECK_EQUAL(std::string(out, end), header);
    CAF_CHECK_EQUAL(header_size(payload), header.size());
  }
}

CAF_TEST(masking matches its definition at every size and offset) {
  auto mask = key("\x01\x80\xFF\x5A");
  for (size_t offset = 0; offset < 9; ++offset)
    for (size_t size = 0; size < 100; ++size) {
      std::string data(size + 2, '\x33');
      auto expected = data;
      for (size_t i = 0; i < size; ++i)
        expected[i + 1] ^= "\x01\x80\xFF\x5A"[(offset + i) % 4];
      mask_in_place(data.data() + 1, size, mask, offset);
      CAF_REQUIRE_EQUAL(data, expected);
    }
}

CAF_TEST(a masked payload is unmasked in pieces by passing the offset) {
  auto mask = key("\xDE\xAD\xBE\xEF");
  std::string text(77, 't');
  std::string out;
  append_masked_frame(out, opcode::text, text, mask);
  auto payload = out.substr(6);
  for (size_t at = 0, step = 1; at < payload.size(); at += step, ++step) {
    step = std::min(step, payload.size() - at);
    mask_in_place(payload.data() + at, step, mask, at);
  }
  CAF_CHECK_EQUAL(payload, text);
}

CAF_TEST(a close payload fits into a control frame and ends on a character) {
  CAF_CHECK_EQUAL(close_payload(close_code::normal), "\x03\xE8"s);
  CAF_CHECK_EQUAL(close_payload(close_code::no_status, "unsaid"), ""s);
  CAF_CHECK_EQUAL(close_payload(close_code::going_away, "bye"), "\x03\xE9"s + "bye");
  CAF_CHECK_EQUAL(close_payload(close_code::normal, std::string(123, 'r')).size(), 125u);
  CAF_CHECK_EQUAL(close_payload(close_code::normal, std::string(124, 'r')).size(), 125u);
  for (size_t lead = 117; lead < 126; ++lead) {
    auto payload = close_payload(close_code::normal, std::string(lead, 'r') + "\U0001F69A");
    CAF_CHECK(payload.size() <= max_control_payload);
    CAF_CHECK(valid_utf8(std::string_view{payload}.substr(2)));
    CAF_CHECK_EQUAL(payload.size(), 2 + (lead <= 119 ? lead + 4 : std::min<size_t>(lead, 123)));
  }
}

CAF_TEST(the codes that may be on the wire) {
  size_t allowed = 0;
  for (unsigned n = 0; n <= 0xFFFF; ++n)
    allowed += allowed_on_wire(static_cast<close_code>(n));
  CAF_CHECK_EQUAL(allowed, 12u + 2000u);
  for (unsigned n : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    CAF_CHECK(!allowed_on_wire(static_cast<close_code>(n)));
  for (unsigned n : {1000, 1003, 1007, 1014, 3000, 4999})
    CAF_CHECK(allowed_on_wire(static_cast<close_code>(n)));
}
