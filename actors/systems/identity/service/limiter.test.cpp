#define CAF_SUITE actors.systems.identity.service.limiter

#include "actors/systems/identity/service/limiter.hpp"

#include "caf/test/dsl.hpp"

using fleetwire::systems::identity::limiter;

CAF_TEST(a burst passes and what comes after it waits its turn) {
  limiter it{0.5, 2};
  CAF_CHECK(it.take("a", 1'000));
  CAF_CHECK(it.take("a", 1'000));
  CAF_CHECK(!it.take("a", 1'000));
  CAF_CHECK(it.take("b", 1'000));
  CAF_CHECK(!it.take("a", 2'999));
  CAF_CHECK(it.take("a", 3'000));
  CAF_CHECK(!it.take("a", 3'000));
}

CAF_TEST(no rate means no limit) {
  limiter it{0, 1};
  for (int i = 0; i < 10; ++i)
    CAF_CHECK(it.take("a", 0));
}

CAF_TEST(what is forgotten was full again) {
  limiter it{1, 1};
  CAF_CHECK(it.take("kept", 500));
  for (int i = 0; i < 1'100; ++i)
    CAF_CHECK(it.take("k" + std::to_string(i), i < 1'000 ? 0 : 1'000));
  CAF_CHECK(!it.take("kept", 1'499));
  CAF_CHECK(it.take("kept", 1'500));
}
