#define CAF_SUITE tools.load.frame
#include "tools/load/frame.hpp"

#include "caf/test/dsl.hpp"

#include <cstring>
#include <string>
#include <utility>

using namespace fleetwire::load;
using namespace std::string_literals;

CAF_TEST(a masked text frame is as RFC 6455 shows it) {
  std::string out;
  std::uint32_t mask;
  std::memcpy(&mask, "\x37\xfa\x21\x3d", 4);
  append_client_frame(out, opcode::text, {"Hel", "lo"}, mask);
  CAF_CHECK_EQUAL(out, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s);
}

CAF_TEST(lengths switch their form at 126 and 65536) {
  for (auto [size, header] : {std::pair{125, 6}, {126, 8}, {65535, 8}, {65536, 14}}) {
    std::string out;
    append_client_frame(out, opcode::text, {std::string(static_cast<std::size_t>(size), 'x')}, 1);
    CAF_CHECK_EQUAL(out.size(), static_cast<std::size_t>(size + header));
  }
}

CAF_TEST(a server frame is read with what follows left alone) {
  server_frame frame;
  auto bytes = "\x81\x02hi\x01"s;
  CAF_CHECK(parse_server_frame(bytes, frame) == frame_result::ok);
  CAF_CHECK_EQUAL(frame.payload, "hi");
  CAF_CHECK_EQUAL(frame.size, 4u);
  CAF_CHECK(frame.final && frame.op == opcode::text);
}

CAF_TEST(every prefix of a frame needs more) {
  auto bytes = "\x82\x7e\x01\x00"s + std::string(256, 'a');
  server_frame frame;
  for (std::size_t n = 0; n < bytes.size(); ++n)
    CAF_CHECK(parse_server_frame(std::string_view{bytes}.substr(0, n), frame)
              == frame_result::need_more);
  CAF_CHECK(parse_server_frame(bytes, frame) == frame_result::ok);
  CAF_CHECK_EQUAL(frame.payload.size(), 256u);
}

CAF_TEST(masked and compressed and huge frames are invalid) {
  server_frame frame;
  CAF_CHECK(parse_server_frame("\x81\x80"s, frame) == frame_result::invalid);
  CAF_CHECK(parse_server_frame("\xc1\x01x"s, frame) == frame_result::invalid);
  CAF_CHECK(parse_server_frame("\x81\x7f\0\0\0\0\x01\0\0\x01"s, frame) == frame_result::invalid);
  CAF_CHECK(parse_server_frame("\x81\x7f\0\0\0\0\x01\0\0\0"s, frame) == frame_result::need_more);
}
