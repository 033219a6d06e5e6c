#define CAF_SUITE actors.systems.demo.town

#include "actors/systems/demo/town.hpp"

#include <cmath>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::demo;

CAF_TEST(a van never jumps and comes back to where it began) {
  for (std::size_t van = 0; van < van_count; ++van) {
    for (std::size_t step = 0; step < round_of(van); ++step) {
      auto from = position(van, step);
      auto to = position(van, step + 1);
      auto distance = std::hypot(to.lat - from.lat, to.lng - from.lng);
      CAF_REQUIRE(distance > block / 10);
      CAF_REQUIRE(distance < block / 5);
    }
    auto first = position(van, 0);
    auto last = position(van, round_of(van));
    CAF_CHECK(std::hypot(last.lat - first.lat, last.lng - first.lng) < 1e-9);
    CAF_CHECK_EQUAL(last.heading, first.heading);
  }
}

CAF_TEST(vans look where they drive to) {
  for (std::size_t van = 0; van < van_count; ++van)
    for (std::size_t step = 0; step < round_of(van); ++step) {
      auto from = position(van, step);
      auto to = position(van, step + 1);
      auto degrees = std::atan2(to.lng - from.lng, to.lat - from.lat) * 180 / std::acos(-1.0);
      CAF_REQUIRE_EQUAL((static_cast<int>(std::lround(degrees)) + 360) % 360, from.heading);
    }
}

CAF_TEST(vans stay on the streets of the town) {
  for (std::size_t van = 0; van < van_count; ++van)
    for (std::size_t step = 0; step < round_of(van); ++step) {
      auto at = position(van, step);
      auto x = (at.lng - west) / block;
      auto y = (at.lat - south) / block;
      CAF_REQUIRE(x > -1e-6 && x < columns + 1e-6 && y > -1e-6 && y < rows + 1e-6);
      CAF_REQUIRE(std::abs(x - std::round(x)) < 1e-6 || std::abs(y - std::round(y)) < 1e-6);
    }
}

CAF_TEST(no two vans start in one place) {
  for (std::size_t van = 0; van < van_count; ++van)
    for (std::size_t other = van + 1; other < van_count; ++other) {
      auto a = position(van, 0);
      auto b = position(other, 0);
      CAF_CHECK(std::hypot(a.lat - b.lat, a.lng - b.lng) > block / 2);
    }
}
