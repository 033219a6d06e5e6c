#define CAF_SUITE net.socketio.decode

#include "net/socketio/decode.hpp"
#include "net/socketio/encode.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::socketio;
using namespace std::literals;

namespace {

struct decoded {
  decode_error error = decode_error::none;
  packet_view packet;
  std::vector<span> elements;
};

decoded read(std::string_view text, const limits& bounds = {}) {
  decoded result;
  result.error = decode(text, result.packet, result.elements, bounds);
  return result;
}

struct good {
  std::string_view text;
  packet_type type;
  unsigned attachments;
  std::string_view nsp;
  std::optional<std::uint64_t> id;
  std::string_view data;
};

void check_good(const good& x) {
  const auto result = read(x.text);
  CAF_CHECK_EQUAL(std::make_pair(x.text, to_string(result.error)),
                  std::make_pair(x.text, to_string(decode_error::none)));
  CAF_CHECK(result.packet.type == x.type);
  CAF_CHECK_EQUAL(result.packet.attachments, x.attachments);
  CAF_CHECK_EQUAL(result.packet.nsp, x.nsp);
  CAF_CHECK(result.packet.id == x.id);
  CAF_CHECK_EQUAL(result.packet.data, x.data);
}

void check_bad(decode_error expected, const std::vector<std::string_view>& texts) {
  for (const auto text : texts)
    CAF_CHECK_EQUAL(std::make_pair(text, std::string_view{to_string(read(text).error)}),
                    std::make_pair(text, std::string_view{to_string(expected)}));
}

constexpr std::nullopt_t no_id = std::nullopt;

} // namespace

CAF_TEST(packets of every type are read) {
  using t = packet_type;
  check_good({"0", t::connect, 0, "/", no_id, ""});
  check_good({"0{\"token\":\"1\"}", t::connect, 0, "/", no_id, "{\"token\":\"1\"}"});
  check_good({"0/chat", t::connect, 0, "/chat", no_id, ""});
  check_good({"0/chat,", t::connect, 0, "/chat", no_id, ""});
  check_good({"0/chat,{}", t::connect, 0, "/chat", no_id, "{}"});
  check_good({"1", t::disconnect, 0, "/", no_id, ""});
  check_good({"1/chat,", t::disconnect, 0, "/chat", no_id, ""});
  check_good({"2[\"a\",1]", t::event, 0, "/", no_id, "[\"a\",1]"});
  check_good({"2/ns,7[\"a\"]", t::event, 0, "/ns", 7, "[\"a\"]"});
  check_good({"212[\"a\"]", t::event, 0, "/", 12, "[\"a\"]"});
  check_good({"20[\"a\"]", t::event, 0, "/", 0, "[\"a\"]"});
  check_good({"2[1,2]", t::event, 0, "/", no_id, "[1,2]"});
  check_good({"2[-1.5e3]", t::event, 0, "/", no_id, "[-1.5e3]"});
  check_good({"30[]", t::ack, 0, "/", 0, "[]"});
  check_good({"3/admin,456[null,{}]", t::ack, 0, "/admin", 456, "[null,{}]"});
  check_good({"3[]", t::ack, 0, "/", no_id, "[]"});
  check_good({"4\"no\"", t::connect_error, 0, "/", no_id, "\"no\""});
  check_good({"4/x,{\"message\":\"Invalid namespace\"}", t::connect_error, 0, "/x", no_id,
              "{\"message\":\"Invalid namespace\"}"});
  check_good({"51-[\"a\",{\"_placeholder\":true,\"num\":0}]", t::binary_event, 1, "/", no_id,
              "[\"a\",{\"_placeholder\":true,\"num\":0}]"});
  check_good({"51-/ns,12[\"a\",{\"_placeholder\":true,\"num\":0}]", t::binary_event, 1, "/ns", 12,
              "[\"a\",{\"_placeholder\":true,\"num\":0}]"});
  check_good({"62-/ns,3[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
              t::binary_ack, 2, "/ns", 3,
              "[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"});
  check_good({"501-[\"a\"]", t::binary_event, 1, "/", no_id, "[\"a\"]"});
}

CAF_TEST(elements are located within the data) {
  const auto result = read(R"(2/chat,7["move",{"x":[1,2]},null])");
  CAF_REQUIRE_EQUAL(result.elements.size(), 3u);
  CAF_CHECK_EQUAL(slice(result.packet.data, result.elements[0]), R"("move")"sv);
  CAF_CHECK_EQUAL(slice(result.packet.data, result.elements[1]), R"({"x":[1,2]})"sv);
  CAF_CHECK_EQUAL(slice(result.packet.data, result.elements[2]), "null"sv);
  CAF_CHECK(read("0{\"a\":[1]}").elements.empty());
}

