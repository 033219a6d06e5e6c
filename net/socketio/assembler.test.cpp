#define CAF_SUITE net.socketio.assembler

#include "net/socketio/assembler.hpp"
#include "net/socketio/decode.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::socketio;
using namespace std::literals;

namespace {

decode_error begin(assembler& a, std::string text, const limits& bounds = {}) {
  packet_view packet;
  std::vector<span> elements;
  const auto error = decode(text, packet, elements, bounds);
  return error == decode_error::none ? a.begin(packet, elements, bounds) : error;
}

constexpr auto two =
  R"(52-/chat?q=1,7["a",{"_placeholder":true,"num":1},{"x":{"_placeholder":true,"num":0}}])"sv;

} // namespace

CAF_TEST(an idle assembler is one pointer) {
  CAF_CHECK_EQUAL(sizeof(assembler), sizeof(void*));
  assembler a;
  CAF_CHECK(!a.waiting());
  CAF_CHECK(!a.complete());
  CAF_CHECK_EQUAL(a.bytes(), 0u);
}

CAF_TEST(a packet is complete with its last attachment) {
  assembler a;
  CAF_REQUIRE(begin(a, std::string{two}) == decode_error::none);
  CAF_CHECK(a.waiting());
  CAF_CHECK(a.feed("first"sv) == decode_error::none);
  CAF_CHECK(a.waiting());
  CAF_CHECK(!a.complete());
  CAF_CHECK(a.feed("\0\xff"s) == decode_error::none);
  CAF_CHECK(!a.waiting());
  CAF_REQUIRE(a.complete());
  auto taken = a.take();
  CAF_CHECK(!a.complete());
  CAF_CHECK_EQUAL(a.bytes(), 0u);
  const auto moved = std::move(taken);
  const auto packet = moved.view();
  CAF_CHECK(packet.type == packet_type::binary_event);
  CAF_CHECK_EQUAL(packet.nsp, "/chat"sv);
  CAF_CHECK_EQUAL(packet.query, "q=1"sv);
  CAF_CHECK(packet.id == 7u);
  CAF_CHECK_EQUAL(packet.attachments, 2u);
  CAF_REQUIRE_EQUAL(moved.elements().size(), 3u);
  CAF_CHECK_EQUAL(slice(packet.data, moved.elements()[0]), "\"a\""sv);
  CAF_CHECK_EQUAL(slice(packet.data, moved.elements()[2]),
                  R"({"x":{"_placeholder":true,"num":0}})"sv);
  CAF_CHECK_EQUAL(moved.attachments, (std::vector{"first"s, "\0\xff"s}));
}

CAF_TEST(short packets survive a move) {
  assembler a;
  CAF_REQUIRE(begin(a, "61-[]") == decode_error::none);
  CAF_REQUIRE(a.feed("x"sv) == decode_error::none);
  std::vector<assembled_packet> kept;
  kept.push_back(a.take());
  kept.reserve(100);
  CAF_CHECK_EQUAL(kept.front().view().nsp, "/"sv);
  CAF_CHECK_EQUAL(kept.front().view().data, "[]"sv);
}

CAF_TEST(a second packet while waiting is an error) {
  assembler a;
  CAF_REQUIRE(begin(a, std::string{two}) == decode_error::none);
  CAF_CHECK(begin(a, std::string{two}) == decode_error::unexpected_text);
  CAF_CHECK(!a.waiting());
}

CAF_TEST(binary without a packet is an error) {
  assembler a;
  CAF_CHECK(a.feed("x"sv) == decode_error::unexpected_binary);
  CAF_REQUIRE(begin(a, "51-[\"a\"]") == decode_error::none);
  CAF_CHECK(a.feed("x"sv) == decode_error::none);
  CAF_CHECK(a.feed("y"sv) == decode_error::unexpected_binary);
  CAF_CHECK(!a.complete());
}

CAF_TEST(a packet without attachments is not for the assembler) {
  assembler a;
  CAF_CHECK(begin(a, "2[\"a\"]") == decode_error::illegal_attachments);
  CAF_CHECK(!a.waiting());
}

CAF_TEST(placeholders must name announced attachments) {
  assembler a;
  CAF_CHECK(begin(a, R"(51-["a",{"_placeholder":true,"num":1}])")
            == decode_error::illegal_attachments);
  CAF_CHECK(begin(a, R"(51-["a",{"_placeholder":true,"num":-1}])")
            == decode_error::illegal_attachments);
  CAF_CHECK(begin(a, R"(51-["a",{"\u005fplaceholder":true}])")
            == decode_error::illegal_attachments);
  CAF_CHECK(!a.waiting());
  CAF_CHECK(begin(a, R"(51-["a",{"_placeholder":true,"num":0}])") == decode_error::none);
}

CAF_TEST(bytes are bounded) {
  const auto text = R"(51-["a"])"s; // 1 byte of namespace, 5 of data
  assembler a;
  CAF_CHECK(begin(a, text, {.max_packet_bytes = 5}) == decode_error::too_large);
  const limits bounds{.max_packet_bytes = 10};
  CAF_REQUIRE(begin(a, text, bounds) == decode_error::none);
  CAF_CHECK_EQUAL(a.bytes(), 6u);
  CAF_CHECK(a.feed("1234"sv, bounds) == decode_error::none);
  CAF_CHECK_EQUAL(a.bytes(), 10u);
  CAF_CHECK(a.complete());
  a.reset();
  CAF_REQUIRE(begin(a, text, bounds) == decode_error::none);
  CAF_CHECK(a.feed("12345"sv, bounds) == decode_error::too_large);
  CAF_CHECK(!a.waiting());
  CAF_REQUIRE(begin(a, R"(52-["a"])", bounds) == decode_error::none);
  CAF_CHECK(a.feed("123"sv, bounds) == decode_error::none);
  CAF_CHECK(a.feed("45"sv, bounds) == decode_error::too_large);
}
