#define CAF_SUITE actors.runtime.quiet_clock

#include "actors/runtime/quiet_clock.hpp"

#include <functional>
#include <thread>

#include "caf/all.hpp"

#include "caf/test/dsl.hpp"

using fleetwire::runtime::quiet_clock;

namespace {

struct fixture : test_coordinator_fixture<> {
  quiet_clock clock;
  caf::actor who = sys.spawn([](caf::event_based_actor*) -> caf::behavior { return {[](int) {}}; });
  caf::abstract_actor* self_of_who() { return caf::actor_cast<caf::abstract_actor*>(who); }
  std::size_t references() {
    return caf::actor_cast<caf::actor_control_block*>(who)->strong_refs.load();
  }
  /// Works off what the clock was told.
  void dispatch() {
    clock.cancel_dispatch_loop();
    clock.run_dispatch_loop();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(quiet_clock_tests, fixture)

CAF_TEST(the end of actors without timeouts is no news) {
  // More than would wait for its thread, which does not run here.
  for (std::size_t i = 0; i <= 2 * quiet_clock::buffer_size; ++i)
    clock.cancel_timeouts(self_of_who());
  dispatch();
  CAF_CHECK(clock.schedule().empty());
}

CAF_TEST(timeouts end with their actor) {
  const auto later = clock.now() + std::chrono::hours{1};
  const auto type = caf::atom_value{1};
  const std::function<void(quiet_clock&)> ways[] = {
    [&](quiet_clock& c) { c.set_ordinary_timeout(later, self_of_who(), type, 1); },
    [&](quiet_clock& c) { c.set_multi_timeout(later, self_of_who(), type, 1); },
    [&](quiet_clock& c) { c.set_request_timeout(later, self_of_who(), caf::make_message_id(7)); },
  };
  for (const auto& set : ways) {
    quiet_clock fresh;
    std::thread turning{[&] { fresh.run_dispatch_loop(); }};
    const auto before = references();
    set(fresh);
    CAF_CHECK_EQUAL(references(), before + 1); // a timeout keeps its actor
    fresh.cancel_timeouts(self_of_who());
    while (references() > before)
      std::this_thread::yield();
    fresh.cancel_dispatch_loop();
    turning.join();
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
