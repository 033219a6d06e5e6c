#define CAF_SUITE actors.runtime.events

#include "tests/harness/stage.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;

namespace {

using packets = std::vector<std::string>;

/// Three workers with one socket each in "/", the handles in `sockets`.
struct three {
  explicit three(std::uint64_t seed, runtime::server_config config = {})
    : stage(3, seed, config), chat(stage.of("/")) {
    chat.on_connect([this](socket& who) { sockets.push_back(who); });
  }
  void enter() {
    stage.open();
    for (unsigned i = 0; i < 3; ++i) {
      clients.push_back(stage.client(i));
      clients.back()->send("0");
      stage.settle();
      clients.back()->take();
    }
  }
  harness::stage stage;
  nsp chat;
  std::vector<socket> sockets;
  std::vector<std::unique_ptr<harness::fake_client>> clients;
};

} // namespace

CAF_TEST(one sender reaches one socket in order whatever the way) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    three game{seed};
    game.enter();
    auto receiver = game.sockets[1];
    receiver.join("a");
    receiver.join("b");
    game.stage.settle();
    for (unsigned sender = 0; sender < 3; ++sender)
      for (int n = 0; n < 50; ++n)
        game.stage.on(sender, [&game, receiver, sender, n] {
          switch (game.stage.random()() % 5) {
            case 0:
              return receiver.emit("e", sender, n);
            case 1:
              return game.chat.to("a").emit("e", sender, n);
            case 2:
              return game.chat.to("b").to("a").emit("e", sender, n);
            case 3:
              return game.chat.emit("e", sender, n);
            default:
              return receiver.emit_with_ack(0ms, [](bool, const args&) {}, "e", sender, n);
          }
        });
    game.stage.settle();
    std::array<int, 3> next{};
    for (auto& packet : game.clients[1]->take()) {
      auto list = packet.substr(packet.find('['));
      unsigned sender = 9;
      int number = -1;
      CAF_REQUIRE_EQUAL(std::sscanf(list.c_str(), "[\"e\",%u,%d]", &sender, &number), 2);
      CAF_CHECK_EQUAL(number, next[sender]++);
    }
    CAF_CHECK_EQUAL(next, (std::array<int, 3>{50, 50, 50}));
  }
}

CAF_TEST(a room hears what follows a join from elsewhere) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    three game{seed};
    game.enter();
    game.stage.on(0, [&game] {
      game.sockets[2].join("one");
      game.chat.to("one").emit("e");
      game.chat.to("nowhere").emit("e");
      game.chat.to(game.sockets[1].id()).sockets_join({"two"});
      game.chat.to("two").emit("e");
    });
    game.stage.settle();
    CAF_CHECK_EQUAL(game.clients[0]->take().size(), 0u);
    CAF_CHECK_EQUAL(game.clients[1]->take(), packets{R"(2["e"])"});
    CAF_CHECK_EQUAL(game.clients[2]->take(), packets{R"(2["e"])"});
  }
}

CAF_TEST(nobody may hear what is for an empty room) {
  three game{3};
  CAF_CHECK(!game.chat.all().may_be_heard());
  game.enter();
  CAF_CHECK(game.chat.all().may_be_heard());
  CAF_CHECK(!game.chat.to("a").may_be_heard());
  game.sockets[1].join("a");
  CAF_CHECK(game.chat.to("b").to("a").may_be_heard());
  CAF_CHECK(game.chat.to(game.sockets[0].id()).may_be_heard());
  CAF_CHECK(game.chat.may_be_heard("a"));
  CAF_CHECK(!game.chat.may_be_heard("b"));
  CAF_CHECK(game.chat.may_be_heard(game.sockets[0].id()));
  game.stage.settle();
  CAF_CHECK(game.chat.to("a").may_be_heard());
  game.sockets[1].leave("a");
  game.stage.settle();
  CAF_CHECK(!game.chat.to("a").may_be_heard());
}

