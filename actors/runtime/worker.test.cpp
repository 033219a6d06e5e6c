#define CAF_SUITE actors.runtime.worker

#include "actors/runtime/worker.hpp"

#include "actors/contract/clock.hpp"
#include "actors/contract/pinned_actor.hpp"
#include "actors/runtime/idle_loop.hpp"
#include "actors/runtime/scheduler.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <latch>
#include <semaphore>
#include <thread>

#include "caf/actor_system_config.hpp"
#include "caf/make_actor.hpp"
#include "caf/test/dsl.hpp"

// Real threads: nothing here asks how long anything takes, a lost message lets the suite time out.

using namespace fleetwire;

namespace {

/// Workers that run by themselves.
struct crew {
  explicit crew(unsigned size) : loops(size) {
    runtime::scheduler_config scheduling;
    for (auto& loop : loops)
      scheduling.loops.push_back(&loop);
    scheduling.clock = &clock;
    runtime::scheduler::install(config, scheduling);
    system = std::make_unique<caf::actor_system>(config);
  }
  runtime::worker& at(unsigned index) { return runtime::scheduler::of(*system).at(index); }
  /// `hidden` actors are not waited for at the end.
  template <class T, class... Ts>
  caf::actor spawn(unsigned home, bool hidden, Ts&&... xs) {
    caf::actor_config actor_config{&at(home)};
    auto who = caf::make_actor<T, caf::actor>(system->next_actor_id(), system->node(), system.get(),
                                              actor_config, std::forward<Ts>(xs)...);
    static_cast<T*>(caf::actor_cast<caf::abstract_actor*>(who))
      ->launch(actor_config.host, true, hidden);
    return who;
  }
  contract::system_clock clock;
  std::vector<runtime::idle_loop> loops;
  caf::actor_system_config config;
  std::unique_ptr<caf::actor_system> system;
};

/// Notes numbers by sender, and whether it was ever run away from home.
class resident final : public contract::pinned_actor {
public:
  struct notes {
    explicit notes(std::ptrdiff_t expected) : left(expected) {}
    std::array<std::vector<int>, 8> by_sender; // of the actor alone, until the latch opens
    bool abroad = false;
    std::latch left;
  };
  resident(caf::actor_config& config, contract::worker* home, notes* out)
    : contract::pinned_actor(config), home_(home), out_(out) {}

protected:
  caf::behavior make_behavior() override {
    return {[this](int sender, int number) {
      out_->by_sender[static_cast<std::size_t>(sender)].push_back(number);
      out_->abroad = out_->abroad || !home_->here();
      out_->left.count_down();
    }};
  }

private:
  contract::worker* home_;
  notes* out_;
};

/// Always has a message left for itself.
class restless final : public contract::pinned_actor {
public:
  restless(caf::actor_config& config, std::shared_ptr<int> token, std::latch* begun)
    : contract::pinned_actor(config), token_(std::move(token)), begun_(begun) {}

protected:
  caf::behavior make_behavior() override {
    return {[this](int n) {
      if (n == 0)
        begun_->count_down();
      send(this, n + 1);
    }};
  }

private:
  std::shared_ptr<int> token_;
  std::latch* begun_;
};

/// Posts itself again for ever.
struct treadmill {
  void operator()() {
    if (begun)
      begun->count_down();
    begun = nullptr;
    home->submit(treadmill{*this});
  }
  contract::worker* home;
  std::shared_ptr<int> token;
  std::latch* begun;
};

/// Queues more work when it is let go.
struct heir {
  heir(contract::worker& where, std::shared_ptr<int> what) : to(where), token(std::move(what)) {}
  ~heir() {
    to.submit([token = token] { (void)token; });
  }
  contract::worker& to;
  std::shared_ptr<int> token;
};

constexpr int rounds = 3'000;
#ifdef __SANITIZE_THREAD__
constexpr int message_rounds = 100; // it reports every message CAF frees, if only to itself
#else
constexpr int message_rounds = rounds;
#endif

} // namespace

