#define CAF_SUITE tools.load.pacer
#include "tools/load/pacer.hpp"

#include "caf/test/dsl.hpp"

using fleetwire::load::pacer;

CAF_TEST(events are due at even distances from the start) {
  pacer p{1000, 5'000'000};
  CAF_CHECK(!p.due(4'999'999));
  CAF_CHECK(p.due(5'000'000));
  CAF_CHECK_EQUAL(p.take(), 5'000'000);
  CAF_CHECK(!p.due(5'999'999));
  CAF_CHECK_EQUAL(p.next(), 6'000'000);
}

CAF_TEST(a late taker still gets the times that were intended) {
  pacer p{2, 0};
  int taken = 0;
  while (p.due(3'000'000'000))
    CAF_CHECK_EQUAL(p.take(), 500'000'000LL * taken++);
  CAF_CHECK_EQUAL(taken, 7);
}

CAF_TEST(rounding does not add up) {
  pacer p{3, 0};
  for (int i = 0; i < 3'000'000; ++i)
    p.take();
  CAF_CHECK_EQUAL(p.next(), 1'000'000'000'000'000LL);
}
