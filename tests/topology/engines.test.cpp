#define CAF_SUITE tests.topology.engines

#include "tests/topology/small.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::topology;
using namespace std::chrono_literals;

// Several engines in one process, driven through real sockets.

namespace {

void write_rules(engine& server, std::string name) {
  auto all = server.of("/");
  all.on("who", [name](socket&, const args&, ack reply) { reply(name); });
  all.on("throw", [](socket&, const args&, ack) { throw std::runtime_error("its own fault"); });
  all.on("tell", [all](socket&, const args& xs, ack) { all.emit("told", xs[0]); });
}

} // namespace

CAF_TEST(three engines live side by side and know their own only) {
  std::vector<std::unique_ptr<engine>> engines;
  for (const char* name : {"one", "two", "three"}) {
    engines.push_back(std::make_unique<engine>(quiet()));
    write_rules(*engines.back(), name);
    engines.back()->start();
  }
  auto first = enter(engines[0]->port());
  auto second = enter(engines[1]->port());
  auto third = enter(engines[2]->port());
  auto neighbour = enter(engines[0]->port());
  first->send("420[\"who\"]");
  third->send("420[\"who\"]");
  CAF_CHECK_EQUAL(first->receive_until("430"), "430[\"one\"]");
  CAF_CHECK_EQUAL(third->receive_until("430"), "430[\"three\"]");
  first->send("42[\"throw\"]");
  first->send("42[\"tell\",7]");
  CAF_CHECK_EQUAL(first->receive_until("42"), "42[\"told\",7]");
  CAF_CHECK_EQUAL(neighbour->receive_until("42"), "42[\"told\",7]");
  // An engine that stops takes its own clients along and nobody else's.
  engines[0]->stop();
  CAF_CHECK_EQUAL(first->receive_until("never"), "");
  second->send("420[\"who\"]");
  CAF_CHECK_EQUAL(second->receive_until("43"), "430[\"two\"]");
}

CAF_TEST(other threads come in by post and by emitting) {
  engine server{quiet()};
  write_rules(server, "one");
  server.start();
  auto client = enter(server.port());
  auto all = server.of("/");
  server.post([all] { all.emit("posted", 1); });
  CAF_CHECK_EQUAL(client->receive_until("42"), "42[\"posted\",1]");
  all.emit("emitted", 2);
  CAF_CHECK_EQUAL(client->receive_until("42"), "42[\"emitted\",2]");
}

CAF_TEST(heartbeats follow the virtual clock) {
  virtual_clock clock;
  engine server{quiet(), clock};
  write_rules(server, "one");
  server.start();
  auto client = enter(server.port());
  clock.advance(30s);
  CAF_CHECK_EQUAL(client->receive_until("2"), "2");
  clock.advance(30s); // and no answer
  CAF_CHECK_EQUAL(client->receive_until("never"), "");
}

CAF_TEST(an engine stops with clients and starts again) {
  for (int round = 0; round < 8; ++round) {
    engine server{quiet()};
    write_rules(server, "one");
    server.start();
    auto client = enter(server.port());
    auto other = enter(server.port());
    client->send("42[\"tell\",1]");
    if (round % 2 == 0)
      server.stop();
  }
}

CAF_TEST(a worker counts what handlers of sockets take) {
  engine server{quiet()};
  server.of("/").on("work", [](socket&, const args&, ack reply) {
    std::this_thread::sleep_for(300ms);
    reply();
  });
  server.start();
  auto client = enter(server.port());
  client->send("420[\"work\"]");
  CAF_CHECK_EQUAL(client->receive_until("430"), "430[]");
  double longest = 0;
  std::istringstream lines{harness::fetch(server.telemetry_port(), "/metrics")};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("fleetwire_worker_longest_turn_seconds{"))
      longest = std::max(longest, std::stod(line.substr(line.rfind(' '))));
  CAF_CHECK(longest >= 0.3); // it slept as long: no machine is faster
}
