#define CAF_SUITE net.engineio.sid
#include "net/engineio/sid.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::engineio;

CAF_TEST(a sid names its worker) {
  CAF_CHECK_EQUAL(home_worker("AAECAwQFBgcICQoLDA0O").value_or(1000), 0u);
  CAF_CHECK_EQUAL(home_worker("AgECAwQFBgcICQoLDA0O").value_or(1000), 2u);
  CAF_CHECK_EQUAL(home_worker("gP__________________").value_or(1000), 128u);
  CAF_CHECK_EQUAL(home_worker("--------------------").value_or(1000), 251u);
  CAF_CHECK_EQUAL(home_worker("____________________").value_or(1000), 255u);
}

CAF_TEST(only the form of a sid is taken for one) {
  CAF_CHECK(home_worker("AAECAwQFBgcICQoLDA0O"));
  for (auto text : {"", "AAECAwQFBgcICQoLDA0", "AAECAwQFBgcICQoLDA0OO", "AAECAwQFBgcICQoLDA0=",
                    "AAECAwQFBgcICQoLDA+/", "AAECAwQFBgcICQoL A0O", "AAECAwQFBgcICQoLDA0\xff"})
    CAF_CHECK(!home_worker(text));
}
