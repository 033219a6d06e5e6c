#define CAF_SUITE net.socketio.encode

#include "net/socketio/encode.hpp"
#include "net/socketio/json_text.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::socketio;
using namespace std::literals;

namespace {

constexpr std::nullopt_t no_id = std::nullopt;

std::string packet(packet_type type, unsigned attachments, std::string_view nsp,
                   std::optional<std::uint64_t> id, std::string_view data) {
  std::string result = "4";
  append_packet(result, type, attachments, nsp, id, data);
  return result;
}

std::string stringified(std::string_view text) {
  std::string result;
  append_json_string(result, text);
  return result;
}

} // namespace

CAF_TEST(packets are written as the reference does) {
  using t = packet_type;
  CAF_CHECK_EQUAL(packet(t::connect, 0, "/", no_id, ""), "40");
  CAF_CHECK_EQUAL(packet(t::connect, 0, "/chat", no_id, R"({"sid":"x"})"),
                  R"(40/chat,{"sid":"x"})");
  CAF_CHECK_EQUAL(packet(t::disconnect, 0, "/", no_id, ""), "41");
  CAF_CHECK_EQUAL(packet(t::disconnect, 0, "/chat", no_id, ""), "41/chat,");
  CAF_CHECK_EQUAL(packet(t::event, 0, "/", no_id, R"(["a",1])"), R"(42["a",1])");
  CAF_CHECK_EQUAL(packet(t::event, 0, "", no_id, R"(["a",1])"), R"(42["a",1])");
  CAF_CHECK_EQUAL(packet(t::event, 0, "/ns", 7, R"(["a"])"), R"(42/ns,7["a"])");
  CAF_CHECK_EQUAL(packet(t::ack, 0, "/", 0, "[]"), "430[]");
  CAF_CHECK_EQUAL(packet(t::connect_error, 0, "/x", no_id, R"({"message":"Invalid namespace"})"),
                  R"(44/x,{"message":"Invalid namespace"})");
  CAF_CHECK_EQUAL(
    packet(t::binary_event, 1, "/ns", no_id, R"(["a",{"_placeholder":true,"num":0}])"),
    R"(451-/ns,["a",{"_placeholder":true,"num":0}])");
  CAF_CHECK_EQUAL(packet(t::binary_ack, 2, "/", 18446744073709551615u, "[]"),
                  "462-18446744073709551615[]");
}

CAF_TEST(attachments are written for binary types only) {
  std::string out;
  append_packet_head(out, packet_type::event, 3, "/", no_id);
  CAF_CHECK_EQUAL(out, "2");
}

CAF_TEST(placeholders are written as the reference does) {
  std::string out;
  append_placeholder(out, 0);
  append_placeholder(out, 12);
  CAF_CHECK_EQUAL(out, R"({"_placeholder":true,"num":0}{"_placeholder":true,"num":12})");
}

CAF_TEST(strings are escaped as by JSON stringify) {
  CAF_CHECK_EQUAL(stringified(""), R"("")");
  CAF_CHECK_EQUAL(stringified("plain"), R"("plain")");
  CAF_CHECK_EQUAL(stringified("a\"b\\c/d"), R"("a\"b\\c/d")");
  CAF_CHECK_EQUAL(stringified("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  CAF_CHECK_EQUAL(stringified("\0\x01\x0b\x1f\x7f"sv), "\"\\u0000\\u0001\\u000b\\u001f\x7f\"");
  CAF_CHECK_EQUAL(stringified("\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80"),
                  "\"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\"");
  CAF_CHECK_EQUAL(stringified("0123456789abcdef0123456789abcdef\n"),
                  R"("0123456789abcdef0123456789abcdef\n")");
}

CAF_TEST(surrogates encoded as bytes become escapes) {
  CAF_CHECK_EQUAL(stringified("\xed\xa0\x80"), R"("\ud800")");
  CAF_CHECK_EQUAL(stringified("a\xed\xbf\xbfz"), R"("a\udfffz")");
}

CAF_TEST(invalid UTF-8 never gets out) {
  CAF_CHECK_EQUAL(stringified("a\xff"
                              "b"),
                  "\"a\xef\xbf\xbd"
                  "b\"");
  CAF_CHECK_EQUAL(stringified("\xc3"), "\"\xef\xbf\xbd\"");
  CAF_CHECK_EQUAL(stringified("\xed\xa0"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

CAF_TEST(every byte in every place makes a valid string that reads back) {
  json_info info;
  std::string scratch;
  for (int c = 0; c < 256; ++c) {
    for (std::size_t place = 0; place < 40; ++place) {
      auto text = std::string(40, 'x');
      text[place] = static_cast<char>(c);
      const auto json = stringified(text);
      CAF_REQUIRE(validate_json(json, {}, info) == json_error::none);
      if (c < 0x80)
        CAF_REQUIRE_EQUAL(unescape(json, scratch), text);
    }
  }
}