CAF_TEST(a union of rooms reaches each socket once and except wins) {
  three game{7};
  game.enter();
  game.sockets[0].join("a");
  game.sockets[0].join("b");
  game.sockets[1].join("b");
  game.sockets[2].join("b");
  game.sockets[2].join("quiet");
  game.stage.settle();
  game.chat.to("a").to("b").to(game.sockets[0].id()).except("quiet").emit("x");
  game.stage.settle();
  CAF_CHECK_EQUAL(game.clients[0]->take(), packets{"2[\"x\"]"});
  CAF_CHECK_EQUAL(game.clients[1]->take(), packets{"2[\"x\"]"});
  CAF_CHECK(game.clients[2]->take().empty());
  game.sockets[0].leave("a");
  game.sockets[0].leave("b");
  game.stage.settle();
  game.sockets[1].to("b").emit("others");
  game.sockets[1].others().emit("all others");
  game.stage.settle();
  CAF_CHECK_EQUAL(game.clients[0]->take(), packets{"2[\"all others\"]"});
  CAF_CHECK(game.clients[1]->take().empty());
  CAF_CHECK_EQUAL(game.clients[2]->take(), (packets{"2[\"others\"]", "2[\"all others\"]"}));
}

CAF_TEST(a broadcast gathers all answers) {
  three game{3};
  game.enter();
  std::vector<broadcast_answers> heard;
  game.chat.all().emit_with_ack(1s, [&](broadcast_answers all) { heard.push_back(all); }, "q");
  game.stage.settle();
  CAF_CHECK(heard.empty());
  for (auto& client : game.clients) {
    CAF_CHECK_EQUAL(client->take(), packets{"20[\"q\"]"});
    client->send("30[5]");
  }
  game.stage.settle();
  CAF_REQUIRE_EQUAL(heard.size(), 1u);
  CAF_CHECK(heard[0].complete);
  CAF_CHECK_EQUAL(heard[0].answers.size(), 3u);
  game.stage.advance(2s);
  CAF_CHECK_EQUAL(heard.size(), 1u);
}

CAF_TEST(a broadcast that waits in vain tells what came) {
  three game{4};
  game.enter();
  std::vector<broadcast_answers> heard;
  game.chat.all().emit_with_ack(1s, [&](broadcast_answers all) { heard.push_back(all); }, "q");
  game.stage.settle();
  game.clients[0]->send("30[\"here\"]");
  game.clients[1]->cut();
  game.stage.advance(999ms);
  CAF_CHECK(heard.empty());
  game.stage.advance(1ms);
  CAF_REQUIRE_EQUAL(heard.size(), 1u);
  CAF_CHECK(!heard[0].complete);
  CAF_CHECK_EQUAL(heard[0].expected, 3u);
  CAF_REQUIRE_EQUAL(heard[0].answers.size(), 1u);
  CAF_CHECK_EQUAL(heard[0].answers[0].text, "\"here\"");
}

CAF_TEST(a broadcast to nobody is answered at once) {
  three game{4};
  game.enter();
  std::vector<broadcast_answers> heard;
  game.chat.to("nobody").emit_with_ack(
    1s, [&](broadcast_answers all) { heard.push_back(all); }, "q");
  game.stage.settle();
  CAF_REQUIRE_EQUAL(heard.size(), 1u);
  CAF_CHECK(heard[0].complete);
}

CAF_TEST(an answer comes once or fails once) {
  three game{5};
  game.enter();
  packets heard;
  auto note = [&](bool ok, const args& answer) {
    heard.push_back(ok ? std::string{answer[0].raw()} : "none");
  };
  game.sockets[0].emit_with_ack(1s, note, "q");
  game.stage.settle();
  game.clients[0]->send("30[1]");
  game.clients[0]->send("30[2]");
  game.stage.advance(2s);
  CAF_CHECK_EQUAL(heard, packets{"1"});
  game.sockets[1].emit_with_ack(1s, note, "q");
  game.stage.advance(1s);
  CAF_CHECK_EQUAL(heard, (packets{"1", "none"}));
  game.sockets[2].emit_with_ack(0ms, note, "q");
  game.stage.settle();
  game.clients[2]->cut();
  game.stage.settle();
  CAF_CHECK_EQUAL(heard.size(), 3u);
  // Gone for good: the answer fails, and a handler that throws then harms nobody.
  game.sockets[2].emit_with_ack(
    0ms, [](bool, const args&) { throw std::runtime_error("gone"); }, "q");
  game.stage.settle();
  CAF_CHECK_EQUAL(game.stage.server().counters.handler_failures.load(), 1u);
}

