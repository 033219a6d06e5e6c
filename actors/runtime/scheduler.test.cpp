#define CAF_SUITE actors.runtime.scheduler

#include "actors/runtime/scheduler.hpp"

#include "actors/contract/pinned_actor.hpp"
#include "actors/runtime/worker.hpp"
#include "tests/harness/stage.hpp"

#include <algorithm>
#include <map>

#include "caf/make_actor.hpp"
#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;

namespace {

/// Notes its messages; `echo` of them come back from itself.
class noter final : public contract::pinned_actor {
public:
  noter(caf::actor_config& config, std::vector<int>* notes, int echo)
    : contract::pinned_actor(config), notes_(notes), echo_(echo) {}

protected:
  caf::behavior make_behavior() override {
    return {[this](int n) {
      notes_->push_back(n);
      if (echo_-- > 0)
        send(this, n + 1);
    }};
  }

private:
  std::vector<int>* notes_;
  int echo_;
};

struct fixed_timer final : contract::timer {
  void on_timer() override { ++fired; }
  int fired = 0;
};

struct output final : contract::flushable {
  void flush() override { ++flushed; }
  void hold() noexcept override { ++held; }
  void release() noexcept override { --held; }
  int flushed = 0;
  int held = 0;
};

struct fixture {
  runtime::worker& worker(unsigned index) {
    return runtime::scheduler::of(stage.system()).at(index);
  }
  caf::actor spawn(unsigned home, std::vector<int>& notes, int echo = 0) {
    caf::actor_config config{&worker(home)};
    auto& system = stage.system();
    auto who = caf::make_actor<noter, caf::actor>(system.next_actor_id(), system.node(), &system,
                                                  config, &notes, echo);
    static_cast<noter*>(caf::actor_cast<caf::abstract_actor*>(who))
      ->launch(config.host, true, false);
    return who;
  }
  static void end(caf::actor& who) {
    caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
    who = nullptr;
  }
  harness::stage stage{2, 7};
};

/// Posts itself again and again, as busy traffic does.
struct treadmill {
  void operator()() {
    if (++*count < limit)
      home->submit(treadmill{*this});
  }
  contract::worker* home;
  int* count;
  int limit;
};

constexpr auto per_resume = runtime::worker::messages_per_resume;
constexpr auto per_turn = runtime::worker::jobs_per_turn;

} // namespace

CAF_TEST_FIXTURE_SCOPE(scheduler_tests, fixture)

