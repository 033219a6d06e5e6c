#define CAF_SUITE net.engineio.payload
#include "net/engineio/payload.hpp"

#include <string>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::engineio;
using namespace std::literals;

namespace {

struct read_result {
  std::vector<std::string> packets; // type, then b or t, then the data
  payload_error error;
};

read_result read(std::string_view payload, const payload_limits& limits = {}) {
  payload_reader reader{payload, limits};
  read_result result;
  while (const auto packet = reader.next()) {
    std::string text{static_cast<char>(packet->type)};
    text += packet->binary ? 'b' : 't';
    result.packets.push_back(text + std::string{packet->data});
  }
  CAF_CHECK(!reader.next());
  result.error = reader.error();
  return result;
}

void check_error(std::string_view payload, payload_error error, std::size_t before) {
  const auto result = read(payload);
  if (result.error != error)
    CAF_ERROR(std::string{payload} << ": " << std::string{text_of(result.error)});
  CAF_CHECK_EQUAL(result.packets.size(), before);
}

using packets = std::vector<std::string>;

} // namespace

CAF_TEST(packets come in their order) {
  const auto result = read("4hello\x1e"
                           "2\x1e"
                           "4€\x1e"
                           "bAQIDBA==\x1e"
                           "1");
  CAF_CHECK(result.error == payload_error::none);
  CAF_CHECK_EQUAL(result.packets, (packets{"4thello", "2t", "4t€", "4b\x01\x02\x03\x04", "1t"}));
}

CAF_TEST(data may be empty) {
  CAF_CHECK_EQUAL(read("4").packets, (packets{"4t"}));
  CAF_CHECK_EQUAL(read("b").packets, (packets{"4b"}));
  CAF_CHECK_EQUAL(read("b\x1e"
                       "4\x1e"
                       "b")
                    .packets,
                  (packets{"4b", "4t", "4b"}));
}

CAF_TEST(empty packets are errors wherever they stand) {
  check_error("", payload_error::empty_packet, 0);
  check_error("\x1e", payload_error::empty_packet, 0);
  check_error("\x1e"
              "4a",
              payload_error::empty_packet, 0);
  check_error("4a\x1e", payload_error::empty_packet, 1);
  check_error("4a\x1e\x1e"
              "4b",
              payload_error::empty_packet, 1);
}

CAF_TEST(unknown types are errors) {
  for (auto payload : {"7", "/", "a", "B", " 4", "abc", "\xff",
                       "4a\x1e"
                       "9"})
    check_error(payload, payload_error::unknown_type, payload[0] == '4' ? 1 : 0);
  check_error("\0"sv, payload_error::unknown_type, 0);
}

CAF_TEST(base64 is strict) {
  for (auto payload : {"bA", "bAQ", "bAQI", "bAQI=A", "bA===", "b====", "bAQ ID", "bAQ-_",
                       "bAQIDBA", "bAR==", "bAQIDBA==\n"})
    check_error(payload, payload_error::bad_base64, 0);
}

CAF_TEST(text is valid UTF-8) {
  for (auto payload :
       {"4\xff", "4\xc3", "4\xc0\x80", "4\xed\xa0\x80", "4\xf4\x90\x80\x80", "2\x80"})
    check_error(payload, payload_error::bad_utf8, 0);
  // A separator inside a character ends the packet.
  check_error("4\xc3\x1e\xa9", payload_error::bad_utf8, 0);
}

CAF_TEST(packets are bounded in size and number) {
  const payload_limits limits{4, 2};
  CAF_CHECK(read("4abc", limits).error == payload_error::none);
  CAF_CHECK(read("4abcd", limits).error == payload_error::packet_too_large);
  CAF_CHECK(read("2\x1e"
                 "3",
                 limits)
              .error
            == payload_error::none);
  const auto three = read("2\x1e"
                          "3\x1e"
                          "2",
                          limits);
  CAF_CHECK(three.error == payload_error::too_many_packets);
  CAF_CHECK_EQUAL(three.packets.size(), 2u);
}

CAF_TEST(what was appended is read again) {
  std::string payload;
  append_text(payload, "4hello");
  CAF_CHECK_EQUAL(payload, "4hello");
  append_binary(payload, "\x01\x02\x03\x04");
  append_binary(payload, "");
  append_text(payload, "6");
  CAF_CHECK_EQUAL(payload, "4hello\x1e"
                           "bAQIDBA==\x1e"
                           "b\x1e"
                           "6");
  CAF_CHECK_EQUAL(read(payload).packets, (packets{"4thello", "4b\x01\x02\x03\x04", "4b", "6t"}));
}
