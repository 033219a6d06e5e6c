#define CAF_SUITE actors.systems.rides.routes.rate_limit

#include "actors/systems/rides/routes/rate_limit.hpp"

#include "caf/test/dsl.hpp"

using fleetwire::systems::rides::routes::rate_limit;
using namespace std::chrono_literals;

namespace {

constexpr rate_limit::time start{1h};

} // namespace

CAF_TEST(as many as allowed and not one more) {
  rate_limit limit{8, 10s};
  for (int i = 0; i < 8; ++i)
    CAF_CHECK(limit.admit("ana", start + i * 1s));
  CAF_CHECK(!limit.admit("ana", start + 9999ms));
  CAF_CHECK(limit.admit("ana", start + 10s));
  CAF_CHECK(!limit.admit("ana", start + 10999ms));
}

CAF_TEST(everybody has a limit of his own) {
  rate_limit limit{1, 10s};
  CAF_CHECK(limit.admit("ana", start));
  CAF_CHECK(limit.admit("pedro", start));
  CAF_CHECK(!limit.admit("ana", start));
}

CAF_TEST(who stays away is forgotten) {
  rate_limit limit{1, 10s};
  limit.admit("ana", start);
  limit.admit("pedro", start + 5s);
  CAF_CHECK_EQUAL(limit.names(), 2u);
  limit.admit("juan", start + 10s);
  CAF_CHECK_EQUAL(limit.names(), 2u);
}
