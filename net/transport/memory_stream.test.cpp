#define CAF_SUITE net.transport.memory_stream

#include "net/transport/memory_stream.hpp"

#include "net/transport/detail/test_world.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;

namespace {

struct pair_fixture {
  pair_fixture() { std::tie(near, far) = make_memory_stream(host); }
  void run() {
    while (host.run()) {}
  }
  hand_host host{0};
  listener_log log;
  std::unique_ptr<stream> near;
  std::shared_ptr<memory_peer> far;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(memory_stream_tests, pair_fixture)

CAF_TEST(bytes arrive by a task and never at once) {
  far->push("early ");
  near->attach(log);
  far->push("bytes");
  CAF_CHECK_EQUAL(log.bytes, "");
  run();
  CAF_CHECK_EQUAL(log.bytes, "early bytes");
}

CAF_TEST(a slow reader makes writes fall short until it takes) {
  near->attach(log);
  far->capacity(4);
  CAF_CHECK_EQUAL(near->write("abcdef"), 4u);
  CAF_CHECK_EQUAL(near->write("ef"), 0u);
  run();
  CAF_CHECK_EQUAL(log.writable, 0);
  CAF_CHECK_EQUAL(far->take(), "abcd");
  run();
  CAF_CHECK_EQUAL(log.writable, 1);
  CAF_CHECK_EQUAL(near->write("ef"), 2u);
  CAF_CHECK_EQUAL(far->written(), "ef");
}

CAF_TEST(a paused stream keeps bytes and end for later) {
  near->attach(log);
  near->pause_reading();
  far->push("x");
  far->close();
  run();
  CAF_CHECK_EQUAL(log.bytes, "");
  CAF_CHECK(log.ends.empty());
  near->resume_reading();
  run();
  CAF_CHECK_EQUAL(log.bytes, "x");
  CAF_REQUIRE_EQUAL(log.ends.size(), 1u);
  CAF_CHECK(log.ends[0] == end_reason::peer_closed);
}

CAF_TEST(a reset is an error) {
  near->attach(log);
  far->reset();
  run();
  CAF_REQUIRE_EQUAL(log.ends.size(), 1u);
  CAF_CHECK(log.ends[0] == end_reason::error);
  CAF_CHECK_EQUAL(near->write("x"), 0u);
}

CAF_TEST(close ends events and destruction is seen) {
  near->attach(log);
  near->write("bye");
  near->close();
  far->push("x");
  run();
  CAF_CHECK_EQUAL(log.bytes, "");
  CAF_CHECK(far->finished());
  CAF_CHECK_EQUAL(far->take(), "bye");
  CAF_CHECK(!far->gone());
  far->close();
  run();
  CAF_CHECK(far->gone());
}

CAF_TEST(destroying the stream without close is seen) {
  near.reset();
  CAF_CHECK(far->gone());
  CAF_CHECK(!far->finished());
}

CAF_TEST(the stream may be destroyed from inside its events) {
  log.during = [&] { near.reset(); };
  near->attach(log);
  far->push("x");
  run();
  CAF_CHECK(far->gone());
  CAF_CHECK(log.ends.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(HTTP and the upgrade work over memory) {
  world net(2, {}, false);
  auto browser = net.web->connect(0, peer_address::v4({10, 0, 0, 1}), 1234);
  CAF_REQUIRE(browser != nullptr);
  browser->push("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  net.settle();
  CAF_REQUIRE_EQUAL(net.handler.items.size(), 1u);
  CAF_CHECK_EQUAL(net.handler.items[0].request.remote_address, "10.0.0.1");
  CAF_CHECK_EQUAL(net.handler.items[0].request.remote_port, 1234u);
  net.handler.items[0].answer.respond(text("yes"));
  net.settle();
  CAF_CHECK(browser->take().ends_with("\r\n\r\nyes"));
  browser->push("GET /ws HTTP/1.1\r\nHost: a\r\n\r\nrest");
  net.settle();
  CAF_REQUIRE_EQUAL(net.handler.items.size(), 2u);
  std::unique_ptr<stream> taken;
  net.handler.items[1].answer.take_stream("switch", 1, [&](auto s) { taken = std::move(s); });
  net.settle();
  CAF_REQUIRE(taken != nullptr);
  listener_log log;
  taken->attach(log);
  browser->push("more");
  net.settle();
  CAF_CHECK_EQUAL(log.bytes, "restmore");
  CAF_CHECK_EQUAL(browser->take(), "switch");
  CAF_CHECK_EQUAL(net.web->open_connections(), 1u);
  taken.reset();
  CAF_CHECK_EQUAL(net.web->open_connections(), 0u);
}