CAF_TEST(an actor runs on its home worker whoever sends and each sender keeps its order) {
  constexpr int workers = 3;
  constexpr int outsiders = 2;
  resident::notes notes{(workers + outsiders) * message_rounds};
  crew all{workers};
  auto who = all.spawn<resident>(1, false, &all.at(1), &notes);
  for (int sender = 0; sender < workers; ++sender)
    all.at(static_cast<unsigned>(sender)).submit([who, sender] {
      for (int n = 0; n < message_rounds; ++n)
        caf::anon_send(who, sender, n);
    });
  std::vector<std::thread> threads;
  for (int sender = workers; sender < workers + outsiders; ++sender)
    threads.emplace_back([who, sender] {
      for (int n = 0; n < message_rounds; ++n)
        caf::anon_send(who, sender, n);
    });
  notes.left.wait();
  for (auto& each : threads)
    each.join();
  CAF_CHECK(!notes.abroad);
  for (int sender = 0; sender < workers + outsiders; ++sender) {
    const auto& numbers = notes.by_sender[static_cast<std::size_t>(sender)];
    CAF_CHECK_EQUAL(numbers.size(), static_cast<std::size_t>(message_rounds));
    CAF_CHECK(std::is_sorted(numbers.begin(), numbers.end()));
  }
  caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
}

CAF_TEST(a sleeping worker hears of every post from outside) {
  crew all{2};
  std::binary_semaphore heard{0};
  int count = 0;
  for (int n = 0; n < rounds; ++n) {
    // Waits for each, so the worker is about to sleep, or asleep, when the next one comes.
    all.at(static_cast<unsigned>(n) % 2).submit([&] {
      ++count;
      heard.release();
    });
    heard.acquire();
  }
  CAF_CHECK_EQUAL(count, rounds);
}

CAF_TEST(two workers that wait for each other wake each other) {
  crew all{2};
  std::latch done{1};
  int count = 0; // handed over with the ball
  std::function<void(unsigned)> play = [&](unsigned here) {
    if (++count == rounds)
      return done.count_down();
    all.at(here).peer(1 - here).submit([&play, here] { play(1 - here); });
  };
  all.at(0).submit([&] { play(0); });
  done.wait();
  CAF_CHECK_EQUAL(count, rounds);
}

CAF_TEST(posts of several workers and threads arrive once each and in their order) {
  constexpr int workers = 3;
  crew all{workers};
  std::array<std::vector<int>, workers + 1> seen;
  std::latch left{(workers + 1) * rounds};
  auto note = [&](int sender, int n) {
    seen[static_cast<std::size_t>(sender)].push_back(n);
    left.count_down();
  };
  auto flood = [&](int sender) {
    for (int n = 0; n < rounds; ++n)
      all.at(2).submit([&note, sender, n] { note(sender, n); });
  };
  for (int sender = 0; sender < workers; ++sender)
    all.at(static_cast<unsigned>(sender)).submit([&, sender] { flood(sender); });
  flood(workers);
  left.wait();
  for (const auto& numbers : seen) {
    CAF_CHECK_EQUAL(numbers.size(), static_cast<std::size_t>(rounds));
    CAF_CHECK(std::is_sorted(numbers.begin(), numbers.end()));
  }
}

CAF_TEST(a busy neighbour starves nobody) {
  auto token = std::make_shared<int>(0);
  {
    crew all{1};
    std::latch begun{2};
    std::latch served{1};
    all.at(0).submit(treadmill{&all.at(0), token, &begun});
    auto busy = all.spawn<restless>(0, true, token, &begun);
    caf::anon_send(busy, 0);
    begun.wait();
    all.at(0).submit([&] { served.count_down(); });
    served.wait();
  }
  // What was queued when it stopped is let go of, and nothing else is left.
  CAF_CHECK_EQUAL(token.use_count(), 1);
}

CAF_TEST(what is queued at the end is released although releasing queues more) {
  auto token = std::make_shared<int>(0);
  {
    crew all{2};
    std::latch begun{1};
    all.at(0).submit(treadmill{&all.at(0), token, &begun});
    begun.wait();
    for (unsigned n = 0; n < 1'000; ++n) {
      auto last = std::make_shared<heir>(all.at(n % 2), token);
      all.at(1 - n % 2).submit([last] { (void)last; });
    }
  }
  CAF_CHECK_EQUAL(token.use_count(), 1);
}

CAF_TEST(a worker knows its own thread and its siblings) {
  crew all{2};
  std::latch done{1};
  bool inside = false;
  bool elsewhere = true;
  all.at(1).submit([&] {
    inside = all.at(1).here() && runtime::worker::current() == &all.at(1);
    elsewhere = all.at(0).here();
    done.count_down();
  });
  done.wait();
  CAF_CHECK(inside);
  CAF_CHECK(!elsewhere);
  CAF_CHECK(!all.at(1).here());
  CAF_CHECK(runtime::worker::current() == nullptr);
  CAF_CHECK_EQUAL(all.at(0).count(), 2u);
  CAF_CHECK(&all.at(0).peer(1) == &all.at(1));
}
