#define CAF_SUITE tools.load.process_stats
#include "tools/load/process_stats.hpp"

#include "caf/test/dsl.hpp"

#include <unistd.h>

using namespace fleetwire::load;

CAF_TEST(ticks are fields 14 and 15 whatever the name holds) {
  CAF_CHECK_EQUAL(cpu_ticks("12 (a b) c) S 1 2 3 4 5 6 7 8 9 10 100 23 0 0 20 0 1\n").value_or(0),
                  123u);
  CAF_CHECK(!cpu_ticks("12 (a) S 1 2 3"));
  CAF_CHECK(!cpu_ticks(""));
}

CAF_TEST(resident pages are the second field) {
  CAF_CHECK_EQUAL(resident_pages("5000 321 100 1 0 9 0\n").value_or(0), 321u);
  CAF_CHECK(!resident_pages("5000"));
}

CAF_TEST(this process has memory and a process that is none has nothing) {
  auto self = sample_process(getpid());
  CAF_REQUIRE(self);
  CAF_CHECK(self->rss_bytes > 100'000);
  CAF_CHECK(!sample_process(1 << 30));
}