CAF_TEST(white space around the data is cut and the elements fit it) {
  const auto result = read("27 \t[ \"a\" , 1 ]\n");
  CAF_REQUIRE(result.error == decode_error::none);
  CAF_CHECK_EQUAL(result.packet.data, "[ \"a\" , 1 ]"sv);
  CAF_REQUIRE_EQUAL(result.elements.size(), 2u);
  CAF_CHECK_EQUAL(slice(result.packet.data, result.elements[1]), "1"sv);
}

CAF_TEST(the query is parted from the namespace) {
  const auto result = read("0/chat?token=x&a=b,{}");
  CAF_CHECK_EQUAL(result.packet.nsp, "/chat"sv);
  CAF_CHECK_EQUAL(result.packet.query, "token=x&a=b"sv);
  CAF_CHECK_EQUAL(result.packet.data, "{}"sv);
  CAF_CHECK_EQUAL(read("0/chat?").packet.nsp, "/chat"sv);
  CAF_CHECK_EQUAL(read("0/chat").packet.query, ""sv);
}

CAF_TEST(a slash alone is the main namespace) {
  check_good({"2/,[\"a\"]", packet_type::event, 0, "/", no_id, "[\"a\"]"});
}

CAF_TEST(unknown types are refused) {
  check_bad(decode_error::empty, {""});
  check_bad(decode_error::unknown_type,
            {"7", "8[]", "9", "a", "/", "[", "-1", " 2[\"a\"]", "abc", "\x80", "{}", "\0"sv});
}

CAF_TEST(counts of attachments are checked) {
  check_bad(decode_error::illegal_attachments,
            {"5", "5[\"a\"]", "51", "51[\"a\"]", "5-[\"a\"]", "50-[\"a\"]", "500-[\"a\"]",
             "5a-[\"a\"]", "51.5-[\"a\"]", "5-1-[\"a\"]", "51e0-[\"a\"]", "5 1-[\"a\"]",
             "5+1-[\"a\"]", "6", "61[]", "6-[]", "60-[]", "5/ns,[\"a\"]", "51/ns,-[\"a\"]"});
  check_bad(decode_error::too_many_attachments,
            {"511-[\"a\"]", "611-[]", "599999999999999999999-[\"a\"]", "54294967297-[\"a\"]"});
  CAF_CHECK(read("510-[\"a\"]").error == decode_error::none);
  CAF_CHECK(read("511-[\"a\"]", {.max_attachments = 11}).error == decode_error::none);
  CAF_CHECK(read("512-[\"a\"]", {.max_attachments = 11}).error
            == decode_error::too_many_attachments);
}

CAF_TEST(ids fit 64 bits) {
  check_good(
    {"218446744073709551615[\"a\"]", packet_type::event, 0, "/", 18446744073709551615u, "[\"a\"]"});
  check_bad(decode_error::bad_id, {"218446744073709551616[\"a\"]", "3999999999999999999999999[]"});
}

CAF_TEST(payloads are checked by type) {
  check_bad(decode_error::invalid_payload,
            {"0[]",     "0\"a\"", "0null", "0true",   "1{}",     "1[]",   "1\"a\"", "1abc",
             "2",       "21",     "2/ns,", "2{}",     "2\"a\"",  "2null", "2[]",    "2[null]",
             "2[true]", "2[[]]",  "2[{}]", "3",       "31",      "3{}",   "3\"a\"", "3null",
             "4",       "4[]",    "4null", "4true",   "4-1",     "51-",   "51-{}",  "51-[]",
             "51-null", "61-",    "61-{}", "51-/ns,", "2/ns,1{}"});
  check_good({"01", packet_type::connect, 0, "/", 1, ""}); // an id, not a payload
}

CAF_TEST(malformed json is refused) {
  check_bad(decode_error::malformed_json, {"2abc",
                                           "2[",
                                           "2[\"a\"",
                                           "2[\"a\",]",
                                           "2[\"a\"]x",
                                           "2[\"a\",01]",
                                           "2[\"a\",tru]",
                                           "0{",
                                           "0{a:1}",
                                           "3[1,2}",
                                           "4x",
                                           "4\"",
                                           "2[\"a\"][\"b\"]",
                                           "2 ",
                                           "2[\"a\n\"]",
                                           "0-1]",
                                           "2-[\"a\"]",
                                           "2,[\"a\"]",
                                           "2/ns,,[\"a\"]",
                                           "20x1[\"a\"]",
                                           "51-1-[\"a\"]",
                                           "2.5[\"a\"]",
                                           "2}"});
}

