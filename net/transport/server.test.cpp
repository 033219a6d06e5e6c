#define CAF_SUITE net.transport.server

#include "net/transport/server.hpp"

#include "net/transport/detail/test_client.hpp"
#include "net/transport/detail/test_world.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view get = "GET /hello?x=1 HTTP/1.1\r\nHost: here\r\n\r\n";
constexpr std::string_view upgrade =
  "GET /ws HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
constexpr std::string_view switching = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

// A world whose server listens.
struct online : world {
  explicit online(unsigned workers = 1, server_config config = {})
    : world(workers, std::move(config)) {
    std::error_code ec;
    port = web->start(ec);
    CAF_REQUIRE(!ec);
  }
  // Takes the stream of the last request.
  std::unique_ptr<stream> take(unsigned home) {
    std::unique_ptr<stream> taken;
    handler.items.back().answer.take_stream(std::string(switching), home,
                                            [&taken](auto s) { taken = std::move(s); });
    until([&taken] { return taken != nullptr; });
    return taken;
  }
  std::uint16_t port = 0;
};

} // namespace

CAF_TEST(a request arrives whole and its answer goes back) {
  online net;
  client browser(net.port);
  browser.send(get);
  CAF_REQUIRE(net.until_requests(1));
  auto& item = net.handler.items[0];
  CAF_CHECK_EQUAL(item.request.method, "GET");
  CAF_CHECK_EQUAL(item.request.target, "/hello?x=1");
  CAF_CHECK_EQUAL(item.request.remote_address, "127.0.0.1");
  CAF_CHECK(item.request.remote_port != 0);
  CAF_CHECK(!item.request.secure);
  item.answer.respond(text("hi there"));
  CAF_CHECK(net.until([&] { return browser.has("\r\n\r\nhi there"); }));
  CAF_CHECK(browser.has("HTTP/1.1 200 OK\r\n"));
  CAF_CHECK(!browser.ended());
  const auto sum = net.counters();
  CAF_CHECK_EQUAL(sum.http_requests, 1u);
  CAF_CHECK_EQUAL(sum.accepted, 1u);
  CAF_CHECK_EQUAL(sum.bytes_in, get.size());
  CAF_CHECK_EQUAL(sum.bytes_out, browser.received().size());
}

