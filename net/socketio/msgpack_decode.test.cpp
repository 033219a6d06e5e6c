#define CAF_SUITE net.socketio.msgpack_decode

#include "net/socketio/msgpack.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::socketio;
using namespace std::literals;

namespace {

/// {type:2, data:["a",<value>], nsp:"/"}
std::string event(std::string_view value) {
  auto message = "\x83\xa4type\x02\xa4"
                 "data\x92\xa1"
                 "a"s;
  message += value;
  return message += "\xa3nsp\xa1/";
}

/// {type:<type>, nsp:"/"} and, unless empty, data
std::string packet(char type, std::string_view data = {}) {
  auto message = (data.empty() ? "\x82"s : "\x83"s) + "\xa4type"s + type;
  if (!data.empty())
    message
      .append("\xa4"
              "data")
      .append(data);
  return message += "\xa3nsp\xa1/";
}

decode_error error_of(std::string_view message, const limits& bounds = {}) {
  unpacked_packet out;
  return decode_msgpack(message, out, bounds);
}

/// The JSON of the second element of an event.
std::string json(std::string_view value) {
  const auto message = event(value);
  unpacked_packet out;
  const auto error = decode_msgpack(message, out);
  if (error != decode_error::none)
    return to_string(error);
  return std::string{slice(out.packet.data, out.elements.at(1))};
}

/// The JSON with the attachments behind it.
std::string with_attachments(std::string_view value) {
  const auto message = event(value);
  unpacked_packet out;
  CAF_REQUIRE(decode_msgpack(message, out) == decode_error::none);
  CAF_CHECK(out.packet.type == packet_type::binary_event);
  CAF_CHECK_EQUAL(out.packet.attachments, out.attachments.size());
  std::string result{slice(out.packet.data, out.elements.at(1))};
  for (const auto bytes : out.attachments)
    result.append("|").append(bytes);
  return result;
}

std::string nested_arrays(unsigned depth) {
  return std::string(depth - 1, '\x91') + "\x90";
}

constexpr auto ph0 = R"({"_placeholder":true,"num":0})"sv;

} // namespace

CAF_TEST(packets of every type are read) {
  unpacked_packet out;
  const auto read = [&out](const std::string& message) { return decode_msgpack(message, out); };
  const auto connect = packet(0);
  CAF_REQUIRE(read(connect) == decode_error::none);
  CAF_CHECK(out.packet.type == packet_type::connect);
  CAF_CHECK_EQUAL(out.packet.nsp, "/"sv);
  CAF_CHECK_EQUAL(out.packet.data, ""sv);
  const auto with_token = packet(0, "\x81\xa5token\x01");
  CAF_REQUIRE(read(with_token) == decode_error::none);
  CAF_CHECK_EQUAL(out.packet.data, R"({"token":1})"sv);
  const auto disconnect = packet(1);
  CAF_REQUIRE(read(disconnect) == decode_error::none);
  CAF_CHECK(out.packet.type == packet_type::disconnect);
  const auto an_event = event("\x2a");
  CAF_REQUIRE(read(an_event) == decode_error::none);
  CAF_CHECK(out.packet.type == packet_type::event);
  CAF_CHECK_EQUAL(out.packet.data, R"(["a",42])"sv);
  CAF_CHECK_EQUAL(out.elements.size(), 2u);
  const auto ack = packet(3, "\x91\x01");
  CAF_REQUIRE(read(ack) == decode_error::none);
  CAF_CHECK(out.packet.type == packet_type::ack);
  const auto refusal = packet(4, "\xa2no");
  CAF_REQUIRE(read(refusal) == decode_error::none);
  CAF_CHECK(out.packet.type == packet_type::connect_error);
  CAF_CHECK_EQUAL(out.packet.data, "\"no\""sv);
}

CAF_TEST(members may come in any order and unknown ones are skipped) {
  // As socket.io-client writes an event: type, data, options, id, nsp.
  const auto message = "\x85\xa3nsp\xa5/chat\xa7options\x81\xa8"
                       "compress\xc3\xa2id\xcd\x01\x00"
                       "\xa4"
                       "data\x91\xa1"
                       "a\xa4type\x02"s;
  unpacked_packet out;
  CAF_REQUIRE(decode_msgpack(message, out) == decode_error::none);
  CAF_CHECK_EQUAL(out.packet.nsp, "/chat"sv);
  CAF_CHECK(out.packet.id == 256u);
  CAF_CHECK_EQUAL(out.packet.data, R"(["a"])"sv);
}

