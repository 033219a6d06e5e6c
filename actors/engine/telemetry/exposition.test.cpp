#define CAF_SUITE actors.engine.telemetry.exposition
#include "actors/engine/telemetry/exposition.hpp"

#include "actors/engine/telemetry/report.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;

CAF_TEST(a family has its help and type before its samples) {
  exposition out;
  out.family("a_total", "counter", "What\nit \\ is.");
  out.sample(std::uint64_t{7});
  out.sample(0.5, {{"kind", "x"}, {"worker", "0"}});
  CAF_CHECK_EQUAL(out.take(), "# HELP a_total What\\nit \\\\ is.\n"
                              "# TYPE a_total counter\n"
                              "a_total 7\n"
                              "a_total{kind=\"x\",worker=\"0\"} 0.5\n");
}

CAF_TEST(label values cannot break out of their quotes) {
  exposition out;
  out.family("a", "gauge", "b");
  out.sample(std::uint64_t{1}, {{"namespace", "/\"x\\\n"}});
  CAF_CHECK(out.take().ends_with("a{namespace=\"/\\\"x\\\\\\n\"} 1\n"));
}

CAF_TEST(buckets of a histogram add up and end in infinity) {
  contract::duration_histogram times;
  times.add(500);            // below 1 us
  times.add(1'000);          // below 2 us
  times.add(60'000'000'000); // beyond all bounds
  exposition out;
  out.family("t_seconds", "histogram", "b");
  out.histogram(times, {{"kind", "x"}});
  auto text = out.take();
  CAF_CHECK(text.find("t_seconds_bucket{kind=\"x\",le=\"1e-06\"} 1\n") != std::string::npos);
  CAF_CHECK(text.find("t_seconds_bucket{kind=\"x\",le=\"2e-06\"} 2\n") != std::string::npos);
  CAF_CHECK(text.find("t_seconds_bucket{kind=\"x\",le=\"+Inf\"} 3\n") != std::string::npos);
  CAF_CHECK(text.find("t_seconds_count{kind=\"x\"} 3\n") != std::string::npos);
  CAF_CHECK(text.find("t_seconds_sum{kind=\"x\"} 60.0000015\n") != std::string::npos);
}

CAF_TEST(quantiles lie in the bucket of their sample) {
  contract::duration_histogram times;
  CAF_CHECK_EQUAL(quantile(times, 0.5), 0.0);
  for (int i = 0; i < 99; ++i)
    times.add(3'000); // from 2 to 4 us
  times.add(1'000'000);
  auto median = quantile(times, 0.5);
  CAF_CHECK(median > 2e-6 && median < 4e-6);
  auto last = quantile(times, 1);
  CAF_CHECK(last > 0.5e-3 && last < 1.1e-3);
}

CAF_TEST(the load covers at least a second) {
  load_meter meter;
  CAF_CHECK_EQUAL(meter.update(10, 1), 0.0);
  CAF_CHECK_EQUAL(meter.update(10.5, 1.5), 1.0);
  CAF_CHECK_EQUAL(meter.update(12, 2), 0.5);    // since the first question
  CAF_CHECK_EQUAL(meter.update(12.5, 2), 0.4);  // still
  CAF_CHECK_EQUAL(meter.update(13.5, 2.75), 0.5); // since the one at 12
}
