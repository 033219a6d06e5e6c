#define CAF_SUITE actors.runtime.timing_wheel

#include "actors/runtime/timing_wheel.hpp"

#include <random>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;
using contract::steady_time;

namespace {

struct probe final : contract::timer {
  void on_timer() override {
    ++fired;
    if (then)
      then();
  }
  int fired = 0;
  std::function<void()> then;
};

struct fixture {
  steady_time start{std::chrono::hours{1000}};
  runtime::timing_wheel wheel{start};
  /// Moves to `at` only over the moments the wheel asks for, as a worker does.
  void run_to(steady_time at) {
    for (auto due = wheel.next(); due && *due <= at; due = wheel.next())
      wheel.advance(*due);
    wheel.advance(at);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(timing_wheel_tests, fixture)

CAF_TEST(a timer fires at its deadline and not a millisecond before) {
  for (auto delay : {1ms, 63ms, 64ms, 65ms, 4095ms, 4096ms, 4097ms, 262144ms, 20000000ms}) {
    runtime::timing_wheel own{start};
    probe p;
    own.arm(p, start + delay);
    for (auto due = own.next(); due && *due < start + delay; due = own.next())
      own.advance(*due);
    own.advance(start + delay - 1ms);
    CAF_CHECK_EQUAL(p.fired, 0);
    own.advance(start + delay);
    CAF_CHECK_EQUAL(p.fired, 1);
    CAF_CHECK(!p.armed());
  }
}

CAF_TEST(a deadline between two ticks waits for the later one) {
  probe p;
  wheel.arm(p, start + 1500us);
  wheel.advance(start + 1ms);
  CAF_CHECK_EQUAL(p.fired, 0);
  wheel.advance(start + 2ms);
  CAF_CHECK_EQUAL(p.fired, 1);
}

CAF_TEST(a disarmed or destroyed timer never fires) {
  probe p;
  wheel.arm(p, start + 10ms);
  wheel.disarm(p);
  {
    probe gone;
    wheel.arm(gone, start + 10ms);
  }
  run_to(start + 1s);
  CAF_CHECK_EQUAL(p.fired, 0);
  CAF_CHECK(!wheel.next());
}

CAF_TEST(a timer may arm and destroy timers while it fires) {
  auto victim = std::make_unique<probe>();
  probe again;
  probe first;
  first.then = [&] {
    victim.reset();
    wheel.arm(again, start);
  };
  wheel.arm(first, start + 5ms);
  wheel.arm(*victim, start + 5ms);
  run_to(start + 6ms);
  CAF_CHECK_EQUAL(first.fired, 1);
  CAF_CHECK_EQUAL(again.fired, 1);
}

CAF_TEST(thousands of timers armed at random moments fire in order and once) {
  std::mt19937_64 random{7};
  std::vector<std::unique_ptr<probe>> timers;
  auto now = start;
  std::uint64_t late = 0;
  std::uint64_t early = 0;
  for (int i = 0; i < 5000; ++i) {
    auto p = std::make_unique<probe>();
    auto deadline = now + std::chrono::milliseconds(1 + random() % (random() % 3 ? 500 : 400'000));
    p->then = [&, deadline] {
      early += now < deadline;
      late += now > deadline;
    };
    wheel.arm(*p, deadline);
    timers.push_back(std::move(p));
    if (auto due = wheel.next(); due && random() % 2) {
      now = *due;
      wheel.advance(now);
    }
  }
  for (auto due = wheel.next(); due; due = wheel.next()) {
    now = *due;
    wheel.advance(now);
  }
  CAF_CHECK_EQUAL(early, 0u);
  CAF_CHECK_EQUAL(late, 0u);
  for (auto& p : timers)
    CAF_REQUIRE_EQUAL(p->fired, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