CAF_TEST(a flooded actor lets its neighbour run after one share of its messages) {
  std::vector<int> flood;
  std::vector<int> quiet;
  auto flooded = spawn(0, flood);
  auto neighbour = spawn(0, quiet);
  stage.settle();
  for (int n = 0; n < 10'000; ++n)
    caf::anon_send(flooded, n);
  caf::anon_send(neighbour, 1);
  stage.steps(1);
  CAF_CHECK_EQUAL(flood.size(), per_resume);
  CAF_CHECK(quiet.empty());
  stage.steps(1);
  CAF_CHECK_EQUAL(quiet.size(), 1u);
  CAF_CHECK_EQUAL(flood.size(), per_resume);
  stage.settle();
  CAF_CHECK_EQUAL(flood.size(), 10'000u);
  CAF_CHECK(std::is_sorted(flood.begin(), flood.end()));
  end(flooded);
  end(neighbour);
}

CAF_TEST(an actor that writes to itself for ever does not keep its worker) {
  std::vector<int> busy;
  std::vector<int> quiet;
  auto self_made = spawn(0, busy, 5'000);
  auto neighbour = spawn(0, quiet);
  stage.settle();
  caf::anon_send(self_made, 0);
  stage.steps(3);
  caf::anon_send(neighbour, 1);
  stage.steps(2);
  CAF_CHECK_EQUAL(quiet.size(), 1u);
  CAF_CHECK(busy.size() <= 5 * per_resume);
  stage.settle();
  CAF_CHECK_EQUAL(busy.size(), 5'001u);
  end(self_made);
  end(neighbour);
}

CAF_TEST(a turn has its limit of jobs and what is over comes with the next) {
  int done = 0;
  for (std::size_t n = 0; n < per_turn + 1; ++n)
    stage.on(0, [&] { ++done; });
  worker(0).step();
  CAF_CHECK_EQUAL(done, static_cast<int>(per_turn));
  worker(0).step();
  CAF_CHECK_EQUAL(done, static_cast<int>(per_turn) + 1);
}

CAF_TEST(timers and output are served between the turns of a busy worker) {
  fixed_timer timer;
  output out;
  int rounds = 0;
  auto& home = worker(0);
  stage.on(0, [&] {
    home.timers().arm(timer, home.clock().now() + 5ms);
    home.at_end_of_turn(out);
    CAF_CHECK_EQUAL(out.flushed, 0);
  });
  stage.on(0, treadmill{&home, &rounds, 10'000});
  home.step();
  CAF_CHECK_EQUAL(out.flushed, 1);
  CAF_CHECK_EQUAL(out.held, 0);
  stage.clock()->advance(4ms);
  home.step();
  CAF_CHECK_EQUAL(timer.fired, 0);
  stage.clock()->advance(1ms);
  home.step();
  CAF_CHECK_EQUAL(timer.fired, 1);
  CAF_CHECK(rounds < 10'000);
  stage.settle();
  CAF_CHECK_EQUAL(rounds, 10'000);
}

CAF_TEST(who becomes dirty in a flush is flushed in the same turn) {
  struct chain final : contract::flushable {
    chain(contract::worker& where, output& next) : home(where), after(next) {}
    void flush() override { home.at_end_of_turn(after); }
    void hold() noexcept override {}
    void release() noexcept override {}
    contract::worker& home;
    output& after;
  };
  output out;
  chain first{worker(0), out};
  stage.on(0, [&] { worker(0).at_end_of_turn(first); });
  worker(0).step();
  CAF_CHECK_EQUAL(out.flushed, 1);
}

CAF_TEST(a sender keeps its order towards another worker whatever the seed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    harness::stage crowd{3, seed};
    std::map<int, std::vector<int>> seen; // by sender
    for (int n = 0; n < 200; ++n)
      for (unsigned sender : {0u, 1u})
        crowd.on(sender, [&, sender, n] {
          crowd.on(2, [&, sender, n] { seen[static_cast<int>(sender)].push_back(n); });
        });
    crowd.settle();
    for (auto& [sender, numbers] : seen) {
      CAF_CHECK_EQUAL(numbers.size(), 200u);
      CAF_CHECK(std::is_sorted(numbers.begin(), numbers.end()));
    }
    CAF_CHECK_EQUAL(seen.size(), 2u);
  }
}

CAF_TEST(a seed decides the order and always the same way) {
  auto play = [](std::uint64_t seed) {
    harness::stage crowd{3, seed};
    std::string order;
    for (int n = 0; n < 20; ++n)
      for (unsigned index : {0u, 1u, 2u})
        crowd.on(index, [&order, index] { order += static_cast<char>('0' + index); });
    crowd.settle();
    return order;
  };
  CAF_CHECK_EQUAL(play(1), play(1));
  CAF_CHECK_NOT_EQUAL(play(1), play(2));
}

CAF_TEST(the next deadline is the earliest of all workers) {
  auto& all = runtime::scheduler::of(stage.system());
  CAF_CHECK(!all.next_deadline());
  fixed_timer early;
  fixed_timer late;
  auto now = stage.clock()->now();
  worker(0).timers().arm(late, now + 40ms);
  worker(1).timers().arm(early, now + 30ms);
  CAF_REQUIRE(all.next_deadline().has_value());
  CAF_CHECK(*all.next_deadline() == now + 30ms);
  stage.advance(39ms);
  CAF_CHECK_EQUAL(early.fired, 1);
  CAF_CHECK_EQUAL(late.fired, 0);
  stage.advance(1ms);
  CAF_CHECK_EQUAL(late.fired, 1);
}

CAF_TEST(messages that CAF delays come by the virtual clock) {
  std::vector<int> notes;
  auto who = spawn(1, notes);
  caf::scoped_actor sender{stage.system()};
  sender->delayed_send(who, 1h, 5);
  stage.settle();
  stage.advance(1h - 1ms);
  CAF_CHECK(notes.empty());
  stage.advance(1ms);
  CAF_CHECK_EQUAL(notes, std::vector<int>{5});
  end(who);
}

CAF_TEST(work posted with its last breath is run before the system is gone) {
  auto token = std::make_shared<int>(0);
  {
    harness::stage crowd{2, 3};
    crowd.on(0, [&crowd, token] { crowd.on(1, [token] { ++*token; }); });
  }
  CAF_CHECK_EQUAL(*token, 1);
  CAF_CHECK_EQUAL(token.use_count(), 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
