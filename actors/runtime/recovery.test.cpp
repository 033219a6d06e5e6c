#define CAF_SUITE actors.runtime.recovery

#include "tests/harness/stage.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;

namespace {

using packets = std::vector<std::string>;

std::string text_after(const std::string& packet, std::string_view key) {
  auto at = packet.find(key);
  if (at == std::string::npos)
    return {};
  at += key.size();
  return packet.substr(at, packet.find('"', at) - at);
}

runtime::server_config with_recovery() {
  runtime::server_config config;
  config.recovery = true;
  return config;
}

/// One client of "/" that is in room "a" and minds its pid and its offset.
struct traveller {
  explicit traveller(harness::stage& where) : stage(&where) {}
  explicit traveller(std::nullptr_t) : stage(nullptr) {}
  /// True if it was recovered.
  bool come(unsigned worker) {
    link = stage->client(worker);
    auto auth = pid.empty() ? std::string{"0"} : "0{\"pid\":\"" + pid + '"';
    if (!pid.empty())
      auth += offset.empty() ? "}" : ",\"offset\":\"" + offset + "\"}";
    link->send(auth);
    stage->settle();
    auto hello = link->received().at(0);
    auto known = std::exchange(pid, text_after(hello, "\"pid\":\""));
    return pid == known;
  }
  /// The names of the events that came; their offsets are minded if `keep`.
  packets events(bool keep = true) {
    packets names;
    for (auto& each : link->take())
      if (each[0] == '2') {
        names.push_back(text_after(each, "[\""));
        if (keep)
          offset = text_after(each, ",\"");
      }
    return names;
  }
  void cut() {
    link->cut();
    stage->settle();
  }
  harness::stage* stage;
  std::unique_ptr<harness::fake_client> link;
  std::string pid;
  std::string offset;
};

struct road {
  explicit road(runtime::server_config config = with_recovery(),
                std::shared_ptr<contract::manual_clock> clock = nullptr)
    : stage(3, 5, config, std::move(clock)) {
    stage.of("/").on_connect([](socket& who) {
      if (!who.recovered())
        who.join("a");
    });
    stage.open();
  }
  void emit(std::string_view name) {
    stage.of("/").to("a").emit(name);
    stage.settle();
  }
  harness::stage stage;
};

} // namespace

CAF_TEST(what was lost on the way comes again here and elsewhere) {
  for (unsigned other : {0u, 2u}) {
    road way;
    traveller one{way.stage};
    CAF_CHECK(!one.come(0));
    way.emit("1");
    CAF_CHECK_EQUAL(one.events(), packets{"1"});
    way.emit("2");
    CAF_CHECK_EQUAL(one.events(false), packets{"2"}); // lost
    for (unsigned to : {other, 1u, other}) {
      one.cut();
      way.emit("3");
      CAF_CHECK(one.come(to));
    }
    CAF_CHECK_EQUAL(one.events(), (packets{"2", "3", "3", "3"}));
    one.cut();
    CAF_CHECK(one.come(0));
    CAF_CHECK(one.events().empty());
  }
}

CAF_TEST(a room is told while its member may come back and no longer) {
  road way;
  traveller one{way.stage};
  const auto room = way.stage.of("/").to("a");
  one.come(0);
  CAF_CHECK(room.may_be_heard());
  one.cut();
  CAF_CHECK(room.may_be_heard());
  CAF_CHECK(one.come(1)); // elsewhere
  CAF_CHECK(room.may_be_heard());
  one.cut();
  way.stage.advance(2min - 1ms);
  CAF_CHECK(room.may_be_heard());
  way.stage.advance(1ms);
  CAF_CHECK(!room.may_be_heard());
}

CAF_TEST(hours without an event do no harm) {
  road way;
  traveller one{way.stage};
  one.come(0);
  way.emit("1");
  one.events();
  for (int hour = 0; hour < 5; ++hour) {
    way.stage.advance(1h);
    way.stage.of("/").to("b").emit("for others");
  }
  one.cut();
  way.emit("2");
  CAF_CHECK(one.come(1));
  CAF_CHECK_EQUAL(one.events(), packets{"2"});
  way.stage.advance(5h);
  way.stage.of("/").to("b").emit("for others");
  way.emit("3"); // on its way when the connection breaks
  one.cut();
  CAF_CHECK(one.come(2));
  CAF_CHECK_EQUAL(one.events(), packets{"3"});
}

