#define CAF_SUITE net.engineio.open
#include "net/engineio/open.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::engineio;
using namespace std::chrono_literals;

CAF_TEST(the open packet is text with five keys) {
  CAF_CHECK_EQUAL(open_packet({"AAECAwQFBgcICQoLDA0O", true, 300ms, 200ms, 1'000'000}),
                  R"(0{"sid":"AAECAwQFBgcICQoLDA0O","upgrades":["websocket"],)"
                  R"("pingInterval":300,"pingTimeout":200,"maxPayload":1000000})");
  CAF_CHECK_EQUAL(open_packet({"x", false}),
                  R"(0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,)"
                  R"("maxPayload":1000000})");
}
