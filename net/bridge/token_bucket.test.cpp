#define CAF_SUITE net.bridge.token_bucket

#include "net/bridge/token_bucket.hpp"

#include "caf/test/dsl.hpp"

using fleetwire::bridge::token_bucket;
using namespace std::chrono_literals;

namespace {

/// Ten tokens a second, five at most.
struct fixture {
  static constexpr double rate = 10;
  static constexpr double burst = 5;
  void spend(double amount) { bucket.spend(amount, rate, burst, now); }
  std::chrono::milliseconds debt() const { return bucket.debt(rate); }
  token_bucket bucket{burst};
  std::chrono::steady_clock::time_point now{1h};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(token_bucket_tests, fixture)

CAF_TEST(a burst is free to its last token) {
  spend(5);
  CAF_CHECK(debt() == 0ms);
  spend(1);
  CAF_CHECK(debt() > 99ms);
  CAF_CHECK(debt() <= 101ms);
}

CAF_TEST(a debt is paid when its time is over and not before) {
  spend(7);
  auto wait = debt();
  now += wait - 2ms;
  spend(0);
  CAF_CHECK(debt() > 0ms);
  now += 2ms;
  spend(0);
  CAF_CHECK(debt() == 0ms);
}

CAF_TEST(idle time earns no more than one burst) {
  spend(5);
  now += 1h;
  spend(5);
  CAF_CHECK(debt() == 0ms);
  spend(1);
  CAF_CHECK(debt() > 0ms);
}

CAF_TEST(the rate itself is never in debt) {
  spend(5);
  for (int i = 0; i < 100; ++i) {
    now += 100ms;
    spend(1);
  }
  CAF_CHECK(debt() <= 1ms); // rounding alone
  spend(1);
  CAF_CHECK(debt() > 99ms);
}

CAF_TEST(no rate is no limit) {
  bucket.spend(1e9, 0, burst, now);
  CAF_CHECK(bucket.debt(0) == 0ms);
}

CAF_TEST(a burst that was made smaller holds from the next spend) {
  spend(0);
  now += 1s;
  bucket.spend(3, rate, 2, now);
  CAF_CHECK(debt() > 99ms);
}

CAF_TEST_FIXTURE_SCOPE_END()
