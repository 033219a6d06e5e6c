#define CAF_SUITE net.engineio.packet
#include "net/engineio/packet.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::engineio;

CAF_TEST(seven characters are packet types) {
  CAF_CHECK(to_packet_type('0') == packet_type::open);
  CAF_CHECK(to_packet_type('4') == packet_type::message);
  CAF_CHECK(to_packet_type('6') == packet_type::noop);
  CAF_CHECK(!to_packet_type('7'));
  CAF_CHECK(!to_packet_type('/'));
  CAF_CHECK(!to_packet_type('b'));
  CAF_CHECK(!to_packet_type('\0'));
}

CAF_TEST(refusals carry code and message) {
  CAF_CHECK_EQUAL(error_body(error_code::unknown_transport),
                  R"({"code":0,"message":"Transport unknown"})");
  CAF_CHECK_EQUAL(error_body(error_code::unknown_sid),
                  R"({"code":1,"message":"Session ID unknown"})");
  CAF_CHECK_EQUAL(error_body(error_code::bad_handshake_method),
                  R"({"code":2,"message":"Bad handshake method"})");
  CAF_CHECK_EQUAL(error_body(error_code::bad_request), R"({"code":3,"message":"Bad request"})");
  CAF_CHECK_EQUAL(error_body(error_code::forbidden), R"({"code":4,"message":"Forbidden"})");
  CAF_CHECK_EQUAL(error_body(error_code::unsupported_protocol),
                  R"({"code":5,"message":"Unsupported protocol version"})");
  CAF_CHECK_EQUAL(status_of(error_code::forbidden), 403u);
  CAF_CHECK_EQUAL(status_of(error_code::unknown_sid), 400u);
}

CAF_TEST(a reason of the application is escaped) {
  CAF_CHECK_EQUAL(error_body(error_code::forbidden, "no \"way\"\\\n"),
                  R"({"code":4,"message":"no \"way\"\\\u000a"})");
}
