#define CAF_SUITE net.transport.address_guard

#include "net/transport/address_guard.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::transport;
using namespace std::chrono_literals;

namespace {

peer_address host(unsigned char last) {
  return peer_address::v4({10, 0, 0, last});
}

const address_guard::time start{1000s};

} // namespace

CAF_TEST(addresses are written as people know them) {
  CAF_CHECK_EQUAL(peer_address::v4({127, 0, 0, 1}).text(), "127.0.0.1");
  peer_address loopback;
  loopback.bytes[15] = 1;
  CAF_CHECK_EQUAL(loopback.text(), "::1");
}

CAF_TEST(connections in all are limited) {
  address_guard guard{{2, 0, 0, 1}};
  CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
  CAF_CHECK(guard.admit(host(2), start) == admission::admitted);
  CAF_CHECK(guard.admit(host(3), start) == admission::too_many_connections);
  guard.release(host(1), start);
  CAF_CHECK(guard.admit(host(3), start) == admission::admitted);
  CAF_CHECK_EQUAL(guard.connections(), 2u);
}

CAF_TEST(connections per address are limited and others do not suffer) {
  address_guard guard{{0, 2, 0, 1}};
  CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
  CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
  CAF_CHECK(guard.admit(host(1), start) == admission::too_many_from_address);
  CAF_CHECK(guard.admit(host(2), start) == admission::admitted);
  guard.release(host(1), start);
  CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
}

CAF_TEST(handshakes are limited by a bucket that refills with time) {
  address_guard guard{{0, 0, 10, 3}};
  for (int i = 0; i < 3; ++i) {
    CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
    guard.release(host(1), start);
  }
  CAF_CHECK(guard.admit(host(1), start) == admission::too_fast);
  CAF_CHECK(guard.admit(host(2), start) == admission::admitted);
  CAF_CHECK(guard.admit(host(1), start + 99ms) == admission::too_fast);
  CAF_CHECK(guard.admit(host(1), start + 100ms) == admission::admitted);
  CAF_CHECK(guard.admit(host(1), start + 100ms) == admission::too_fast);
}

CAF_TEST(a bucket never holds more than its burst) {
  address_guard guard{{0, 0, 10, 3}};
  int admitted = 0;
  CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
  while (guard.admit(host(1), start + 1h) == admission::admitted) {
    ++admitted;
  }
  CAF_CHECK_EQUAL(admitted, 3);
}

CAF_TEST(an IPv6 network counts as one address) {
  address_guard guard{{0, 1, 0, 1}};
  peer_address one;
  one.bytes = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 1};
  auto same_network = one;
  same_network.bytes[15] = 7;
  auto other_network = one;
  other_network.bytes[7] = 2;
  CAF_CHECK(guard.admit(one, start) == admission::admitted);
  CAF_CHECK(guard.admit(same_network, start) == admission::too_many_from_address);
  CAF_CHECK(guard.admit(other_network, start) == admission::admitted);
}

CAF_TEST(limits can change while connections are open) {
  address_guard guard{{0, 0, 0, 1}};
  CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
  CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
  guard.limits({2, 0, 0, 1});
  CAF_CHECK(guard.admit(host(1), start) == admission::too_many_connections);
  guard.limits({0, 3, 0, 1});
  CAF_CHECK(guard.admit(host(1), start) == admission::admitted);
  CAF_CHECK(guard.admit(host(1), start) == admission::too_many_from_address);
}

CAF_TEST(addresses that left are forgotten once their bucket is full) {
  address_guard guard{{0, 0, 1, 5}};
  for (unsigned i = 0; i < 5000; ++i) {
    auto address = peer_address::v4(
      {10, 1, static_cast<unsigned char>(i >> 8), static_cast<unsigned char>(i & 255)});
    const auto now = start + i * 10ms;
    CAF_REQUIRE(guard.admit(address, now) == admission::admitted);
    guard.release(address, now);
  }
  CAF_CHECK_EQUAL(guard.connections(), 0u);
  CAF_CHECK_LESS(guard.addresses(), 1100u);
}

CAF_TEST(even with slow buckets the table stays bounded) {
  address_guard guard{{0, 0, 0.000001, 5}};
  for (unsigned i = 0; i < 200'000; ++i) {
    auto address =
      peer_address::v4({static_cast<unsigned char>(i >> 16), static_cast<unsigned char>(i >> 8),
                        static_cast<unsigned char>(i), 1});
    guard.admit(address, start);
    guard.release(address, start);
  }
  CAF_CHECK_LESS(guard.addresses(), 140'000u);
}
