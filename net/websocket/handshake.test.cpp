#define CAF_SUITE net.websocket.handshake

#include "net/websocket/handshake.hpp"

#include "net/websocket/base64.hpp"
#include "net/websocket/detail/sha1.hpp"

#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire::websocket;

namespace {

// The request of RFC 6455 section 1.2.
upgrade_fields example() {
  return {"GET", "1.1", "websocket", "Upgrade", "13", "dGhlIHNhbXBsZSBub25jZQ=="};
}

std::string hex(std::string_view bytes) {
  std::string result;
  for (auto byte : detail::sha1(bytes))
    for (auto nibble : {byte >> 4, byte & 15})
      result += "0123456789abcdef"[nibble];
  return result;
}

upgrade_error fault_of(const upgrade_fields& fields) {
  auto result = check_upgrade(fields);
  CAF_CHECK_EQUAL(bool(result), result.error == upgrade_error::none);
  CAF_CHECK_EQUAL(result.accept.empty(), result.error != upgrade_error::none);
  return result.error;
}

#define CHECK_FAULT(fields, fault) CAF_CHECK(fault_of(fields) == upgrade_error::fault)

} // namespace

CAF_TEST(the digest has the known values around the block borders) {
  CAF_CHECK_EQUAL(hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CAF_CHECK_EQUAL(hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  CAF_CHECK_EQUAL(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                  "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  CAF_CHECK_EQUAL(hex(std::string(55, 'a')), "c1c8bbdc22796e28c0e15163d20899b65621d65a");
  CAF_CHECK_EQUAL(hex(std::string(56, 'a')), "c2db330f6083854c99d4b5bfb6e8f29f201be699");
  CAF_CHECK_EQUAL(hex(std::string(63, 'a')), "03f09f5b158a7a8cdad920bddc29b81c18a551f5");
  CAF_CHECK_EQUAL(hex(std::string(64, 'a')), "0098ba824b5c16427bd7a1122a5a442a25ec644d");
  CAF_CHECK_EQUAL(hex(std::string(1'000'000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

CAF_TEST(the example of the RFC is accepted) {
  auto result = check_upgrade(example());
  CAF_REQUIRE(bool(result));
  CAF_CHECK_EQUAL(result.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CAF_CHECK_EQUAL(http_status(result.error), 101);
}

CAF_TEST(tokens are compared without case and found in lists) {
  auto fields = example();
  fields.upgrade = "WebSocket";
  fields.connection = "keep-alive, UPGRADE";
  CHECK_FAULT(fields, none);
  fields.upgrade = "h2c\t,\twebsocket ,";
  fields.connection = ",upgrade";
  CHECK_FAULT(fields, none);
  fields.connection = "keep-alive, upgrades";
  CHECK_FAULT(fields, connection);
  fields.connection = "keep alive upgrade";
  CHECK_FAULT(fields, connection);
}

CAF_TEST(each missing or wrong field has its own fault) {
  auto fields = example();
  for (auto method : {"", "get", "POST", "GETT"}) {
    fields = example();
    fields.method = method;
    CHECK_FAULT(fields, method);
  }
  for (auto version : {"", "1.0", "0.9"}) {
    fields = example();
    fields.http_version = version;
    CHECK_FAULT(fields, http_version);
  }
  for (auto upgrade : {"", "websockets", "web socket", "h2c"}) {
    fields = example();
    fields.upgrade = upgrade;
    CHECK_FAULT(fields, upgrade);
  }
  for (auto connection : {"", "close", "keep-alive"}) {
    fields = example();
    fields.connection = connection;
    CHECK_FAULT(fields, connection);
  }
  for (auto version : {"", "8", "12", "14", "013", "13, 8"}) {
    fields = example();
    fields.version = version;
    CHECK_FAULT(fields, version);
  }
}

CAF_TEST(a key is base64 of sixteen bytes) {
  auto fields = example();
  auto keyed = [&](std::string_view key) {
    fields.key = key;
    return fault_of(fields);
  };
  for (size_t size : {0, 1, 15, 17, 18, 32})
    CAF_CHECK(keyed(base64_encode(std::string(size, 'k'))) == upgrade_error::key);
  CAF_CHECK(keyed(base64_encode(std::string(16, 'k'))) == upgrade_error::none);
  CAF_CHECK(keyed(" dGhlIHNhbXBsZSBub25jZQ== ") == upgrade_error::none);
  CAF_CHECK(keyed("dGhlIHNhbXBsZSBub25jZQ") == upgrade_error::key);
  CAF_CHECK(keyed("dGhlIHNhbXBsZSBub25jZQ=A") == upgrade_error::key);
  CAF_CHECK(keyed("dGhlIHNhbXBsZSBub25jZ.==") == upgrade_error::key);
  CAF_CHECK(keyed("dGhl HNhbXBsZSBub25jZQ==") == upgrade_error::key);
  // The unused bits of the last character are the client's own business.
  CAF_CHECK(keyed("dGhlIHNhbXBsZSBub25jZZ==") == upgrade_error::none);
}

CAF_TEST(a refusal has the status that the RFC names) {
  CAF_CHECK_EQUAL(http_status(upgrade_error::version), 426);
  CAF_CHECK_EQUAL(http_status(upgrade_error::method), 405);
  for (auto error : {upgrade_error::http_version, upgrade_error::upgrade, upgrade_error::connection,
                     upgrade_error::key})
    CAF_CHECK_EQUAL(http_status(error), 400);
}

CAF_TEST(a client recognises the answer to its own key only) {
  std::array<uint8_t, 16> random{};
  for (size_t i = 0; i < random.size(); ++i)
    random[i] = static_cast<uint8_t>(i * 17);
  auto key = make_key(random);
  auto fields = example();
  fields.key = key;
  auto result = check_upgrade(fields);
  CAF_REQUIRE(bool(result));
  CAF_CHECK(accepts(key, result.accept));
  CAF_CHECK(accepts(key, " " + result.accept));
  CAF_CHECK(!accepts(key, ""));
  CAF_CHECK(!accepts(key, check_upgrade(example()).accept));
}
