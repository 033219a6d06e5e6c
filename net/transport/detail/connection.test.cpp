#define CAF_SUITE net.transport.detail.connection

#include "net/transport/detail/connection.hpp"

#include "net/transport/detail/test_client.hpp"
#include "net/transport/detail/test_world.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;
using namespace std::chrono_literals;

CAF_TEST(a request arrives whole and its answer goes back) {
  online net;
  client browser(net.port);
  browser.send(get_hello);
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
  CAF_CHECK_EQUAL(sum.bytes_in, get_hello.size());
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
  browser.send(get_hello);
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

CAF_TEST(a body is given up with its deadline whether or not the answer is read) {
  world net{1, {}, false};
  auto browser = net.web->connect(0, peer_address::v4({10, 0, 0, 1}), 1);
  browser->capacity(0);
  browser->push("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
  net.settle();
  CAF_CHECK_EQUAL(net.handler.awaited, 1u);
  CAF_REQUIRE(net.fire(30s));
  net.settle();
  CAF_CHECK_EQUAL(net.web->open_connections(), 1u); // with an answer that nobody takes
  CAF_CHECK_EQUAL(net.handler.awaited, 0u);
}

CAF_TEST(an idle connection is closed without a word) {
  online net;
  client browser(net.port);
  browser.send(get_hello);
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
  browser.send(get_hello);
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
  browser.send(get_hello);
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items[0].answer.respond(text(std::string(16u << 20, 'x') + "end"));
  CAF_CHECK(net.until([&] { return browser.received().ends_with("xend"); }));
}

CAF_TEST(the watcher hears when the client leaves) {
  online net(2);
  client browser(net.port);
  browser.send(get_hello);
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
  browser.send(get_hello);
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
  browser.send(get_hello);
  browser.send(get_hello);
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
  browser.send(get_hello);
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items.clear();
  CAF_CHECK(net.until([&] { return browser.ended(); }));
  CAF_CHECK(browser.has("HTTP/1.1 500 "));
}
