#define CAF_SUITE actors.systems.identity.rules.ping

#include "actors/systems/identity/rules/ping.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;

namespace {

/// A degree of latitude in metres.
constexpr double degree = 111'195.08;

user at_rest() {
  user out;
  out.location = place{0, 0};
  out.updated_at = 0;
  return out;
}

place north(double metres) {
  return {metres / degree, 0};
}

} // namespace

CAF_TEST(the first place and a forced one are written) {
  user fresh;
  CAF_CHECK(worth_a_write(fresh, {0, 0}, false, 0));
  CAF_CHECK(worth_a_write(at_rest(), {0, 0}, true, 0));
  CAF_CHECK(!worth_a_write(at_rest(), {0, 0}, false, 0));
}

CAF_TEST(a move counts from fifty metres and fifteen seconds on) {
  CAF_CHECK(worth_a_write(at_rest(), north(50.1), false, 15'000));
  CAF_CHECK(!worth_a_write(at_rest(), north(49.9), false, 15'000));
  CAF_CHECK(!worth_a_write(at_rest(), north(50.1), false, 14'999));
}

CAF_TEST(after five minutes any ping counts) {
  CAF_CHECK(worth_a_write(at_rest(), {0, 0}, false, 300'000));
  CAF_CHECK(!worth_a_write(at_rest(), {0, 0}, false, 299'999));
}
