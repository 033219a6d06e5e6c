#define CAF_SUITE actors.systems.rides.geo.area
#include "actors/systems/rides/geo/area.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::geo;

namespace {

ring square(double low, double high) {
  return {{low, low}, {low, high}, {high, high}, {high, low}, {low, low}};
}

} // namespace

CAF_TEST(an area holds its inside and its border) {
  const area town{{{square(0, 10)}}};
  CAF_CHECK(town.contains({5, 5}));
  CAF_CHECK(town.contains({0, 5}));
  CAF_CHECK(town.contains({10, 10}));
  CAF_CHECK(town.contains({10, 0}));
  CAF_CHECK(!town.contains({10.0001, 5}));
  CAF_CHECK(!town.contains({5, -0.0001}));
}

CAF_TEST(a hole is outside but its border is inside) {
  const area town{{{square(0, 10), square(4, 6)}}};
  CAF_CHECK(!town.contains({5, 5}));
  CAF_CHECK(town.contains({4, 5}));
  CAF_CHECK(town.contains({6, 6}));
  CAF_CHECK(town.contains({3.999, 5}));
  CAF_CHECK(!town.contains({4.001, 5}));
}

CAF_TEST(any polygon of several will do) {
  const area both{{{square(0, 1)}, {square(5, 6)}}};
  CAF_CHECK(both.contains({0.5, 0.5}));
  CAF_CHECK(both.contains({5.5, 5.5}));
  CAF_CHECK(!both.contains({3, 3}));
}

CAF_TEST(a ray through corners counts them once) {
  // A diamond and a notch: latitudes 0 and 1 pass exactly through corners.
  const area diamond{{{{{0, -2}, {2, 0}, {0, 2}, {-2, 0}, {0, -2}}}}};
  CAF_CHECK(diamond.contains({0, 0}));
  CAF_CHECK(!diamond.contains({0, -3}));
  CAF_CHECK(!diamond.contains({2, -1}));
  const area notched{{{{{0, 0}, {0, 4}, {2, 4}, {1, 2}, {2, 0}, {0, 0}}}}};
  CAF_CHECK(notched.contains({1, 1}));
  CAF_CHECK(notched.contains({1, 3}));
  CAF_CHECK(!notched.contains({1.5, 2}));
  CAF_CHECK(!notched.contains({1, -1}));
  CAF_CHECK(!notched.contains({1, 5}));
}

CAF_TEST(the direction of a ring does not matter) {
  const area turned{{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}}}};
  CAF_CHECK(turned.contains({5, 5}));
  CAF_CHECK(!turned.contains({11, 5}));
}

CAF_TEST(shapes that are none are told apart) {
  CAF_CHECK(!fault_of({{square(0, 1)}}));
  CAF_CHECK(fault_of({}) == area_fault::empty);
  CAF_CHECK(fault_of({polygon{}}) == area_fault::empty);
  CAF_CHECK(fault_of({{{{0, 0}, {1, 1}, {0, 0}}}}) == area_fault::ring_too_short);
  CAF_CHECK(fault_of({{{{0, 0}, {0, 1}, {1, 1}, {1, 0}}}}) == area_fault::ring_not_closed);
  CAF_CHECK(fault_of({{square(0, 91)}}) == area_fault::position_out_of_range);
  CAF_CHECK(!area{{}}.contains({0, 0}));
}