CAF_TEST(sockets are found and moved across workers) {
  three game{6};
  game.enter();
  game.chat.all().sockets_join({"x", "y"});
  game.chat.to(game.sockets[1].id()).sockets_leave({"y"});
  std::vector<socket_info> found;
  game.stage.settle();
  game.chat.to("y").fetch_sockets([&](std::vector<socket_info> all) { found = all; });
  game.stage.settle();
  CAF_REQUIRE_EQUAL(found.size(), 2u);
  for (auto& each : found) {
    CAF_CHECK_NOT_EQUAL(each.id, std::string{game.sockets[1].id()});
    CAF_CHECK_EQUAL(each.rooms, (packets{each.id, "x", "y"}));
  }
  game.chat.to("y").disconnect_sockets();
  game.stage.settle();
  CAF_CHECK_EQUAL(game.clients[0]->take(), packets{"1"});
  CAF_CHECK(game.clients[1]->take().empty());
  CAF_CHECK(!game.clients[0]->is_closed());
  game.chat.to("x").disconnect_sockets(true);
  game.stage.settle();
  CAF_CHECK(game.clients[1]->is_closed());
  CAF_CHECK(!game.clients[2]->is_closed()); // it had left already
}

CAF_TEST(transports of a room are closed without a word to its sockets) {
  three game{7};
  game.enter();
  game.chat.to(game.sockets[0].id()).sockets_join({"x"});
  game.stage.settle();
  game.clients[0]->take();
  game.chat.to("x").close_transports();
  game.stage.settle();
  CAF_CHECK(game.clients[0]->is_closed());
  CAF_CHECK(game.clients[0]->take().empty());
  CAF_CHECK(!game.clients[1]->is_closed());
  CAF_CHECK(!game.clients[2]->is_closed());
}

CAF_TEST(events without a place in history never end in a string) {
  runtime::server_config config;
  config.recovery = true;
  three game{8, config};
  game.enter();
  auto& who = game.sockets[0];
  who.emit_volatile("v", "text");
  who.emit_keyed("k", "k", json{"\"spaced\" "});
  who.emit_priority("p");
  game.stage.settle();
  CAF_CHECK_EQUAL(game.clients[0]->take(), (packets{"2[\"v\",\"text\",null]",
                                                    "2[\"k\",\"spaced\" ,null]", "2[\"p\",null]"}));
  who.emit("o", "text");
  game.stage.settle();
  auto ordered = game.clients[0]->take();
  CAF_REQUIRE_EQUAL(ordered.size(), 1u);
  CAF_CHECK(ordered[0].starts_with("2[\"o\",\"text\",\""));
}

CAF_TEST(answers are waited for as long as the server is told) {
  runtime::server_config config;
  config.ack_timeout = 5s;
  std::vector<std::string> ends; // outlives the game: its end answers what is left
  three game{1, config};
  game.enter();
  auto one = [&](std::string name) {
    return [&ends, name](bool ok, const args&) { ends.push_back(name + (ok ? "+" : "-")); };
  };
  auto all = [&](broadcast_answers got) { ends.push_back(got.complete ? "all+" : "all-"); };
  auto& who = game.sockets[1];
  who.emit_with_ack(one("told"), "q", 1);
  who.emit_with_ack(9s, one("own"), "q");
  who.emit_with_ack(0ms, one("never"), "q");
  game.chat.all().emit_with_ack(all, "q");
  game.stage.advance(4'999ms);
  CAF_CHECK(ends.empty());
  game.stage.advance(1ms);
  std::sort(ends.begin(), ends.end());
  CAF_CHECK_EQUAL(ends, (packets{"all-", "told-"}));
  game.stage.advance(1h);
  CAF_CHECK_EQUAL(ends, (packets{"all-", "told-", "own-"}));
}
