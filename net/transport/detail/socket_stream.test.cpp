#define CAF_SUITE net.transport.detail.socket_stream

#include "net/transport/detail/test_client.hpp"
#include "net/transport/detail/test_world.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;
using namespace std::chrono_literals;

namespace {

/// The stream of this client, attached to the log; nothing if there is none.
std::unique_ptr<stream> take_to(listener_log& log, online& net, client& browser,
                                unsigned home = 0) {
  browser.send(upgrade);
  auto taken = net.until_requests(1) ? net.take(home) : nullptr;
  if (taken != nullptr) {
    taken->attach(log);
  }
  return taken;
}

} // namespace

CAF_TEST(a stream moves to another worker with the bytes behind its request) {
  for (unsigned home : {0u, 1u}) {
    online net(2);
    client browser(net.port);
    browser.send(std::string(upgrade) + "early");
    CAF_REQUIRE(net.until_requests(1));
    CAF_CHECK_EQUAL(net.handler.items[0].worker, 0u);
    auto taken = net.take(home);
    CAF_REQUIRE(taken != nullptr);
    listener_log log;
    taken->attach(log);
    CAF_CHECK_EQUAL(log.bytes, "");
    browser.send(" bird");
    CAF_CHECK(net.until([&] { return log.bytes == "early bird"; }));
    CAF_CHECK_EQUAL(browser.received(), switching);
    CAF_CHECK_EQUAL(taken->write("frame"), 5u);
    CAF_CHECK(net.until([&] { return browser.has("frame"); }));
    CAF_CHECK_EQUAL(net.counters().upgrades, 1u);
    CAF_CHECK(net.hosts[0]->timers.empty());
    browser.close();
    CAF_CHECK(net.until([&] { return log.ends.size() == 1; }));
    CAF_CHECK(log.ends.at(0) == end_reason::peer_closed);
    CAF_CHECK_EQUAL(net.web->open_connections(), 1u);
    taken.reset();
    CAF_CHECK_EQUAL(net.web->open_connections(), 0u);
  }
}

CAF_TEST(a stream may be destroyed from inside its own events) {
  online net(2);
  for (bool at_end : {false, true}) {
    client browser(net.port);
    browser.send(upgrade);
    CAF_REQUIRE(net.until_requests(1));
    auto taken = net.take(1);
    CAF_REQUIRE(taken != nullptr);
    listener_log log;
    log.during = [&] { taken.reset(); };
    taken->attach(log);
    if (at_end) {
      browser.finish();
    } else {
      browser.send("x");
    }
    CAF_CHECK(net.until([&] { return taken == nullptr; }));
    CAF_CHECK(net.until([&] { return browser.ended(); }));
    CAF_CHECK_EQUAL(net.web->open_connections(), 0u);
    net.handler.items.clear();
  }
}

CAF_TEST(a short write is followed by writable) {
  listener_log log;
  online net(2);
  client browser(net.port);
  auto taken = take_to(log, net, browser, 1);
  CAF_REQUIRE(taken != nullptr);
  const std::string block(1u << 20, 'b');
  std::size_t sent = 0;
  for (std::size_t count = block.size(); count == block.size(); sent += count) {
    count = taken->write(block);
  }
  net.settle();
  CAF_CHECK_EQUAL(log.writable, 0);
  CAF_CHECK(net.until([&] {
    browser.received();
    return log.writable == 1;
  }));
  CAF_CHECK(net.until([&] { return browser.received().size() == sent + switching.size(); }));
}

CAF_TEST(a paused stream is silent and loses nothing) {
  listener_log log;
  online net;
  client browser(net.port);
  const auto taken = take_to(log, net, browser);
  CAF_REQUIRE(taken != nullptr);
  taken->pause_reading();
  browser.send("abc");
  browser.finish();
  net.settle();
  CAF_CHECK_EQUAL(log.bytes, "");
  CAF_CHECK(log.ends.empty());
  taken->resume_reading();
  CAF_CHECK(net.until([&] { return log.ends.size() == 1; }));
  CAF_CHECK_EQUAL(log.bytes, "abc");
}

CAF_TEST(what comes together with the end is read first however much it is) {
  listener_log log;
  online net;
  client browser(net.port);
  const auto taken = take_to(log, net, browser);
  CAF_REQUIRE(taken != nullptr);
  taken->pause_reading();
  net.settle();
  // More than a turn reads, and nothing comes after it that would wake the reader again.
  const std::string much(1u << 19, 'm');
  browser.send(much);
  browser.finish();
  net.settle();
  taken->resume_reading();
  CAF_CHECK(net.until([&] { return log.ends.size() == 1; }));
  CAF_CHECK_EQUAL(log.bytes.size(), much.size());
}

CAF_TEST(the end alone is an end) {
  listener_log log;
  online net;
  client browser(net.port);
  const auto taken = take_to(log, net, browser);
  CAF_REQUIRE(taken != nullptr);
  browser.send("abc");
  CAF_REQUIRE(net.until([&] { return log.bytes == "abc"; }));
  browser.finish();
  CAF_CHECK(net.until([&] { return log.ends.size() == 1; }));
}

CAF_TEST(close lets the peer read to the end despite unread input) {
  listener_log log;
  online net(2);
  client browser(net.port);
  auto taken = take_to(log, net, browser, 1);
  CAF_REQUIRE(taken != nullptr);
  browser.send(std::string(10'000, 'x'));
  taken->write("last words");
  taken->close();
  taken.reset();
  CAF_CHECK_EQUAL(log.bytes, "");
  CAF_CHECK(net.until([&] { return browser.ended(); }));
  CAF_CHECK(browser.has("last words"));
  CAF_CHECK(!browser.was_reset());
  CAF_CHECK_EQUAL(net.timers(2s), 1u);
  browser.close();
  CAF_CHECK(net.until([&] { return net.web->open_connections() == 0; }));
  CAF_CHECK_EQUAL(net.timers(2s), 0u);
}

CAF_TEST(a peer that ignores the goodbye is cut) {
  online net;
  client browser(net.port);
  browser.send(upgrade);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(0);
  CAF_REQUIRE(taken != nullptr);
  taken->close();
  taken.reset();
  net.settle();
  CAF_CHECK_EQUAL(net.web->open_connections(), 1u);
  CAF_CHECK(net.fire(2s));
  CAF_CHECK_EQUAL(net.web->open_connections(), 0u);
}

CAF_TEST(a broken connection ends with an error) {
  listener_log log;
  online net;
  client browser(net.port);
  auto taken = take_to(log, net, browser);
  CAF_REQUIRE(taken != nullptr);
  browser.reset();
  CAF_CHECK(net.until([&] { return log.ends.size() == 1; }));
  CAF_CHECK(log.ends.at(0) == end_reason::error);
  CAF_CHECK_EQUAL(taken->write("x"), 0u);
}

CAF_TEST(a write to a broken connection is reported although reading is paused) {
  listener_log log;
  online net;
  client browser(net.port);
  auto taken = take_to(log, net, browser);
  CAF_REQUIRE(taken != nullptr);
  net.settle();
  taken->pause_reading();
  browser.reset();
  CAF_CHECK(net.until([&] {
    taken->write("x");
    return log.ends.size() == 1;
  }));
  CAF_CHECK(log.ends.at(0) == end_reason::error);
}
