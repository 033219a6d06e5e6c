#define CAF_SUITE actors.runtime.lives

#include "tests/harness/stage.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;

namespace {

using packets = std::vector<std::string>;

std::uint64_t rooms_alive(harness::stage& stage) {
  auto& kind = stage.kinds().get("room");
  return kind.spawned.load() - kind.ended.load();
}

} // namespace

CAF_TEST(a middleware may wait and refuse with data) {
  harness::stage stage{2, 1};
  stage.of("/").use([&](socket& who, next go) {
    bool fine = value{who.auth().text}["token"].as_int() == 7;
    stage.on(1, [go, fine] {
      if (fine)
        return go();
      go({"not today", json{"{\"code\":3}"}});
      go(); // the first word counts
    });
  });
  stage.open();
  auto good = stage.client(0);
  auto bad = stage.client(1);
  good->send("0{\"token\":7}");
  bad->send("0");
  stage.settle();
  CAF_REQUIRE_EQUAL(good->received().size(), 1u);
  CAF_CHECK(good->received()[0].starts_with("0{\"sid\":\""));
  CAF_CHECK_EQUAL(bad->take(), packets{"4{\"message\":\"not today\",\"data\":{\"code\":3}}"});
  CAF_CHECK(!bad->is_closed());
}

CAF_TEST(what a middleware throws refuses the socket only) {
  harness::stage stage{1, 1};
  stage.of("/std").use([](socket&, next) { throw std::runtime_error("secret"); });
  stage.of("/int").use([](socket&, next) { throw 7; });
  stage.open();
  auto client = stage.client(0);
  client->send("0/std,");
  client->send("0/int,");
  client->send("0/unknown,");
  stage.settle();
  CAF_CHECK_EQUAL(client->take(), (packets{"4/std,{\"message\":\"Internal error\"}",
                                           "4/int,{\"message\":\"Internal error\"}",
                                           "4/unknown,{\"message\":\"Invalid namespace\"}"}));
  CAF_CHECK(!client->is_closed());
}

CAF_TEST(a connection that breaks in the middle of its middleware leaves nothing) {
  for (bool joins : {false, true}) {
    harness::stage stage{2, 2};
    std::vector<next> waiting;
    auto chat = stage.of("/");
    chat.use([&](socket& who, next go) {
      if (joins)
        who.join("a");
      waiting.push_back(go);
    });
    stage.open();
    auto client = stage.client(0);
    client->send("0");
    stage.settle();
    client->cut();
    stage.settle();
    chat.to("a").emit("x");
    stage.settle();
    for (auto& go : waiting)
      go();
    stage.settle();
    CAF_CHECK_EQUAL(rooms_alive(stage), 0u);
    CAF_CHECK_EQUAL(stage.server().of("/")->population.load(), 0u);
  }
}

CAF_TEST(a middleware that sends the socket away and lets it pass does no harm) {
  harness::stage stage{1, 2};
  stage.of("/").use([](socket& who, next go) {
    who.disconnect();
    go();
  });
  stage.open();
  auto client = stage.client(0);
  client->send("0");
  stage.settle();
  stage.of("/").emit("x");
  stage.settle();
  CAF_CHECK_EQUAL(client->take(), packets{"1"});
}

CAF_TEST(an exception is a failure of its event and nothing more) {
  harness::stage stage{1, 1};
  auto chat = stage.of("/");
  int done = 0;
  chat.use_event([](socket&, std::string_view event, const args&, next go) {
    if (event == "stop")
      go({"no", {}});
    else if (event == "burn")
      throw std::runtime_error("in the middleware");
    else
      go();
  });
  chat.on("throw", [](socket&, const args&, ack) { throw 1; });
  for (const char* event : {"stop", "burn", "fine"})
    chat.on(event, [&](socket&, const args& xs, ack reply) {
      ++done;
      reply(xs[0]);
    });
  stage.open();
  auto client = stage.client(0);
  client->send("0");
  stage.settle();
  client->take();
  for (const char* event : {"throw", "stop", "burn", "fine"})
    client->send("24[\"" + std::string{event} + "\",\"x\"]");
  stage.settle();
  CAF_CHECK_EQUAL(done, 1);
  CAF_CHECK_EQUAL(client->take(), packets{"34[\"x\"]"});
  CAF_CHECK_EQUAL(stage.server().counters.handler_failures.load(), 2u);
  CAF_CHECK_EQUAL(client->unanswered(), 0);
}

CAF_TEST(connecting twice and talking to strangers ends the connection) {
  harness::stage stage{1, 1};
  stage.of("/");
  stage.open();
  auto twice = stage.client(0);
  auto stranger = stage.client(0);
  auto late = stage.client(0);
  twice->send("0");
  twice->send("0");
  stranger->send("2[\"x\"]");
  late->send("0");
  late->send("1");
  late->send("2[\"x\"]");
  stage.settle();
  CAF_CHECK(twice->closed_for() == contract::close_reason::parse_error);
  CAF_CHECK(stranger->closed_for() == contract::close_reason::parse_error);
  CAF_CHECK(!late->is_closed());
}