CAF_TEST(what a handler of the end emits is missed and told) {
  road way;
  auto all = way.stage.of("/");
  all.on_disconnect([&](socket&, std::string_view) { all.emit("bye"); });
  traveller one{way.stage};
  one.come(1);
  one.cut();
  CAF_CHECK(one.come(1));
  CAF_CHECK_EQUAL(one.events(), packets{"bye"});
}

CAF_TEST(who is sent away while he is away does not come back as he was) {
  road way;
  traveller one{way.stage}, two{way.stage}, three{way.stage};
  for (auto* each : {&one, &two, &three}) {
    each->come(0);
    each->cut();
  }
  way.stage.of("/").to("b").disconnect_sockets();
  way.stage.settle();
  CAF_CHECK(one.come(1));
  one.cut();
  way.stage.of("/").to("a").disconnect_sockets();
  way.stage.settle();
  for (auto* each : {&one, &two, &three})
    CAF_CHECK(!each->come(2));
}

CAF_TEST(a ring that forgot something recovers nobody) {
  auto config = with_recovery();
  config.recovery_bytes = 600;
  for (unsigned to : {0u, 1u}) {
    road way{config};
    traveller one{way.stage};
    one.come(0);
    way.emit("1");
    one.events();
    one.cut();
    for (int n = 0; n < 20; ++n)
      way.emit("more");
    CAF_CHECK(!one.come(to));
    CAF_CHECK(one.events().empty());
  }
}

CAF_TEST(a stranger and a latecomer are not recovered) {
  road way;
  traveller one{way.stage};
  one.come(0);
  way.emit("1");
  one.events();
  one.cut();
  traveller thief{way.stage};
  thief.pid = one.pid;
  thief.pid.back() = thief.pid.back() == 'A' ? 'B' : 'A';
  CAF_CHECK(!thief.come(0));
  auto before = one.pid;
  way.stage.advance(119'999ms);
  CAF_CHECK(one.come(1));
  one.cut();
  way.stage.advance(120s);
  CAF_CHECK(!one.come(1));
  CAF_CHECK_EQUAL(way.stage.of("/").name(), "/");
}

CAF_TEST(the time to come back runs from the cut through restarts) {
  for (auto [spent, back] : {std::pair{39'999ms, true}, std::pair{40'000ms, false}}) {
    auto clock = std::make_shared<contract::manual_clock>();
    std::string saved;
    traveller one{nullptr};
    for (int life = 0; life < 3; ++life) {
      road way{with_recovery(), clock};
      way.stage.server().restore(saved);
      way.stage.settle();
      if (life == 0) {
        one.stage = &way.stage;
        one.come(0);
        way.emit("1");
        one.events();
        one.cut();
        one.link = nullptr;
      }
      traveller later{way.stage}; // a younger ghost beside it, on the same worker
      later.come(0);
      later.cut();
      way.stage.advance(40s - (life == 2 ? 40'000ms - spent : 0ms));
      if (life == 2) {
        one.stage = &way.stage;
        CAF_CHECK_EQUAL(one.come(1), back);
        one.link = nullptr;
      }
      saved = way.stage.server().snapshot();
    }
  }
}

CAF_TEST(rooms that were left or joined around the cut count for their time) {
  road way;
  auto all = way.stage.of("/");
  traveller one{way.stage};
  one.come(0);
  way.emit("1");
  all.to("a").sockets_join({"b"});
  all.to("b").emit("2");
  all.to("a").sockets_leave({"a"});
  all.to("a").emit("not for it");
  way.stage.settle();
  one.cut();
  all.to("b").emit("3");
  all.to("a").emit("nor this");
  way.stage.settle();
  one.link->take();
  CAF_CHECK(one.come(0));
  CAF_CHECK_EQUAL(one.events(), (packets{"1", "2", "3"}));
}

CAF_TEST(a broken snapshot restores nothing and harms nobody) {
  road way;
  traveller one{way.stage};
  one.come(0);
  way.emit("1");
  one.cut();
  way.emit("2");
  auto saved = way.stage.server().snapshot();
  CAF_REQUIRE(!saved.empty());
  for (std::size_t size = 0; size < saved.size(); ++size)
    way.stage.server().restore(std::string_view{saved}.substr(0, size));
  for (std::size_t at = 0; at < saved.size(); ++at) {
    auto changed = saved;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    way.stage.server().restore(changed);
  }
  way.stage.settle();
  CAF_CHECK_EQUAL(way.stage.of("/").name(), "/");
}
