#define CAF_SUITE net.socketio.msgpack_encode

#include "net/socketio/msgpack.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::socketio;
using namespace std::literals;

namespace {

using views = std::vector<std::string_view>;

std::string hex(std::string_view bytes) {
  std::string result;
  for (const unsigned char c : bytes) {
    result += "0123456789abcdef"[c >> 4];
    result += "0123456789abcdef"[c & 15];
  }
  return result;
}

std::string value(std::string_view json, const views& attachments = {}) {
  std::string out;
  CAF_REQUIRE(append_msgpack_value(out, json, attachments));
  return hex(out);
}

std::string repeated(std::string_view item, std::size_t count) {
  std::string result = "[";
  for (std::size_t i = 0; i < count; ++i)
    result.append(i == 0 ? "" : ",").append(item);
  return result + "]";
}

void check_round_trip(const packet_view& packet, const views& attachments = {}) {
  std::string message;
  CAF_REQUIRE(append_msgpack(message, packet, attachments));
  unpacked_packet out;
  CAF_REQUIRE(decode_msgpack(message, out) == decode_error::none);
  CAF_CHECK(out.packet.type == packet.type);
  CAF_CHECK_EQUAL(out.packet.nsp, packet.nsp);
  CAF_CHECK(out.packet.id == packet.id);
  CAF_CHECK_EQUAL(out.packet.data, packet.data);
  CAF_CHECK_EQUAL(out.packet.attachments, packet.attachments);
  CAF_CHECK(out.attachments == attachments);
}

} // namespace

CAF_TEST(packets are maps in the order of the reference) {
  std::string out;
  CAF_REQUIRE(
    append_msgpack(out, {.type = packet_type::event, .nsp = "/a", .id = 7, .data = R"(["x",1])"}));
  CAF_CHECK_EQUAL(out, "\x84\xa4type\x02\xa4"
                       "data\x92\xa1x\x01\xa3nsp\xa2/a\xa2id\x07");
  out.clear();
  CAF_REQUIRE(append_msgpack(out, {.type = packet_type::disconnect}));
  CAF_CHECK_EQUAL(out, "\x82\xa4type\x01\xa3nsp\xa1/");
  out.clear();
  CAF_REQUIRE(append_msgpack(
    out, {.type = packet_type::binary_ack, .id = 0, .data = R"([{"_placeholder":true,"num":0}])"},
    {"xy"}));
  CAF_CHECK_EQUAL(out, "\x84\xa4type\x03\xa4"
                       "data\x91\xc4\x02xy\xa3nsp\xa1/\xa2id\0"sv);
}

CAF_TEST(integers take the shortest form) {
  CAF_CHECK_EQUAL(value("0"), "00");
  CAF_CHECK_EQUAL(value("-0"), "00");
  CAF_CHECK_EQUAL(value("127"), "7f");
  CAF_CHECK_EQUAL(value("128"), "cc80");
  CAF_CHECK_EQUAL(value("255"), "ccff");
  CAF_CHECK_EQUAL(value("256"), "cd0100");
  CAF_CHECK_EQUAL(value("65535"), "cdffff");
  CAF_CHECK_EQUAL(value("65536"), "ce00010000");
  CAF_CHECK_EQUAL(value("4294967295"), "ceffffffff");
  CAF_CHECK_EQUAL(value("4294967296"), "cf0000000100000000");
  CAF_CHECK_EQUAL(value("18446744073709551615"), "cfffffffffffffffff");
  CAF_CHECK_EQUAL(value("-1"), "ff");
  CAF_CHECK_EQUAL(value("-32"), "e0");
  CAF_CHECK_EQUAL(value("-33"), "d0df");
  CAF_CHECK_EQUAL(value("-128"), "d080");
  CAF_CHECK_EQUAL(value("-129"), "d1ff7f");
  CAF_CHECK_EQUAL(value("-32768"), "d18000");
  CAF_CHECK_EQUAL(value("-32769"), "d2ffff7fff");
  CAF_CHECK_EQUAL(value("-2147483648"), "d280000000");
  CAF_CHECK_EQUAL(value("-2147483649"), "d3ffffffff7fffffff");
  CAF_CHECK_EQUAL(value("-9223372036854775808"), "d38000000000000000");
}

CAF_TEST(numbers without fraction are integers however written) {
  CAF_CHECK_EQUAL(value("1.0"), "01");
  CAF_CHECK_EQUAL(value("1e3"), "cd03e8");
  CAF_CHECK_EQUAL(value("-2.5e1"), "e7");
  CAF_CHECK_EQUAL(value("1e19"), "cf8ac7230489e80000");
  CAF_CHECK_EQUAL(value("-0.0"), "00");
}

CAF_TEST(other numbers are doubles) {
  CAF_CHECK_EQUAL(value("1.5"), "cb3ff8000000000000");
  CAF_CHECK_EQUAL(value("-0.1"), "cbbfb999999999999a");
  CAF_CHECK_EQUAL(value("18446744073709551616"), "cb43f0000000000000");
  CAF_CHECK_EQUAL(value("-1e19"), "cbc3e158e460913d00");
  CAF_CHECK_EQUAL(value("1e400"), "cb7ff0000000000000");
  CAF_CHECK_EQUAL(value("-1e400"), "cbfff0000000000000");
}

