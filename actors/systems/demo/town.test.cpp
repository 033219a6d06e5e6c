#define CAF_SUITE actors.systems.demo.town

#include "actors/systems/demo/town.hpp"

#include <cmath>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::demo;

CAF_TEST(a van never jumps and comes back to where it began) {
  for (std::size_t van = 0; van < van_count; ++van) {
    for (std::size_t step = 0; step < 120; ++step) {
      auto from = position(van, step);
      auto to = position(van, step + 1);
      CAF_REQUIRE(std::hypot(to.lat - from.lat, to.lng - from.lng) < 0.00021);
    }
    CAF_CHECK(std::abs(position(van, 120).lat - position(van, 0).lat) < 1e-9);
    CAF_CHECK_EQUAL(position(van, 120).heading, position(van, 0).heading);
  }
}

CAF_TEST(the vans are in different places) {
  CAF_CHECK_NOT_EQUAL(position(0, 7).heading, position(1, 7).heading);
  CAF_CHECK_NOT_EQUAL(position(1, 7).heading, position(2, 7).heading);
}
