#define CAF_SUITE net.bridge.wire_form

#include "net/bridge/wire_form.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using contract::packet_type;

namespace {

std::string text(const contract::encoded& what, std::size_t part = 0) {
  return std::string{what.message(what.parts[part])};
}

} // namespace

CAF_TEST(an event is one text frame with the type of Engine.IO in front) {
  bridge::packet_encoder encoder{bridge::parser::json};
  auto packet = encoder.encode(packet_type::event, "/", std::nullopt, R"(["a",1])", {});
  CAF_CHECK_EQUAL(packet->parts.size(), 1u);
  CAF_CHECK_EQUAL(text(*packet), R"(42["a",1])");
  CAF_CHECK_EQUAL(packet->frames, "\x81\x09"
                                  R"(42["a",1])");
}

CAF_TEST(binary parts follow as frames of their own) {
  bridge::packet_encoder encoder{bridge::parser::json};
  std::vector<attachment> parts{std::make_shared<const std::string>("xyz")};
  auto packet =
    encoder.encode(packet_type::ack, "/n", 7, R"([{"_placeholder":true,"num":0}])", parts);
  CAF_CHECK_EQUAL(text(*packet), R"(461-/n,7[{"_placeholder":true,"num":0}])");
  CAF_REQUIRE_EQUAL(packet->parts.size(), 2u);
  CAF_CHECK(packet->parts[1].is_binary);
  CAF_CHECK_EQUAL(text(*packet, 1), "xyz");
  CAF_CHECK(packet->frames.ends_with("\x82\x03xyz"));
}

CAF_TEST(msgpack packets are one binary frame) {
  bridge::packet_encoder encoder{bridge::parser::msgpack};
  auto packet = encoder.encode(packet_type::event, "/", std::nullopt, R"(["a",1])", {});
  CAF_CHECK_EQUAL(packet->parts.size(), 1u);
  CAF_CHECK(packet->parts[0].is_binary);
  CAF_CHECK_EQUAL(text(*packet), "\x83\xa4type\x02\xa4"
                                 "data\x92\xa1"
                                 "a\x01\xa3nsp\xa1/");
}

CAF_TEST(what is stored is loaded the same and what is not is refused) {
  bridge::packet_encoder encoder{bridge::parser::json};
  std::vector<attachment> parts{std::make_shared<const std::string>(70'000, 'b')};
  auto packet = encoder.encode(packet_type::event, "/", std::nullopt,
                               R"(["a",{"_placeholder":true,"num":0}])", parts);
  auto stored = encoder.store(*packet);
  auto loaded = encoder.load(stored);
  CAF_REQUIRE(loaded != nullptr);
  CAF_CHECK(loaded->frames == packet->frames);
  CAF_CHECK(encoder.load(std::string_view{stored}.substr(0, stored.size() - 1)) == nullptr);
  CAF_CHECK(encoder.load("z\x01\0\0\0x") == nullptr);
}
