#define CAF_SUITE tools.load.histogram
#include "tools/load/histogram.hpp"

#include "caf/test/dsl.hpp"

#include <cstdint>
#include <limits>

using fleetwire::load::histogram;

CAF_TEST(an empty histogram answers zero) {
  histogram h;
  CAF_CHECK_EQUAL(h.count(), 0u);
  CAF_CHECK_EQUAL(h.quantile(0.5), 0);
  CAF_CHECK_EQUAL(h.max(), 0);
  CAF_CHECK_EQUAL(h.min(), 0);
}

CAF_TEST(small values are exact) {
  histogram h;
  for (std::int64_t v = 1; v <= 100; ++v)
    h.record(v);
  CAF_CHECK_EQUAL(h.quantile(0.5), 50);
  CAF_CHECK_EQUAL(h.quantile(0.99), 99);
  CAF_CHECK_EQUAL(h.quantile(0.991), 100);
  CAF_CHECK_EQUAL(h.quantile(1.0), 100);
  CAF_CHECK_EQUAL(h.quantile(0.0), 1);
  CAF_CHECK_EQUAL(h.min(), 1);
  CAF_CHECK_EQUAL(h.mean(), 50.5);
}

CAF_TEST(buckets are contiguous and a value lies in its own) {
  for (std::size_t b = 1; b < 5000; ++b) {
    auto first = histogram::bucket_end(b - 1) + 1;
    CAF_REQUIRE_EQUAL(histogram::bucket_of(first), b);
    CAF_REQUIRE_EQUAL(histogram::bucket_of(histogram::bucket_end(b)), b);
  }
}

CAF_TEST(a bucket is at most one part in 128 wide) {
  for (std::uint64_t v : {255ull, 256ull, 257ull, 1'000'000ull, 123'456'789'012ull}) {
    auto end = histogram::bucket_end(histogram::bucket_of(v));
    CAF_CHECK(end >= v);
    CAF_CHECK(static_cast<double>(end - v) <= static_cast<double>(v) / 128);
  }
}

CAF_TEST(the largest value is held and a negative one counts as zero) {
  histogram h;
  h.record(std::numeric_limits<std::int64_t>::max());
  h.record(-5);
  CAF_CHECK_EQUAL(h.count(), 2u);
  CAF_CHECK_EQUAL(h.min(), 0);
  CAF_CHECK_EQUAL(h.quantile(0.5), 0);
  CAF_CHECK_EQUAL(h.quantile(1.0), std::numeric_limits<std::int64_t>::max());
}

CAF_TEST(a quantile never exceeds the largest value) {
  histogram h;
  h.record(1'000'001);
  CAF_CHECK_EQUAL(h.quantile(0.99), 1'000'001);
}

CAF_TEST(merging adds up and reset forgets) {
  histogram a;
  histogram b;
  a.record(10);
  b.record(5);
  b.record(30);
  a.merge(b);
  CAF_CHECK_EQUAL(a.count(), 3u);
  CAF_CHECK_EQUAL(a.min(), 5);
  CAF_CHECK_EQUAL(a.max(), 30);
  CAF_CHECK_EQUAL(a.quantile(0.5), 10);
  a.reset();
  CAF_CHECK_EQUAL(a.count(), 0u);
  CAF_CHECK_EQUAL(a.quantile(0.5), 0);
  a.merge(b);
  CAF_CHECK_EQUAL(a.min(), 5);
}
