#define CAF_SUITE net.transport.server

#include "net/transport/server.hpp"

#include "net/transport/detail/test_client.hpp"
#include "net/transport/detail/test_world.hpp"

#include <sys/resource.h>

#include <array>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;
using namespace std::chrono_literals;

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
    browsers.back()->send(get_hello);
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
  four.send(get_hello);
  CAF_CHECK(net.until_requests(1));
  config.addresses.max_connections_per_address = 3;
  net.web->reconfigure(config.http, config.addresses);
  client five(net.port);
  five.send(get_hello);
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

CAF_TEST(out of descriptors connections are turned away and the server recovers) {
  online net;
  net.settle();
  std::vector<std::unique_ptr<client>> browsers;
  browsers.reserve(5);
  for (int i = 0; i < 5; ++i) {
    browsers.push_back(std::make_unique<client>(net.port)); // waits in the kernel's queue
  }
  rlimit usual{};
  getrlimit(RLIMIT_NOFILE, &usual);
  const int lowest_free = ::dup(0);
  ::close(lowest_free);
  const rlimit full{static_cast<rlim_t>(lowest_free), usual.rlim_max};
  setrlimit(RLIMIT_NOFILE, &full);
  // Nothing but this may run without descriptors: sanitizers need some, too.
  net.loops[0]->poll();
  setrlimit(RLIMIT_NOFILE, &usual);
  CAF_CHECK(net.until([&] { return browsers.back()->ended(); }));
  const auto kind = static_cast<std::size_t>(refusal::descriptors);
  CAF_CHECK_EQUAL(net.counters().refused[kind], 5u);
  CAF_CHECK_EQUAL(net.counters().accept_pauses, 0u);
  client late(net.port);
  late.send(get_hello);
  CAF_CHECK(net.until_requests(1));
}

CAF_TEST(everything may be destroyed without a word) {
  listener_log log;
  std::unique_ptr<stream> taken;
  std::unique_ptr<client> browsers[3];
  recorder handler;
  {
    io_loop loop;
    hand_host host(0);
    auto web = std::make_unique<server>(server_config{}, std::vector{&loop},
                                        std::vector<worker_host*>{&host}, handler);
    std::error_code ec;
    const auto port = web->start(ec);
    const auto step = [&] {
      for (int i = 0; i < 5000 && handler.items.size() < 2; ++i) {
        loop.wait(std::chrono::steady_clock::now() + 1ms);
        while (host.run()) {}
      }
    };
    for (auto& browser : browsers) {
      browser = std::make_unique<client>(port);
    }
    browsers[0]->send(get_hello);
    browsers[1]->send(upgrade);
    step();
    CAF_REQUIRE_EQUAL(handler.items.size(), 2u);
    handler.items[1].answer.take_stream("", 0, [&](auto s) { taken = std::move(s); });
    while (host.run()) {}
    CAF_REQUIRE(taken != nullptr);
    taken->attach(log);
    web.reset();
    taken.reset();
    handler.items.clear();
  }
  CAF_CHECK(browsers[0]->ended());
  CAF_CHECK(browsers[1]->ended());
  CAF_CHECK(browsers[2]->ended());
  CAF_CHECK(log.ends.empty());
}

CAF_TEST(a draining server refuses and ends what is idle and answers what is not) {
  online net;
  client idle(net.port);
  client busy(net.port);
  busy.send(get_hello);
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
  pending.send(get_hello);
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
