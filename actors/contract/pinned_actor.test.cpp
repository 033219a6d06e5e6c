#define CAF_SUITE actors.contract.pinned_actor

#include "actors/contract/pinned_actor.hpp"

#include <numeric>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;

namespace {

/// Answers with the double, and remembers whatever it was told later.
class doubler final : public contract::pinned_actor {
public:
  doubler(caf::actor_config& config, contract::actor_kind* kind, std::vector<int>* seen)
    : contract::pinned_actor(config, kind), seen_(seen) {}

protected:
  caf::behavior make_behavior() override {
    return {
      [this](int n) {
        seen_->push_back(n);
        return n * 2;
      },
      [this](const std::string& word) {
        if (word == "later")
          delayed_send(this, 10ms, std::string{"now"});
        else
          seen_->push_back(99);
      },
    };
  }

private:
  std::vector<int>* seen_;
};

/// CAF's own test scheduler: there is no worker anywhere.
struct fixture : test_coordinator_fixture<> {
  caf::actor spawn(contract::actor_kind* counted) { return sys.spawn<doubler>(counted, &seen); }
  void end(caf::actor& who) {
    caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
    who = nullptr;
    run();
  }
  std::vector<int> seen;
  contract::actor_kind kind{"doubler"};
};

std::uint64_t measured(const contract::duration_histogram& times) {
  auto counts = times.counts();
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Measures every message while it lasts.
struct measuring {
  measuring() { contract::sample_every = 1; }
  ~measuring() { contract::sample_every = before; }
  unsigned before = contract::sample_every;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(pinned_actor_tests, fixture)

CAF_TEST(without a worker it is stepped by the test scheduler as its base class is) {
  auto who = spawn(nullptr);
  run();
  self->send(who, 21);
  CAF_CHECK(seen.empty());
  expect((int), from(self).to(who).with(21));
  expect((int), from(who).to(self).with(42));
  CAF_CHECK_EQUAL(seen, std::vector<int>{21});
}

CAF_TEST(without a worker it waits for the virtual clock) {
  auto who = spawn(nullptr);
  run();
  caf::anon_send(who, std::string{"later"});
  consume_messages();
  advance_time(9ms);
  consume_messages();
  CAF_CHECK(seen.empty());
  advance_time(1ms);
  consume_messages();
  CAF_CHECK_EQUAL(seen, std::vector<int>{99});
}

CAF_TEST(a kind counts what its actors do) {
  auto who = spawn(&kind);
  auto other = spawn(&kind);
  run();
  CAF_CHECK_EQUAL(kind.spawned.load(), 2u);
  for (int n = 0; n < 3; ++n)
    caf::anon_send(who, n);
  caf::anon_send(other, 7);
  CAF_CHECK_EQUAL(kind.enqueued.load(), 4u);
  CAF_CHECK_EQUAL(kind.waiting(), 4u);
  CAF_CHECK_EQUAL(kind.deepest.load(), 3u);
  run();
  CAF_CHECK_EQUAL(kind.handled.load(), 4u);
  CAF_CHECK_EQUAL(kind.waiting(), 0u);
  CAF_CHECK_EQUAL(kind.deepest.load(), 3u);
  end(who);
  end(other);
  CAF_CHECK_EQUAL(kind.ended.load(), 2u);
}

CAF_TEST(what an ended actor did not handle is counted as dropped) {
  auto who = spawn(&kind);
  run();
  caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
  caf::anon_send(who, 1);
  caf::anon_send(who, 2);
  who = nullptr;
  run();
  CAF_CHECK(seen.empty());
  CAF_CHECK_EQUAL(kind.ended.load(), 1u);
  CAF_CHECK_EQUAL(kind.waiting(), 0u);
  CAF_CHECK_EQUAL(kind.enqueued.load(), kind.handled.load() + kind.dropped.load());
}

CAF_TEST(handler and waiting times are sampled at the rate that is set) {
  auto who = spawn(&kind);
  run();
  auto handled = measured(kind.handler_time);
  auto waited = measured(kind.wait_time);
  {
    measuring all;
    for (int n = 0; n < 5; ++n)
      caf::anon_send(who, n);
    run();
  }
  CAF_CHECK_EQUAL(measured(kind.handler_time), handled + 5);
  CAF_CHECK_EQUAL(measured(kind.wait_time), waited + 1); // became runnable once
}

CAF_TEST(it goes by the name of its kind) {
  auto who = spawn(&kind);
  auto plain = spawn(nullptr);
  CAF_CHECK_EQUAL(std::string{deref<doubler>(who).name()}, "doubler");
  CAF_CHECK_EQUAL(std::string{deref<doubler>(plain).name()}, "fleetwire.actor");
}

CAF_TEST_FIXTURE_SCOPE_END()