CAF_TEST(rooms and namespaces are limited) {
  runtime::server_config config;
  config.max_rooms_per_socket = 2;
  config.max_namespaces = 2;
  harness::stage stage{1, 1, config};
  socket who;
  for (const char* name : {"/a", "/b", "/c"})
    stage.of(name).on_connect([&](socket& entered) { who = entered; });
  stage.open();
  auto client = stage.client(0);
  client->send("0/a,");
  client->send("0/b,");
  stage.settle();
  CAF_CHECK(!client->is_closed());
  for (const char* room : {"1", "2", "3"})
    who.join(room);
  stage.settle();
  CAF_CHECK_EQUAL(who.rooms(), (packets{std::string{who.id()}, "1", "2"}));
  client->send("0/c,");
  stage.settle();
  CAF_CHECK(client->is_closed());
}

CAF_TEST(limits of rooms and namespaces change while the server runs) {
  runtime::server_config config;
  harness::stage stage{1, 1, config};
  socket who;
  for (const char* name : {"/a", "/b"})
    stage.of(name).on_connect([&](socket& entered) { who = entered; });
  stage.open();
  config.max_rooms_per_socket = 1;
  config.max_namespaces = 1;
  stage.server().reconfigure(config);
  auto client = stage.client(0);
  client->send("0/a,");
  stage.settle();
  for (const char* room : {"1", "2"})
    who.join(room);
  stage.settle();
  CAF_CHECK_EQUAL(who.rooms(), (packets{std::string{who.id()}, "1"}));
  client->send("0/b,");
  stage.settle();
  CAF_CHECK(client->is_closed());
}

CAF_TEST(a socket that is sent away for good takes its whole connection along) {
  runtime::server_config config;
  config.recovery = true;
  harness::stage stage{2, 1, config};
  std::vector<std::string> ends;
  socket first;
  for (const char* name : {"/a", "/b"}) {
    stage.of(name).on_connect([&](socket& entered) { first = first ? first : entered; });
    stage.of(name).on_disconnect(
      [&](socket& who, std::string_view why) { ends.push_back(std::string{who.nsp()} += why); });
  }
  // Its middleware lets nobody through: it is on its way in when the connection goes.
  stage.of("/c").use([](socket&, next) {});
  stage.open();
  auto client = stage.client(1);
  for (const char* name : {"0/a,", "0/b,", "0/c,"})
    client->send(name);
  stage.settle();
  client->take();
  first.disconnect(true);
  first.disconnect(true);
  stage.settle();
  CAF_CHECK_EQUAL(client->take(), (packets{"1/a,", "1/b,"}));
  CAF_CHECK_EQUAL(ends,
                  (packets{"/aserver namespace disconnect", "/bserver namespace disconnect"}));
  CAF_CHECK(client->is_gone());
  CAF_CHECK(client->closed_for() == contract::close_reason::forced_close);
  CAF_CHECK_EQUAL(stage.server().of("/a")->at(1).ghost_count(), 0u);
  CAF_CHECK(!first.connected());
}

CAF_TEST(a closed transport leaves what can come back) {
  runtime::server_config config;
  config.recovery = true;
  harness::stage stage{2, 1, config};
  socket who;
  stage.of("/").on_connect([&](socket& entered) { who = entered; });
  stage.open();
  auto client = stage.client(1);
  client->send("0");
  stage.settle();
  client->take();
  who.close_transport();
  who.close_transport();
  stage.settle();
  CAF_CHECK(client->take().empty());
  CAF_CHECK(client->is_gone());
  CAF_CHECK_EQUAL(stage.server().of("/")->at(1).ghost_count(), 1u);
}

CAF_TEST(room actors end with their last member whatever the race) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    harness::stage stage{3, seed};
    std::vector<socket> sockets;
    stage.of("/").on_connect([&](socket& who) { sockets.push_back(who); });
    stage.open();
    std::vector<std::unique_ptr<harness::fake_client>> clients;
    for (unsigned i = 0; i < 3; ++i) {
      clients.push_back(stage.client(i));
      clients.back()->send("0");
      stage.settle();
    }
    for (auto& who : sockets)
      who.join("kept");
    for (int n = 0; n < 60; ++n) {
      auto& who = sockets[stage.random()() % 3];
      if (stage.random()() % 2 == 0)
        who.join("r");
      else
        who.leave("r");
      stage.steps(stage.random()() % 4);
    }
    for (auto& who : sockets)
      who.leave("r");
    stage.settle();
    CAF_CHECK_EQUAL(rooms_alive(stage), 1u); // "kept"
    for (auto& client : clients)
      client->cut();
    stage.settle();
    CAF_CHECK_EQUAL(rooms_alive(stage), 0u);
  }
}

CAF_TEST(what still waits at the end is let go) {
  harness::stage stage{2, 1};
  socket who;
  ack kept;
  stage.of("/").on_connect([&](socket& entered) { who = entered; });
  stage.of("/").on("keep", [&](socket&, const args&, ack reply) { kept = reply; });
  stage.open();
  auto client = stage.client(1);
  client->send("0");
  client->send("21[\"keep\"]");
  stage.settle();
  auto reply = kept;
  stage.of("/").all().emit_with_ack(1h, [reply](broadcast_answers) {}, "q");
  who.emit_with_ack(1h, [reply](bool, const args&) {}, "q");
  stage.settle();
  stage.on(0, [reply] {});
  CAF_CHECK_EQUAL(client->unanswered(), 1);
  kept = {};
  reply = {};
}