CAF_TEST(invalid UTF-8 is refused unless the transport has checked it) {
  check_bad(decode_error::malformed_utf8, {"2[\"a\xff\"]", "2[\"a\",{\"\xed\xa0\x80\":1}]"});
  CAF_CHECK(read("2[\"a\xff\"]", {.check_utf8 = false}).error == decode_error::none);
}

CAF_TEST(reserved names are refused for events only) {
  for (const auto name : {"connect", "connect_error", "disconnect", "disconnecting", "newListener",
                          "removeListener"}) {
    const auto list = "[\""s + name + "\"]";
    CAF_CHECK(read("2" + list).error == decode_error::reserved_event);
    CAF_CHECK(read("51-" + list).error == decode_error::reserved_event);
    CAF_CHECK(read("2/ns,1" + list).error == decode_error::reserved_event);
    CAF_CHECK(read("3" + list).error == decode_error::none);
    CAF_CHECK(read("2[\"x\",\""s + name + "\"]").error == decode_error::none);
    CAF_CHECK(read("2[\""s + name + "x\"]").error == decode_error::none);
  }
  check_bad(decode_error::reserved_event, {R"(2["\u0063onnect"])", R"(2["disconnec\u0074"])"});
  for (const auto text : {R"(2["Connect"])", R"(2["connec"])", R"(2[""])", R"(2["connect\u0000"])",
                          R"(2["\u0063onnec"])", R"(2["error"])"})
    CAF_CHECK(read(text).error == decode_error::none);
}

CAF_TEST(nesting is bounded) {
  const auto event = [](unsigned depth) {
    return "2[\"a\"," + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "]";
  };
  CAF_CHECK(read(event(512)).error == decode_error::none);
  CAF_CHECK(read(event(513)).error == decode_error::nested_too_deep);
  CAF_CHECK(read(event(20'000)).error == decode_error::nested_too_deep);
  CAF_CHECK(read(event(3), {.max_depth = 3}).error == decode_error::none);
  CAF_CHECK(read(event(4), {.max_depth = 3}).error == decode_error::nested_too_deep);
}

CAF_TEST(event names are unescaped) {
  std::string scratch;
  const auto name = [&scratch](std::string_view text) {
    const auto result = read(text);
    CAF_REQUIRE(result.error == decode_error::none);
    return std::string{event_name(result.packet, result.elements, scratch)};
  };
  CAF_CHECK_EQUAL(name(R"(2["location",{}])"), "location");
  CAF_CHECK_EQUAL(name(R"(2["a\u0062\n"])"), "ab\n");
  CAF_CHECK_EQUAL(name("2[42]"), "42");
}

CAF_TEST(placeholder keys are flagged) {
  CAF_CHECK(read(R"(51-["a",{"_placeholder":true,"num":0}])").packet.has_placeholder_key);
  CAF_CHECK(read(R"(2["a",{"_placeholder":true,"num":0}])").packet.has_placeholder_key);
  CAF_CHECK(!read(R"(2["a",{"num":0}])").packet.has_placeholder_key);
}

CAF_TEST(what is written again is what was read) {
  for (const auto text : {"0"sv, R"(0{"token":"abc"})"sv, "0/chat,"sv, R"(0/chat,{"a":1})"sv, "1"sv,
                          "1/chat,"sv, R"(2["a",1])"sv, R"(2/ns,7["a"])"sv, R"(20["a"])"sv,
                          "30[]"sv, R"(3/ns,18446744073709551615[1])"sv, R"(4{"message":"x"})"sv,
                          R"(4"x")"sv, R"(51-/ns,["a",{"_placeholder":true,"num":0}])"sv,
                          R"(62-13[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])"sv,
                          R"(2["x","\ud800",100000000000000000000,1.0,{"b":1,"a":2}])"sv}) {
    const auto result = read(text);
    CAF_REQUIRE(result.error == decode_error::none);
    std::string again;
    append_packet(again, result.packet);
    CAF_CHECK_EQUAL(again, text);
  }
}

CAF_TEST(every error has a name of its own) {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(decode_error::unexpected_binary); ++i) {
    const std::string name = to_string(static_cast<decode_error>(i));
    CAF_CHECK(std::find(names.begin(), names.end(), name) == names.end());
    CAF_CHECK_NOT_EQUAL(name, "unknown");
    names.push_back(name);
  }
}
