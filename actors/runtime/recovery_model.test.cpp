#define CAF_SUITE actors.runtime.recovery_model

#include "tests/harness/stage.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <set>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;

// Clients that are cut and come back at random, on any worker, with any part of what was under way
// lost, while all workers emit. The model knows what each must have received: all of it, once, each
// sender's events in order.

namespace {

struct played {
  unsigned sender = 0;
  unsigned number = 0;
};

struct player {
  std::unique_ptr<harness::fake_client> link;
  std::string id;
  std::string pid;
  std::string offset;
  std::set<std::string> rooms;
  socket handle;
  std::vector<played> consumed;
  std::map<unsigned, std::vector<unsigned>> expected; ///< by sender
};

std::string text_after(const std::string& packet, const char* key) {
  auto at = packet.find(key);
  if (at == std::string::npos)
    return {};
  at += std::string_view{key}.size();
  return packet.substr(at, packet.find('"', at) - at);
}

class game {
public:
  game(std::uint64_t seed, bool slow_middleware)
    : random_(seed), slow_middleware_(slow_middleware), players_(6) {
    set_up(3);
    for (std::size_t i = 0; i < players_.size(); ++i)
      come(i);
  }

  void play(unsigned rounds) {
    for (unsigned round = 0; round < rounds; ++round) {
      switch (below(8)) {
        case 0:
          move_house(below(players_.size()));
          break;
        case 1:
          stage_->advance(std::chrono::milliseconds{below(1000)});
          break;
        case 2:
          cut_and_return(below(players_.size()));
          break;
        default:
          emit();
      }
      stage_->steps(below(6));
    }
  }

  void restart(unsigned workers) {
    for (auto& each : players_)
      cut(each);
    for (unsigned i = 0; i < 5; ++i)
      emit(); // while everybody is away
    stage_->settle();
    auto saved = stage_->server().snapshot();
    for (auto& each : players_)
      each.handle = {};
    set_up(workers);
    stage_->server().restore(saved);
    stage_->settle();
    for (std::size_t i = 0; i < players_.size(); ++i)
      come(i);
  }

  void finish() {
    stage_->settle();
    for (auto& each : players_) {
      consume(each, each.link->received().size() - 1);
      std::map<unsigned, std::vector<unsigned>> seen;
      for (auto& event : each.consumed)
        seen[event.sender].push_back(event.number);
      CAF_CHECK_EQUAL(seen, each.expected);
    }
  }

private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  void set_up(unsigned workers) {
    runtime::server_config config;
    config.recovery = true;
    config.recovery_skips_middlewares = !slow_middleware_;
    auto clock = stage_ ? stage_->clock() : nullptr;
    for (auto& each : players_)
      each.link = nullptr;
    stage_ = nullptr;
    workers_ = workers;
    stage_ = std::make_unique<harness::stage>(workers, random_(), config, clock);
    auto chat = stage_->of("/");
    if (slow_middleware_)
      chat.use([this](socket&, next go) {
        stage_->on(static_cast<unsigned>(below(workers_)), [go] { go(); });
      });
    chat.on_connect([this](socket& who) {
      auto index = value{who.auth().text}["who"].as_int().value_or(0);
      players_[static_cast<std::size_t>(index)].handle = who;
    });
    stage_->open();
  }

  void come(std::size_t index) {
    auto& who = players_[index];
    who.link = stage_->client(static_cast<unsigned>(below(workers_)));
    std::string auth = "0{\"who\":" + std::to_string(index);
    if (!who.pid.empty())
      auth += ",\"pid\":\"" + who.pid + '"';
    if (!who.offset.empty())
      auth += ",\"offset\":\"" + who.offset + '"';
    who.link->send(auth + '}');
    while (who.link->received().empty() && !who.link->is_gone())
      stage_->steps(1);
    CAF_REQUIRE(!who.link->received().empty());
    auto hello = who.link->received().front();
    auto pid = text_after(hello, "\"pid\":\"");
    CAF_REQUIRE(!pid.empty());
    if (!who.pid.empty())
      CAF_CHECK_EQUAL(pid, who.pid); // nothing was forgotten, so everybody is recovered
    who.pid = pid;
    who.id = text_after(hello, "\"sid\":\"");
  }

  void cut(player& who) {
    // Some of what was sent never arrives; the client knows only what it consumed.
    consume(who, below(who.link->received().size()));
    who.link->cut();
    while (!who.link->is_gone())
      stage_->steps(1);
  }

  void cut_and_return(std::size_t index) {
    cut(players_[index]);
    for (auto n = below(5); n > 0; --n)
      emit();
    stage_->steps(static_cast<unsigned>(below(10)));
    come(index);
  }

  /// The first packet is the answer to CONNECT.
  void consume(player& who, std::size_t count) {
    auto all = who.link->take();
    for (std::size_t i = 0; i < count; ++i) {
      played event;
      std::array<char, 64> offset{};
      auto read = std::sscanf(all[i + 1].c_str(), "2[\"e\",%u,%u,\"%63[^\"]", &event.sender,
                              &event.number, offset.data());
      CAF_CHECK_EQUAL(read, 3);
      who.consumed.push_back(event);
      who.offset = offset.data();
    }
  }

  /// Joins and leaves happen while nothing is under way: else nobody could say what must arrive.
  void move_house(std::size_t index) {
    auto& who = players_[index];
    stage_->settle();
    std::string room(1, static_cast<char>('a' + below(3)));
    if (who.rooms.erase(room) == 0) {
      who.rooms.insert(room);
      who.handle.join(room);
    } else {
      who.handle.leave(room);
    }
    stage_->settle();
  }

  void emit() {
    auto sender = static_cast<unsigned>(below(workers_));
    auto number = ++last_number_;
    target where;
    if (below(8) == 0)
      where.rooms.push_back(players_[below(players_.size())].id);
    else
      for (auto n = below(3); n > 0; --n)
        where.rooms.emplace_back(1, static_cast<char>('a' + below(3)));
    if (below(4) == 0)
      where.except.emplace_back(1, static_cast<char>('a' + below(3)));
    for (auto& each : players_)
      if (is_for(each, where))
        each.expected[sender].push_back(number);
    stage_->on(sender, [this, sender, number, where] {
      stage_->server().of("/")->emit(where, "e", arg_list::of(sender, number));
    });
  }

  static bool is_for(const player& who, const target& where) {
    auto in = [&](const std::string& room) { return room == who.id || who.rooms.contains(room); };
    return std::none_of(where.except.begin(), where.except.end(), in)
           && (where.rooms.empty() || std::any_of(where.rooms.begin(), where.rooms.end(), in));
  }

  std::mt19937_64 random_;
  const bool slow_middleware_;
  unsigned workers_ = 0;
  unsigned last_number_ = 0;
  std::unique_ptr<harness::stage> stage_;
  std::vector<player> players_; ///< their connections end before the stage
};

} // namespace

CAF_TEST(whoever is recovered has missed nothing) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAF_MESSAGE("seed " << seed);
    game one{seed, false};
    one.play(400);
    one.finish();
  }
}

CAF_TEST(a middleware that takes its time loses nothing) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAF_MESSAGE("seed " << seed);
    game one{seed, true};
    one.play(300);
    one.finish();
  }
}

CAF_TEST(planned restarts with other numbers of workers lose nothing) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAF_MESSAGE("seed " << seed);
    game one{seed, false};
    for (unsigned workers : {1u, 4u, 2u}) {
      one.play(100);
      one.restart(workers);
    }
    one.play(100);
    one.finish();
  }
}