CAF_TEST(undefined data and id are none) {
  unpacked_packet out;
  const auto message = "\x84\xa4type\x00\xa4"
                       "data\xd4\x00\x00\xa2id\xd4\x00\x00\xa3nsp\xa1/"s;
  CAF_REQUIRE(decode_msgpack(message, out) == decode_error::none);
  CAF_CHECK_EQUAL(out.packet.data, ""sv);
  CAF_CHECK(!out.packet.id);
}

CAF_TEST(the last of two members of one name counts) {
  unpacked_packet out;
  const auto message = "\x84\xa4type\x02\xa4"
                       "data\x92\xa1"
                       "a\xc4\x01x\xa4"
                       "data\x91\xa1"
                       "b\xa3nsp\xa1/"s;
  CAF_REQUIRE(decode_msgpack(message, out) == decode_error::none);
  CAF_CHECK_EQUAL(out.packet.data, R"(["b"])"sv);
  CAF_CHECK(out.packet.type == packet_type::event);
}

CAF_TEST(every form of an integer is read) {
  CAF_CHECK_EQUAL(json("\x00"sv), "0");
  CAF_CHECK_EQUAL(json("\x7f"), "127");
  CAF_CHECK_EQUAL(json("\xe0"), "-32");
  CAF_CHECK_EQUAL(json("\xff"), "-1");
  CAF_CHECK_EQUAL(json("\xcc\xff"), "255");
  CAF_CHECK_EQUAL(json("\xcd\xff\xfe"), "65534");
  CAF_CHECK_EQUAL(json("\xce\xff\xff\xff\xff"), "4294967295");
  CAF_CHECK_EQUAL(json("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), "18446744073709551615");
  CAF_CHECK_EQUAL(json("\xd0\x80"), "-128");
  CAF_CHECK_EQUAL(json("\xd0\x7f"), "127");
  CAF_CHECK_EQUAL(json("\xd1\x80\x00"sv), "-32768");
  CAF_CHECK_EQUAL(json("\xd2\x80\x00\x00\x00"sv), "-2147483648");
  CAF_CHECK_EQUAL(json("\xd3\x80\x00\x00\x00\x00\x00\x00\x00"sv), "-9223372036854775808");
  CAF_CHECK_EQUAL(json("\xd3\x7f\xff\xff\xff\xff\xff\xff\xff"), "9223372036854775807");
}

CAF_TEST(the other scalars are read) {
  CAF_CHECK_EQUAL(json("\xc0"), "null");
  CAF_CHECK_EQUAL(json("\xc2"), "false");
  CAF_CHECK_EQUAL(json("\xc3"), "true");
  CAF_CHECK_EQUAL(json("\xca\x3f\xc0\x00\x00"sv), "1.5");
  CAF_CHECK_EQUAL(json("\xca\x7f\x80\x00\x00"sv), "null");
  CAF_CHECK_EQUAL(json("\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"sv), "1.5");
  CAF_CHECK_EQUAL(json("\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"sv), "null");
  CAF_CHECK_EQUAL(json("\xcb\xff\xf0\x00\x00\x00\x00\x00\x00"sv), "null");
  CAF_CHECK_EQUAL(json("\xd4\x00\x00"sv), "null");
}

CAF_TEST(every form of a string is read) {
  CAF_CHECK_EQUAL(json("\xa0"), "\"\"");
  CAF_CHECK_EQUAL(json("\xa3"
                       "a\"\n"),
                  R"("a\"\n")");
  CAF_CHECK_EQUAL(json("\xd9\x02hi"), "\"hi\"");
  CAF_CHECK_EQUAL(json("\xda\x00\x02hi"sv), "\"hi\"");
  CAF_CHECK_EQUAL(json("\xdb\x00\x00\x00\x02hi"sv), "\"hi\"");
  CAF_CHECK_EQUAL(json("\xa2\xc3\xa9"), "\"\xc3\xa9\"");
  CAF_CHECK_EQUAL(json("\xa1\xff"), to_string(decode_error::malformed_utf8));
  CAF_CHECK_EQUAL(json("\xa3\xed\xa0\x80"), to_string(decode_error::malformed_utf8));
}

CAF_TEST(every form of a container is read) {
  CAF_CHECK_EQUAL(json("\x90"), "[]");
  CAF_CHECK_EQUAL(json("\x92\x01\x91\x02"), "[1,[2]]");
  CAF_CHECK_EQUAL(json("\xdc\x00\x02\x01\x02"sv), "[1,2]");
  CAF_CHECK_EQUAL(json("\xdd\x00\x00\x00\x01\x01"sv), "[1]");
  CAF_CHECK_EQUAL(json("\x80"), "{}");
  CAF_CHECK_EQUAL(json("\x82\xa1"
                       "b\x01\xa1"
                       "a\x80"),
                  R"({"b":1,"a":{}})");
  CAF_CHECK_EQUAL(json("\xde\x00\x01\xa1"
                       "a\x01"sv),
                  R"({"a":1})");
  CAF_CHECK_EQUAL(json("\xdf\x00\x00\x00\x01\xa1"
                       "a\x01"sv),
                  R"({"a":1})");
  CAF_CHECK_EQUAL(json("\x82\x01\x02\xff\x03"), R"({"1":2,"-1":3})");
  CAF_CHECK_EQUAL(json("\x92\x91\x90\x81\xa1"
                       "k\x91\xc0"),
                  R"([[[]],{"k":[null]}])");
}

CAF_TEST(undefined members are left out) {
  CAF_CHECK_EQUAL(json("\x83\xa1"
                       "a\x01\xa1"
                       "b\xd4\x00\x00\xa1"
                       "c\x02"sv),
                  R"({"a":1,"c":2})");
  CAF_CHECK_EQUAL(json("\x82\xa1"
                       "a\xd4\x00\x00\xa1"
                       "b\x02"sv),
                  R"({"b":2})");
  CAF_CHECK_EQUAL(json("\x81\xa1"
                       "a\xd4\x00\x00"sv),
                  "{}");
  CAF_CHECK_EQUAL(json("\x92\xd4\x00\x00\x01"sv), "[null,1]");
}

CAF_TEST(binary becomes attachments) {
  const std::string place{ph0};
  CAF_CHECK_EQUAL(with_attachments("\xc4\x02xy"), place + "|xy");
  CAF_CHECK_EQUAL(with_attachments("\xc5\x00\x02xy"sv), place + "|xy");
  CAF_CHECK_EQUAL(with_attachments("\xc6\x00\x00\x00\x02xy"sv), place + "|xy");
  CAF_CHECK_EQUAL(with_attachments("\xc4\x00"sv), place + "|");
  CAF_CHECK_EQUAL(with_attachments("\xc7\x02\x00xy"sv), place + "|xy");
  CAF_CHECK_EQUAL(with_attachments("\xc8\x00\x02\x00xy"sv), place + "|xy");
  CAF_CHECK_EQUAL(with_attachments("\xc9\x00\x00\x00\x02\x00xy"sv), place + "|xy");
  CAF_CHECK_EQUAL(with_attachments("\x92\xc4\x01x\x81\xa1k\xc4\x01y"),
                  "[" + place + R"(,{"k":{"_placeholder":true,"num":1}}]|x|y)");
}

CAF_TEST(an ack with binary is a binary ack) {
  const auto message = packet(3, "\x91\xc4\x01x");
  unpacked_packet out;
  CAF_REQUIRE(decode_msgpack(message, out) == decode_error::none);
  CAF_CHECK(out.packet.type == packet_type::binary_ack);
}

CAF_TEST(dates become ISO strings) {
  CAF_CHECK_EQUAL(json("\xd7\x00\x00\x00\x01\x8d\xf4\xbc\x56\x7b"sv),
                  "\"2024-02-29T12:00:00.123Z\"");
  CAF_CHECK_EQUAL(json("\xd7\x00\xff\xff\xff\xff\xff\xff\xff\xff"sv),
                  "\"1969-12-31T23:59:59.999Z\"");
  CAF_CHECK_EQUAL(json("\xd7\x00\x7f\xff\xff\xff\xff\xff\xff\xff"sv), "null");
  CAF_CHECK_EQUAL(json("\xd6\xff\x00\x00\x00\x01"sv), "\"1970-01-01T00:00:01.000Z\"");
  CAF_CHECK_EQUAL(json("\xd7\xff\x1d\xcd\x65\x00\x00\x00\x00\x01"sv),
                  "\"1970-01-01T00:00:01.125Z\"");
  CAF_CHECK_EQUAL(json("\xc7\x0c\xff\x00\x0f\x42\x40\xff\xff\xff\xff\xff\xff\xff\xff"sv),
                  "\"1969-12-31T23:59:59.001Z\"");
  CAF_CHECK_EQUAL(json("\xc7\x0c\xff\x00\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff"sv), "null");
  CAF_CHECK_EQUAL(json("\xc7\x0c\xff\x3b\x9a\xc9\xff\x80\x00\x00\x00\x00\x00\x00\x00"sv), "null");
  CAF_CHECK_EQUAL(json("\xc7\x0c\xff\x3b\x9a\xca\x00\x00\x00\x00\x00\x00\x00\x00\x00"sv), "null");
}

CAF_TEST(other extensions become their type and an attachment) {
  const std::string place{ph0};
  CAF_CHECK_EQUAL(with_attachments("\xd4\x05x"), "[5," + place + "]|x");
  CAF_CHECK_EQUAL(with_attachments("\xd5\x80xy"), "[-128," + place + "]|xy");
  CAF_CHECK_EQUAL(with_attachments("\xd5\x00xy"sv), "[0," + place + "]|xy");
  CAF_CHECK_EQUAL(with_attachments("\xd6\x01"
                                   "abcd"),
                  "[1," + place + "]|abcd");
  CAF_CHECK_EQUAL(with_attachments("\xd7\x01"
                                   "abcdefgh"),
                  "[1," + place + "]|abcdefgh");
  CAF_CHECK_EQUAL(with_attachments("\xd8\x01"
                                   "abcdefghabcdefgh"),
                  "[1," + place + "]|abcdefghabcdefgh");
  CAF_CHECK_EQUAL(with_attachments("\xc7\x01\x02x"), "[2," + place + "]|x");
  CAF_CHECK_EQUAL(with_attachments("\xc7\x01\xffx"), "[-1," + place + "]|x");
}

CAF_TEST(a forged placeholder is plain data or refused) {
  const auto map = "\x82\xac_placeholder\xc3\xa3num\x00"sv;
  CAF_CHECK_EQUAL(json(map), ph0);
  CAF_CHECK_EQUAL(json("\x92\xc4\x01x"s.append(map)), to_string(decode_error::illegal_attachments));
}

CAF_TEST(every prefix and every suffix is refused) {
  const auto message = event("\x92\xc4\x02xy\x81\xa1k\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"sv);
  CAF_REQUIRE(error_of(message) == decode_error::none);
  for (std::size_t size = 1; size < message.size(); ++size)
    CAF_CHECK(error_of(message.substr(0, size)) == decode_error::malformed_msgpack);
  CAF_CHECK(error_of("") == decode_error::empty);
  CAF_CHECK(error_of(message + '\0') == decode_error::malformed_msgpack);
}

CAF_TEST(sizes beyond the message are refused) {
  for (const auto value :
       {"\xc1"sv, "\xdd\xff\xff\xff\xff"sv, "\xdf\xff\xff\xff\xff"sv, "\xdc\xff\xff"sv,
        "\xdb\xff\xff\xff\xff"sv, "\xc6\xff\xff\xff\xff"sv, "\xc9\xff\xff\xff\xff\x00"sv, "\x8f"sv,
        "\x9f"sv, "\xbf"sv, "\xd8\x01"sv})
    CAF_CHECK_EQUAL(json(value), to_string(decode_error::malformed_msgpack));
  for (const auto key :
       {"\x81\xc0\x01"sv, "\x81\x90\x01"sv, "\x81\xc3\x01"sv, "\x81\xc4\x00\x01"sv})
    CAF_CHECK_EQUAL(json(key), to_string(decode_error::malformed_msgpack));
}

CAF_TEST(heads of the packet are checked) {
  using e = decode_error;
  CAF_CHECK(error_of("\x90"sv) == e::malformed_msgpack);
  CAF_CHECK(error_of("\x81\x01\x02"sv) == e::malformed_msgpack);
  CAF_CHECK(error_of("\x80"sv) == e::unknown_type);
  CAF_CHECK(error_of("\x81\xa3nsp\xa1/"sv) == e::unknown_type);
  CAF_CHECK(error_of(packet(5)) == e::unknown_type);
  CAF_CHECK(error_of(packet('\xff')) == e::unknown_type);
  CAF_CHECK(error_of("\x82\xa4type\xa1"
                     "0\xa3nsp\xa1/"sv)
            == e::unknown_type);
  CAF_CHECK(error_of("\x81\xa4type\x00"sv) == e::bad_namespace);
  CAF_CHECK(error_of("\x82\xa4type\x00\xa3nsp\x01"sv) == e::bad_namespace);
  CAF_CHECK(error_of("\x82\xa4type\x00\xa3nsp\xa0"sv) == e::bad_namespace);
  CAF_CHECK(error_of("\x82\xa4type\x00\xa3nsp\xa1x"sv) == e::bad_namespace);
  CAF_CHECK(error_of("\x82\xa4type\x00\xa3nsp\xa2/\xff"sv) == e::malformed_utf8);
  CAF_CHECK(error_of("\x83\xa4type\x00\xa3nsp\xa1/\xa2id\xff"sv) == e::bad_id);
  CAF_CHECK(error_of("\x83\xa4type\x00\xa3nsp\xa1/\xa2id\xc0"sv) == e::bad_id);
  CAF_CHECK(error_of("\x83\xa4type\x00\xa3nsp\xa1/\xa2id\xa1"
                     "1"sv)
            == e::bad_id);
  CAF_CHECK(error_of("\x83\xa4type\x00\xa3nsp\xa1/\xa2id\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"sv)
            == e::bad_id);
  CAF_CHECK(error_of("\x83\xa4type\x00\xa3nsp\xa1/\xa2id\xcb\x40\x00\x00\x00\x00\x00\x00\x00"sv)
            == e::none);
  CAF_CHECK(error_of("\x83\xa4type\x00\xa3nsp\xa1/\xa1x\x92\x01"sv) == e::malformed_msgpack);
}

CAF_TEST(payloads are checked by type) {
  using e = decode_error;
  CAF_CHECK(error_of(packet(0, "\x90")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(0, "\xc0")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(0, "\x81\xa1x\xc4\x01x")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(1, "\x80")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(2)) == e::invalid_payload);
  CAF_CHECK(error_of(packet(2, "\x90")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(2, "\x91\xc0")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(2, "\x91\xc4\x01x")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(2, "\x91\xa7"
                               "connect"))
            == e::reserved_event);
  CAF_CHECK(error_of(packet(2, "\x91\x01")) == e::none);
  CAF_CHECK(error_of(packet(3)) == e::invalid_payload);
  CAF_CHECK(error_of(packet(3, "\x80")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(4)) == e::invalid_payload);
  CAF_CHECK(error_of(packet(4, "\x90")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(4, "\xc4\x01x")) == e::invalid_payload);
  CAF_CHECK(error_of(packet(4, "\x80")) == e::none);
}

CAF_TEST(nesting is accepted at the limit and refused above it) {
  CAF_CHECK(error_of(packet(3, nested_arrays(512))) == decode_error::none);
  CAF_CHECK(error_of(packet(3, nested_arrays(513))) == decode_error::nested_too_deep);
  CAF_CHECK(error_of(packet(3, nested_arrays(20'000))) == decode_error::nested_too_deep);
  CAF_CHECK(error_of(packet(3, std::string(511, '\x91') + "\xc4\x01x")) == decode_error::none);
  CAF_CHECK(error_of(packet(3, std::string(512, '\x91') + "\xc4\x01x"))
            == decode_error::nested_too_deep);
  CAF_CHECK(error_of(packet(3, std::string(510, '\x91') + "\xd4\x05x")) == decode_error::none);
  CAF_CHECK(error_of(packet(3, std::string(511, '\x91') + "\xd4\x05x"))
            == decode_error::nested_too_deep);
  // What is skipped needs no stack, so it has no limit.
  CAF_CHECK(error_of("\x83\xa4type\x00\xa3nsp\xa1/\xa1x"s + nested_arrays(20'000))
            == decode_error::none);
}

CAF_TEST(binaries are counted) {
  const limits bounds{.max_packed_attachments = 2};
  CAF_CHECK(error_of(packet(3, "\x92\xc4\x00\xc4\x00"sv), bounds) == decode_error::none);
  CAF_CHECK(error_of(packet(3, "\x93\xc4\x00\xc4\x00\xc4\x00"sv), bounds)
            == decode_error::too_many_attachments);
}