CAF_TEST(pipelined requests are answered one after the other) {
  online net;
  client browser(net.port);
  browser.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HT");
  CAF_REQUIRE(net.until_requests(1));
  net.settle();
  CAF_CHECK_EQUAL(net.handler.items.size(), 1u);
  net.handler.items[0].answer.respond(text("one"));
  CAF_REQUIRE(net.until_requests(2));
  browser.send("TP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  net.handler.items[1].answer.respond(text("two"));
  CAF_REQUIRE(net.until_requests(3));
  CAF_CHECK_EQUAL(net.handler.items[2].request.target, "/3");
  net.handler.items[2].answer.respond(text("three"));
  CAF_CHECK(net.until([&] { return browser.ended(); }));
  CAF_CHECK_EQUAL(browser.count("HTTP/1.1 200 OK"), 3u);
  CAF_CHECK(browser.has("three"));
  CAF_CHECK(!browser.was_reset());
}

CAF_TEST(a flood behind a pending request is not read without bound) {
  online net;
  client browser(net.port);
  browser.send(get);
  CAF_REQUIRE(net.until_requests(1));
  const std::string junk(64 << 10, 'x');
  for (int i = 0; i < 200; ++i) {
    browser.send(junk);
    net.settle();
  }
  CAF_CHECK_LESS(net.counters().bytes_in, 1u << 20);
  net.handler.items[0].answer.respond(text("ok"));
  CAF_CHECK(net.until([&] { return browser.ended(); }));
}

CAF_TEST(a chunked body arrives joined) {
  online net;
  client browser(net.port);
  browser.send("POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  net.settle();
  CAF_CHECK(net.handler.items.empty());
  browser.send("2\r\nde\r\n0\r\n\r\n");
  CAF_REQUIRE(net.until_requests(1));
  CAF_CHECK_EQUAL(net.handler.items[0].request.body, "abcde");
}

CAF_TEST(a client that asks first is told to continue) {
  online net;
  client browser(net.port);
  browser.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  CAF_CHECK(net.until([&] { return browser.has("HTTP/1.1 100 Continue\r\n\r\n"); }));
  browser.send("abc");
  CAF_REQUIRE(net.until_requests(1));
  CAF_CHECK_EQUAL(net.handler.items[0].request.body, "abc");
}

CAF_TEST(a body may be as large as the limit and no larger) {
  server_config config;
  config.http.guard.max_body = 10;
  online net(1, config);
  client fits(net.port);
  fits.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789");
  CAF_CHECK(net.until_requests(1));
  client large(net.port);
  large.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n01234567890");
  CAF_CHECK(net.until([&] { return large.ended(); }));
  CAF_CHECK(large.has("HTTP/1.1 413 "));
  CAF_CHECK_EQUAL(net.handler.items.size(), 1u);
}

CAF_TEST(a malformed head is answered and counted and closed) {
  online net;
  client browser(net.port);
  browser.send("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n");
  CAF_CHECK(net.until([&] { return browser.ended(); }));
  CAF_CHECK(browser.has("HTTP/1.1 "));
  CAF_CHECK(browser.has("Connection: close"));
  CAF_CHECK(net.handler.items.empty());
  const auto kind = static_cast<std::size_t>(http::violation::bad_transfer_encoding);
  CAF_CHECK_EQUAL(net.counters().violations[kind], 1u);
  CAF_CHECK(net.until([&] { return net.web->open_connections() == 0 || browser.ended(); }));
}

CAF_TEST(HEAD gets the length without the body) {
  online net;
  client browser(net.port);
  browser.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items[0].answer.respond(text("12345"));
  CAF_CHECK(net.until([&] { return browser.has("\r\n\r\n"); }));
  CAF_CHECK(browser.has("Content-Length: 5\r\n"));
  CAF_CHECK(!browser.has("12345"));
}

CAF_TEST(HTTP 1.0 is kept alive only when it asks) {
  online net;
  client old(net.port);
  old.send("GET / HTTP/1.0\r\n\r\n");
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items[0].answer.respond(text("x"));
  CAF_CHECK(net.until([&] { return old.ended(); }));
  client keeper(net.port);
  keeper.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CAF_REQUIRE(net.until_requests(2));
  net.handler.items[1].answer.respond(text("y"));
  CAF_CHECK(net.until([&] { return keeper.has("\r\n\r\ny"); }));
  keeper.send("GET / HTTP/1.0\r\n\r\n");
  CAF_CHECK(net.until_requests(3));
}

CAF_TEST(a head that does not come is given up) {
  online net;
  client silent(net.port);
  CAF_REQUIRE(net.until([&] { return net.timers(10s) == 1; }));
  CAF_CHECK(net.fire(10s));
  CAF_CHECK(net.until([&] { return silent.ended(); }));
  CAF_CHECK_EQUAL(silent.received(), "");

  client slow(net.port);
  slow.send("GET / HT");
  CAF_REQUIRE(net.until([&] { return net.timers(10s) == 1; }));
  slow.send("TP/1.1\r\nHost:");
  net.settle();
  CAF_CHECK_EQUAL(net.timers(10s), 1u);
  CAF_CHECK(net.until([&] { return net.counters().bytes_in == 21; }));
  CAF_CHECK(net.fire(10s));
  CAF_CHECK(net.until([&] { return slow.ended(); }));
  CAF_CHECK(slow.has("HTTP/1.1 408 "));
  CAF_CHECK_EQUAL(net.counters().timeouts[0], 2u);
}

CAF_TEST(each phase has its own deadline and a pending request none) {
  online net;
  client browser(net.port);
  browser.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
  CAF_CHECK(net.until([&] { return net.timers(30s) == 1; }));
  CAF_CHECK_EQUAL(net.timers(10s), 0u);
  browser.send("bc");
  CAF_REQUIRE(net.until_requests(1));
  CAF_CHECK(net.hosts[0]->timers.empty());
  net.handler.items[0].answer.respond(text("x"));
  CAF_CHECK(net.until([&] { return net.timers(65s) == 1; }));
  browser.send("G");
  CAF_CHECK(net.until([&] { return net.timers(10s) == 1; }));
  CAF_CHECK_EQUAL(net.timers(65s), 0u);
}

CAF_TEST(an idle connection is closed without a word) {
  online net;
  client browser(net.port);
  browser.send(get);
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items[0].answer.respond(text("x"));
  CAF_REQUIRE(net.until([&] { return net.timers(65s) == 1; }));
  const auto before = browser.received().size();
  net.fire(65s);
  CAF_CHECK(net.until([&] { return browser.ended(); }));
  CAF_CHECK_EQUAL(browser.received().size(), before);
}

CAF_TEST(an answer that nobody reads is given up) {
  online net;
  client browser(net.port);
  browser.send(get);
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items[0].answer.respond(text(std::string(64u << 20, 'x')));
  CAF_CHECK(net.until([&] { return net.timers(30s) == 1; }));
  CAF_CHECK_EQUAL(net.web->open_connections(), 1u);
  net.fire(30s);
  CAF_CHECK(net.until([&] { return net.web->open_connections() == 0; }));
}

CAF_TEST(a large answer arrives whole) {
  online net;
  client browser(net.port);
  browser.send(get);
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items[0].answer.respond(text(std::string(16u << 20, 'x') + "end"));
  CAF_CHECK(net.until([&] { return browser.received().ends_with("xend"); }));
}

CAF_TEST(the watcher hears when the client leaves) {
  online net(2);
  client browser(net.port);
  browser.send(get);
  CAF_REQUIRE(net.until_requests(1));
  int gone = 0;
  net.handler.items[0].answer.on_abort(1, [&] { ++gone; });
  net.settle();
  CAF_CHECK_EQUAL(gone, 0);
  browser.reset();
  CAF_CHECK(net.until([&] { return gone == 1; }));
  CAF_CHECK(net.until([&] { return net.web->open_connections() == 0; }));
  net.handler.items[0].answer.respond(text("late"));
  net.settle();
  CAF_CHECK_EQUAL(gone, 1);
}

CAF_TEST(a watcher that registers late hears too) {
  online net;
  client browser(net.port);
  browser.send(get);
  CAF_REQUIRE(net.until_requests(1));
  browser.reset();
  CAF_REQUIRE(net.until([&] { return net.web->open_connections() == 0; }));
  int gone = 0;
  net.handler.items[0].answer.on_abort(0, [&] { ++gone; });
  net.settle();
  CAF_CHECK_EQUAL(gone, 1);
}

CAF_TEST(a client that only finished sending still gets its answers) {
  online net;
  client browser(net.port);
  browser.send(get);
  browser.send(get);
  browser.finish();
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items[0].answer.respond(text("one"));
  CAF_REQUIRE(net.until_requests(2));
  net.handler.items[1].answer.respond(text("two"));
  CAF_CHECK(net.until([&] { return browser.ended(); }));
  CAF_CHECK(browser.has("one"));
  CAF_CHECK(browser.has("two"));
  CAF_CHECK(net.until([&] { return net.web->open_connections() == 0; }));
}

CAF_TEST(an exchange that is dropped answers 500) {
  online net;
  client browser(net.port);
  browser.send(get);
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items.clear();
  CAF_CHECK(net.until([&] { return browser.ended(); }));
  CAF_CHECK(browser.has("HTTP/1.1 500 "));
}

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
  online net(2);
  client browser(net.port);
  browser.send(upgrade);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(1);
  CAF_REQUIRE(taken != nullptr);
  listener_log log;
  taken->attach(log);
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
  online net;
  client browser(net.port);
  browser.send(upgrade);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(0);
  CAF_REQUIRE(taken != nullptr);
  listener_log log;
  taken->attach(log);
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

CAF_TEST(close lets the peer read to the end despite unread input) {
  online net(2);
  client browser(net.port);
  browser.send(upgrade);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(1);
  CAF_REQUIRE(taken != nullptr);
  listener_log log;
  taken->attach(log);
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
  online net;
  client browser(net.port);
  browser.send(upgrade);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(0);
  CAF_REQUIRE(taken != nullptr);
  listener_log log;
  taken->attach(log);
  browser.reset();
  CAF_CHECK(net.until([&] { return log.ends.size() == 1; }));
  CAF_CHECK(log.ends.at(0) == end_reason::error);
  CAF_CHECK_EQUAL(taken->write("x"), 0u);
}

CAF_TEST(a write to a broken connection is reported although reading is paused) {
  online net;
  client browser(net.port);
  browser.send(upgrade);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(0);
  CAF_REQUIRE(taken != nullptr);
  listener_log log;
  taken->attach(log);
  net.settle();
  taken->pause_reading();
  browser.reset();
  CAF_CHECK(net.until([&] {
    taken->write("x");
    return log.ends.size() == 1;
  }));
  CAF_CHECK(log.ends.at(0) == end_reason::error);
}

CAF_TEST(a second server on the same port fails and says why) {
  online net;
  server_config config;
  config.port = net.port;
  std::error_code ec;
  server second(config, {net.loops[0].get()}, {net.hosts[0].get()}, net.handler);
  CAF_CHECK_EQUAL(second.start(ec), 0u);
  CAF_CHECK(ec == std::errc::address_in_use);
}

CAF_TEST(a host that does not exist is an error) {
  world net;
  server_config config;
  config.host = "no such host";
  std::error_code ec;
  server lost(config, {net.loops[0].get()}, {net.hosts[0].get()}, net.handler);
  CAF_CHECK_EQUAL(lost.start(ec), 0u);
  CAF_CHECK(bool(ec));
  CAF_CHECK(!ec.message().empty());
}

CAF_TEST(connections are dealt out in turn) {
  online net(3);
  std::vector<std::unique_ptr<client>> browsers;
  for (int i = 0; i < 6; ++i) {
    browsers.push_back(std::make_unique<client>(net.port));
    browsers.back()->send(get);
  }
  CAF_REQUIRE(net.until_requests(6));
  std::array<int, 3> seen{};
  for (const auto& item : net.handler.items) {
    ++seen.at(item.worker);
  }
  CAF_CHECK_EQUAL(seen[0], 2);
  CAF_CHECK_EQUAL(seen[1], 2);
  CAF_CHECK_EQUAL(seen[2], 2);
}

CAF_TEST(guards turn connections away and count them) {
  server_config config;
  config.addresses.max_connections_per_address = 2;
  online net(1, config);
  client one(net.port);
  client two(net.port);
  client three(net.port);
  CAF_CHECK(net.until([&] { return three.ended(); }));
  const auto kind = static_cast<std::size_t>(refusal::address);
  CAF_CHECK_EQUAL(net.counters().refused[kind], 1u);
  CAF_CHECK(!one.ended());
  CAF_CHECK(!two.ended());
  one.close();
  CAF_CHECK(net.until([&] { return net.web->open_connections() == 1; }));
  client four(net.port);
  four.send(get);
  CAF_CHECK(net.until_requests(1));
  config.addresses.max_connections_per_address = 3;
  net.web->reconfigure(config.http, config.addresses);
  client five(net.port);
  five.send(get);
  CAF_CHECK(net.until_requests(2));
}

CAF_TEST(a trusted proxy speaks for its clients) {
  server_config config;
  config.proxies = http::trusted_proxies::parse({"127.0.0.0/8"}).value();
  config.addresses.max_connections_per_address = 1;
  online net(1, config);
  client one(net.port);
  client two(net.port);
  two.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 9.8.7.6\r\n"
           "X-Forwarded-Proto: https\r\n\r\n");
  CAF_REQUIRE(net.until_requests(1));
  CAF_CHECK_EQUAL(net.handler.items[0].request.remote_address, "9.8.7.6");
  CAF_CHECK(net.handler.items[0].request.secure);
  CAF_CHECK_EQUAL(net.web->open_connections(), 2u);
  net.handler.items.clear();
  CAF_CHECK(net.until([&] { return two.ended(); }));
  two.close();
  CAF_CHECK(net.until([&] { return net.web->open_connections() == 1; }));
}

CAF_TEST(who is not trusted is not believed) {
  online net;
  client liar(net.port);
  liar.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.8.7.6\r\n\r\n");
  CAF_REQUIRE(net.until_requests(1));
  CAF_CHECK_EQUAL(net.handler.items[0].request.remote_address, "127.0.0.1");
}

CAF_TEST(a draining server refuses and ends what is idle and answers what is not) {
  online net;
  client idle(net.port);
  client busy(net.port);
  busy.send(get);
  CAF_REQUIRE(net.until_requests(1));
  CAF_REQUIRE(net.until([&] { return net.web->open_connections() == 2; }));
  net.web->stop_accepting();
  CAF_CHECK(net.until([&] { return idle.ended(); }));
  CAF_CHECK(!busy.ended());
  client late(net.port);
  CAF_CHECK(!late.connected());
  net.handler.items[0].answer.respond(text("done"));
  CAF_CHECK(net.until([&] { return busy.ended(); }));
  CAF_CHECK(busy.has("done"));
  CAF_CHECK(busy.has("Connection: close"));
}

CAF_TEST(close_all ends everything) {
  online net(2);
  client ws(net.port);
  ws.send(upgrade);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(1);
  CAF_REQUIRE(taken != nullptr);
  listener_log log;
  taken->attach(log);
  client pending(net.port);
  pending.send(get);
  client idle(net.port);
  CAF_REQUIRE(net.until_requests(2));
  CAF_REQUIRE(net.until([&] { return net.web->open_connections() == 3; }));
  bool done = false;
  net.web->close_all([&] { done = true; });
  CAF_CHECK(net.until([&] { return done; }));
  CAF_CHECK_EQUAL(net.web->open_connections(), 0u);
  CAF_CHECK_EQUAL(log.ends.size(), 1u);
  CAF_CHECK(ws.ended());
  CAF_CHECK(pending.ended());
  CAF_CHECK(idle.ended());
  CAF_CHECK(net.hosts[0]->timers.empty());
  net.handler.items[1].answer.respond(text("late"));
  CAF_CHECK(net.hosts[0]->tasks.empty() && net.hosts[1]->tasks.empty());
}
