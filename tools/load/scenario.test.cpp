#define CAF_SUITE tools.load.scenario
#include "tools/load/scenario.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::load;

CAF_TEST(a payload has the wanted size and carries its number) {
  for (std::size_t size : {64u, 65u, 100u, 4096u}) {
    auto payload = make_payload(size);
    CAF_CHECK_EQUAL(payload.size(), size);
    CAF_CHECK(payload.starts_with("{\"seq\":1000000000,\"lat\":"));
    CAF_CHECK(payload.ends_with("\"}"));
    set_sequence(payload, 8'999'999'999);
    CAF_CHECK_EQUAL(payload.size(), size);
    CAF_CHECK_EQUAL(sequence_after("[\"fan\"," + payload + "]", "[\"fan\",").value_or(0),
                    8'999'999'999u);
  }
}

CAF_TEST(a packet of another event or shape has no number) {
  CAF_CHECK(!sequence_after("[\"loc\",{\"seq\":1000000000}]", "[\"fan\","));
  CAF_CHECK(!sequence_after("[\"fan\",{\"seq\":100000000}]", "[\"fan\","));
  CAF_CHECK(!sequence_after("[\"fan\",{\"seq\":0999999999}]", "[\"fan\","));
  CAF_CHECK(!sequence_after("[\"fan\",", "[\"fan\","));
  CAF_CHECK_EQUAL(sequence_after("[\"fan\",{\"seq\":1000000007}]", "[\"fan\",").value_or(0), 7u);
}