CAF_TEST(words are one byte) {
  CAF_CHECK_EQUAL(value("[null,true,false]"), "93c0c3c2");
}

CAF_TEST(strings are unescaped and take the shortest head) {
  CAF_CHECK_EQUAL(value(R"("")"), "a0");
  CAF_CHECK_EQUAL(value(R"("a\n\u00e9")"), hex("\xa4"
                                               "a\n\xc3\xa9"));
  CAF_CHECK_EQUAL(value(R"("\ud800")"), hex("\xa3\xef\xbf\xbd"));
  const auto text = [](std::size_t size) { return '"' + std::string(size, 'x') + '"'; };
  CAF_CHECK_EQUAL(value(text(31)).substr(0, 2), "bf");
  CAF_CHECK_EQUAL(value(text(32)).substr(0, 4), "d920");
  CAF_CHECK_EQUAL(value(text(255)).substr(0, 4), "d9ff");
  CAF_CHECK_EQUAL(value(text(256)).substr(0, 6), "da0100");
  CAF_CHECK_EQUAL(value(text(65535)).substr(0, 6), "daffff");
  CAF_CHECK_EQUAL(value(text(65536)).substr(0, 10), "db00010000");
}

CAF_TEST(containers take the shortest head) {
  CAF_CHECK_EQUAL(value("[]"), "90");
  CAF_CHECK_EQUAL(value("{}"), "80");
  CAF_CHECK_EQUAL(value(" [ 1 , [ ] , { \"a\" : { \"b\" : [ 2 ] } } ] "), "93019081a16181a1629102");
  CAF_CHECK_EQUAL(value(repeated("1", 15)).substr(0, 2), "9f");
  CAF_CHECK_EQUAL(value(repeated("1", 16)).substr(0, 6), "dc0010");
  CAF_CHECK_EQUAL(value(repeated("1", 65535)).substr(0, 6), "dcffff");
  CAF_CHECK_EQUAL(value(repeated("1", 65536)).substr(0, 10), "dd00010000");
  std::string object = "{\"k\":0";
  for (int i = 1; i < 16; ++i)
    object += ",\"k\":[{}]";
  CAF_CHECK_EQUAL(value(object + "}").substr(0, 6), "de0010");
}

CAF_TEST(placeholders become binary) {
  constexpr auto json =
    R"([{"_placeholder":true,"num":1},{"a":{"num":0,"_placeholder":true},"b":[]}])"sv;
  CAF_CHECK_EQUAL(value(json, {"x", "yz"}), "92c402797a82a161c40178a16290");
  CAF_CHECK_EQUAL(value(R"({"_placeholder":true,"num":0})", {std::string(255, 'x')}).substr(0, 4),
                  "c4ff");
  const std::string large(65536, 'x');
  CAF_CHECK_EQUAL(
    value(R"({"_placeholder":true,"num":0})", {std::string_view{large}.substr(0, 256)})
      .substr(0, 6),
    "c50100");
  CAF_CHECK_EQUAL(value(R"({"_placeholder":true,"num":0})", {large}).substr(0, 10), "c600010000");
}

CAF_TEST(without attachments a placeholder is plain data) {
  CAF_CHECK_EQUAL(value(R"({"_placeholder":true,"num":0})"),
                  hex("\x82\xac_placeholder\xc3\xa3num\0"sv));
}

CAF_TEST(a placeholder without its attachment is refused) {
  std::string out = "x";
  CAF_CHECK(!append_msgpack(
    out, {.type = packet_type::binary_event, .data = R"(["a",{"_placeholder":true,"num":1}])"},
    {"x"}));
  CAF_CHECK_EQUAL(out, "x");
}

CAF_TEST(what is read again is what was written) {
  check_round_trip({.type = packet_type::connect});
  check_round_trip({.type = packet_type::connect, .nsp = "/x", .data = R"({"token":"abc"})"});
  check_round_trip({.type = packet_type::disconnect, .nsp = "/x"});
  check_round_trip(
    {.type = packet_type::event,
     .id = 18446744073709551615u,
     .data = R"(["a",1,-1.5,null,true,{"b":[],"a":{"c":"\n\"\\"}},"é",1e+21,0.000001])"});
  check_round_trip({.type = packet_type::ack, .nsp = "/x", .id = 3, .data = "[]"});
  check_round_trip({.type = packet_type::connect_error, .data = R"({"message":"no"})"});
  check_round_trip(
    {.type = packet_type::binary_event,
     .attachments = 2,
     .data = R"(["a",{"_placeholder":true,"num":0},{"x":[{"_placeholder":true,"num":1}]}])"},
    {"one", ""});
  const auto deep = "[\"a\"," + std::string(511, '[') + std::string(511, ']') + "]";
  check_round_trip({.type = packet_type::event, .data = deep});
}
