#define CAF_SUITE tools.load.report
#include "tools/load/report.hpp"

#include "caf/test/dsl.hpp"

#include <limits>

using namespace fleetwire::load;

CAF_TEST(numbers read well) {
  CAF_CHECK_EQUAL(readable(0), "0");
  CAF_CHECK_EQUAL(readable(999), "999");
  CAF_CHECK_EQUAL(readable(1000), "1 000");
  CAF_CHECK_EQUAL(readable(1234567.8), "1 234 568");
  CAF_CHECK_EQUAL(readable(-1234567), "-1 234 567");
  CAF_CHECK_EQUAL(readable(123456), "123 456");
  CAF_CHECK_EQUAL(readable(12.34), "12.3");
  CAF_CHECK_EQUAL(readable(1.2345), "1.234");
  CAF_CHECK_EQUAL(readable(std::numeric_limits<double>::quiet_NaN()), "-");
}

CAF_TEST(json holds every figure and null for none) {
  report r{"echo"};
  r.add("count", "events", 3);
  r.add("share", "share", 0.25, "%");
  r.add("none", "none", std::numeric_limits<double>::infinity());
  CAF_CHECK_EQUAL(r.json(), "{\"scenario\":\"echo\",\"count\":3,\"share\":0.25,\"none\":null}\n");
  CAF_CHECK_EQUAL(r.value("share"), 0.25);
  CAF_CHECK_EQUAL(r.value("absent"), 0.0);
}

CAF_TEST(latency comes in microseconds) {
  histogram h;
  for (int i = 0; i < 100; ++i)
    h.record(2000);
  h.record(64'000);
  report r{"echo"};
  r.add_latency("rtt", "round trip", h);
  CAF_CHECK(r.value("rtt_p50_us") >= 2.0 && r.value("rtt_p50_us") < 2.02);
  CAF_CHECK_EQUAL(r.value("rtt_p999_us"), 64.0);
  CAF_CHECK_EQUAL(r.value("rtt_max_us"), 64.0);
  CAF_CHECK(r.table().find("round trip p99.9") != std::string::npos);
}
