#define CAF_SUITE tests.topology.handles

#include "tests/topology/small.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::topology;
using namespace std::chrono_literals;

// Handles are kept for longer than what they stand for.

namespace {

/// All that an application may keep of an engine.
struct keepsakes {
  std::vector<socket> sockets;
  std::vector<nsp> namespaces;
  std::vector<ack> acks;
  std::vector<next> chains;
  std::vector<std::function<void(bool)>> decisions;

  void write_rules(engine& server) {
    auto root = server.of("/");
    namespaces.push_back(root);
    namespaces.push_back(server.of_pattern("^/dynamic"));
    namespaces.push_back(
      server.of_if([this](std::string_view, const json&, std::function<void(bool)> decide) {
        decisions.push_back(std::move(decide));
      }));
    root.use_event([this](socket&, std::string_view event, const args&, next go) {
      if (event == "held")
        chains.push_back(go);
      else
        go();
    });
    root.on_connect([this](socket& who) { sockets.push_back(who); });
    root.on("kept", [this](socket& who, const args&, ack reply) {
      who.join("a");
      acks.push_back(reply);
      who.emit("done");
    });
    auto slow = server.of("/slow");
    slow.use([this](socket& who, next go) {
      sockets.push_back(who);
      chains.push_back(go);
    });
  }

  /// Uses everything, from a thread that is no worker of the engine.
  void use() {
    for (const auto& each : sockets) {
      CAF_CHECK(!each.id().empty() && each.nsp().starts_with("/"));
      each.connected();
      each.connection_id();
      each.handshake().header("host");
      each.rooms();
      each.emit("e", 1);
      each.emit_with_ack(1s, [](bool, const args&) {}, "e");
      each.join("b");
      each.leave("a");
      each.set_data(json{"1"});
      each.to("a").emit("e");
      each.others().emit("e");
      each.close_transport();
      each.disconnect();
      each.disconnect(true);
    }
    for (const auto& each : namespaces) {
      each.emit("e", 1);
      each.to("a").emit_with_ack(1s, [](broadcast_answers) {}, "e");
      each.all().fetch_sockets([](std::vector<socket_info>) {});
      each.all().sockets_join({"b"});
      each.all().sockets_leave({"b"});
      each.all().disconnect_sockets(true);
      each.server_side_emit([](broadcast_answers) {}, "e");
    }
    for (const auto& each : acks)
      each(1);
    for (const auto& each : chains)
      each();
    for (const auto& each : decisions)
      each(true);
  }
};

} // namespace

CAF_TEST(handles that outlive their engine do nothing) {
  for (bool only_stopped : {true, false}) {
    keepsakes kept;
    auto server = std::make_unique<engine>(quiet());
    kept.write_rules(*server);
    server->start();
    auto client = enter(server->port());
    client->send("40/slow,");
    client->send("40/filtered,");
    client->send("42[\"held\"]");
    client->send("420[\"kept\"]");
    CAF_REQUIRE_EQUAL(client->receive_until("42"), "42[\"done\"]");
    CAF_CHECK(kept.chains.size() == 2 && kept.decisions.size() == 1 && kept.acks.size() == 1);
    server->stop();
    if (!only_stopped)
      server = nullptr;
    kept.use();
    // As a guest on the worker of another engine.
    engine other{quiet()};
    other.start();
    std::promise<void> used;
    other.post([&] {
      kept.use();
      used.set_value();
    });
    used.get_future().wait();
    if (server) {
      server->post([] { CAF_FAIL("a task ran on an engine that has stopped"); });
      server->after(0ms, [] { CAF_FAIL("a task ran on an engine that has stopped"); });
      server->reload(quiet());
    }
    other.stop();
  }
}

CAF_TEST(a request that is decided on after the end is dropped) {
  std::promise<std::function<void(bool)>> asked;
  auto server = std::make_unique<engine>(quiet());
  server->allow_request([&](const connection_request&, std::function<void(bool)> decide) {
    asked.set_value(std::move(decide));
  });
  server->start();
  std::thread client{[port = server->port()] {
    try {
      harness::socket_client{port};
    } catch (const std::exception&) { // it is refused by the end of the engine
    }
  }};
  auto decide = asked.get_future().get();
  server = nullptr;
  decide(true);
  client.join();
}

CAF_TEST(handles are used while their engine ends) {
  for (int round = 0; round < 5; ++round) {
    keepsakes kept;
    auto server = std::make_unique<engine>(quiet());
    kept.write_rules(*server);
    server->start();
    auto client = enter(server->port());
    client->send("420[\"kept\"]");
    CAF_REQUIRE_EQUAL(client->receive_until("42"), "42[\"done\"]");
    std::atomic<bool> over{false};
    std::thread user{[&, who = kept.sockets.at(0), all = kept.namespaces.at(0)] {
      while (!over) {
        who.emit("e", 1);
        who.join("b");
        all.to("a").emit("e");
        all.all().fetch_sockets([](std::vector<socket_info>) {});
      }
    }};
    server->stop();
    server = nullptr;
    over = true;
    user.join();
  }
}

CAF_TEST(a handle used on the worker of another engine finds its own) {
  engine first{quiet()};
  auto options = quiet();
  options.server.workers = 5; // more than the first has: its numbers mean nothing there
  engine second{options};
  auto all = first.of("/");
  first.start();
  second.start();
  auto client = enter(first.port());
  for (int i = 0; i < 20; ++i)
    second.after(std::chrono::milliseconds{0}, [all, i] { all.emit("told", i); });
  for (int i = 0; i < 20; ++i)
    CAF_CHECK(client->receive_until("42").starts_with("42[\"told\","));
}
