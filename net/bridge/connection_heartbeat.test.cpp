#define CAF_SUITE net.bridge.connection_heartbeat

#include "tests/harness/wire.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;
using contract::close_reason;
using packets = std::vector<std::string>;

namespace {

bridge::gateway_config beating(std::chrono::milliseconds interval = 300ms) {
  bridge::gateway_config config;
  config.connection.ping_interval = interval;
  config.connection.ping_timeout = 200ms;
  config.connection.connect_timeout = 0ms;
  return config;
}

struct fixture {
  harness::wire wire{beating()};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(heartbeat_tests, fixture)

CAF_TEST(a silent websocket ends on its millisecond) {
  harness::web_client client{wire};
  wire.advance(299ms);
  CAF_CHECK_EQUAL(client.take(), packets{});
  wire.advance(1ms);
  CAF_CHECK_EQUAL(client.take(), packets{"2"});
  wire.advance(199ms);
  CAF_CHECK(client.is_open());
  CAF_CHECK(!client.peer().finished());
  wire.advance(1ms);
  CAF_CHECK(client.upper().ended == close_reason::ping_timeout);
  CAF_CHECK(client.peer().finished());
  CAF_CHECK_EQUAL(wire.closed(close_reason::ping_timeout), 1u);
  CAF_CHECK_EQUAL(wire.counters().websocket.load(), 0u);
}

CAF_TEST(a silent poller ends on its millisecond and hears of it) {
  harness::poll_client client{wire};
  auto first = client.poll();
  wire.advance(299ms);
  CAF_CHECK_EQUAL(first->status(), 0u);
  wire.advance(1ms);
  CAF_CHECK_EQUAL(first->body(), "2");
  auto second = client.poll();
  wire.advance(199ms);
  CAF_CHECK(client.is_open());
  CAF_CHECK_EQUAL(second->status(), 0u);
  wire.advance(1ms);
  CAF_CHECK(client.upper().ended == close_reason::ping_timeout);
  CAF_CHECK_EQUAL(second->body(), "1");
  CAF_CHECK_EQUAL(client.poll()->status(), 400u);
  CAF_CHECK_EQUAL(wire.counters().polling.load(), 0u);
}

CAF_TEST(a poller that only polls ends on its millisecond) {
  harness::poll_client client{wire};
  wire.advance(500ms);
  CAF_CHECK(client.upper().ended == close_reason::ping_timeout);
  CAF_CHECK_EQUAL(client.poll()->body(), "{\"code\":1,\"message\":\"Session ID unknown\"}");
}

CAF_TEST(a pong on the last millisecond starts the interval anew) {
  harness::web_client client{wire};
  wire.advance(499ms);
  client.send("3");
  CAF_CHECK_EQUAL(client.take(), packets{"2"});
  wire.advance(299ms);
  CAF_CHECK_EQUAL(client.take(), packets{});
  wire.advance(1ms);
  CAF_CHECK_EQUAL(client.take(), packets{"2"});
  wire.advance(199ms);
  CAF_CHECK(client.is_open());
  wire.advance(1ms);
  CAF_CHECK(!client.is_open());
}

CAF_TEST(a posted pong starts the interval anew) {
  harness::poll_client client{wire};
  wire.advance(490ms);
  CAF_CHECK_EQUAL(client.poll()->body(), "2");
  CAF_CHECK_EQUAL(client.post("3")->body(), "ok");
  auto poll = client.poll();
  wire.advance(299ms);
  CAF_CHECK_EQUAL(poll->status(), 0u);
  wire.advance(1ms);
  CAF_CHECK_EQUAL(poll->body(), "2");
  wire.advance(199ms);
  CAF_CHECK(client.is_open());
  wire.advance(1ms);
  CAF_CHECK(!client.is_open());
}

CAF_TEST(neither a pong before its ping nor a message puts anything off) {
  harness::web_client client{wire};
  wire.advance(100ms);
  client.send("3");
  client.send("42[\"x\"]");
  wire.advance(200ms);
  CAF_CHECK_EQUAL(client.take(), packets{"2"});
  wire.advance(100ms);
  client.send("42[\"x\"]");
  wire.advance(100ms);
  CAF_CHECK_EQUAL(client.upper().packets.size(), 2u);
  CAF_CHECK(client.upper().ended == close_reason::ping_timeout);
}

CAF_TEST(the upgrade keeps the heartbeat of the session) {
  harness::poll_client client{wire};
  wire.advance(300ms);
  CAF_CHECK_EQUAL(client.poll()->body(), "2");
  client.upgrade();
  CAF_CHECK_EQUAL(wire.counters().websocket.load(), 1u);
  wire.advance(199ms);
  CAF_CHECK(client.is_open());
  wire.advance(1ms);
  CAF_CHECK(client.upper().ended == close_reason::ping_timeout);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(long intervals stretch a little so that pings gather) {
  harness::wire wire{beating(25'600ms)};
  harness::web_client early{wire};
  wire.advance(30ms);
  harness::web_client late{wire};
  wire.advance(25'600ms);
  CAF_CHECK_EQUAL(early.take(), packets{"2"});
  CAF_CHECK_EQUAL(late.take(), packets{"2"});
  early.send("3");
  wire.advance(30ms);
  late.send("3");
  wire.advance(25'600ms - 30ms);
  CAF_CHECK_EQUAL(early.take(), packets{});
  wire.advance(130ms);
  CAF_CHECK_EQUAL(early.take(), packets{"2"});
  CAF_CHECK_EQUAL(late.take(), packets{"2"});
}
