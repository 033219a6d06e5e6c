#define CAF_SUITE actors.systems.fleet.rules.geofence

#include "actors/systems/fleet/rules/geofence.hpp"

#include <limits>
#include <numbers>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet::rules;

namespace {

polygon box(double west, double south, double east, double north) {
  return {{{south, west}, {south, east}, {north, east}, {north, west}, {south, west}}};
}

bool holds(const shape& what, double lat, double lng) {
  return area{what}.contains({lat, lng});
}

constexpr double metre = 360 / (2 * std::numbers::pi * earth_radius_km * 1000);

} // namespace

CAF_TEST(a circle holds its border and nothing beyond) {
  const circle c{{10, 20}, 1'000};
  CAF_CHECK(holds(c, 10, 20));
  CAF_CHECK(holds(c, 10 + 999.999 * metre, 20));
  CAF_CHECK(!holds(c, 10 + 1'000.01 * metre, 20));
  CAF_CHECK(!holds(c, -10, 20));
}

CAF_TEST(a circle goes over the antimeridian and the pole) {
  CAF_CHECK(holds(circle{{0, 179.999}, 1'000}, 0, -179.999));
  CAF_CHECK(!holds(circle{{0, 179.99}, 1'000}, 0, -179.99));
  CAF_CHECK(holds(circle{{89.999, 0}, 1'000}, 89.999, 180));
}

CAF_TEST(a polygon holds its edges and corners) {
  const auto p = box(1, 1, 3, 3);
  for (const auto& [lat, lng] :
       {std::pair{1.0, 1.0}, {3.0, 3.0}, {1.0, 2.0}, {2.0, 3.0}, {2.0, 2.0}})
    CAF_CHECK(holds(p, lat, lng));
  for (const auto& [lat, lng] :
       {std::pair{0.9999, 2.0}, {3.0001, 2.0}, {2.0, 0.9999}, {2.0, 3.0001}})
    CAF_CHECK(!holds(p, lat, lng));
}

CAF_TEST(a hole is outside and its border inside) {
  auto p = box(0, 0, 10, 10);
  p.push_back(box(4, 4, 6, 6).front());
  CAF_CHECK(!holds(p, 5, 5));
  CAF_CHECK(holds(p, 4, 5));
  CAF_CHECK(holds(p, 3, 5));
}

CAF_TEST(a ray through a corner counts once) {
  const polygon p{{{0, 0}, {2, 2}, {0, 4}, {-2, 2}, {0, 0}}};
  CAF_CHECK(!holds(p, 0, -1));
  CAF_CHECK(holds(p, 0, 1));
  CAF_CHECK(!holds(p, 2, 0));
  CAF_CHECK(!holds(p, -2, 0));
}

CAF_TEST(a polygon goes over the antimeridian the short way) {
  const auto p = box(179, -1, -179, 1);
  for (const double lng : {179.0, 179.5, 180.0, -180.0, -179.5, -179.0})
    CAF_CHECK(holds(p, 0, lng));
  for (const double lng : {178.9, -178.9, 0.0, 90.0})
    CAF_CHECK(!holds(p, 0, lng));
  auto ring_with_hole = p;
  ring_with_hole.push_back(
    {{-0.5, -179.9}, {-0.5, -179.5}, {0.5, -179.5}, {0.5, -179.9}, {-0.5, -179.9}});
  CAF_CHECK(!holds(ring_with_hole, 0, -179.7));
  CAF_CHECK(holds(ring_with_hole, 0, 179.7));
}

CAF_TEST(faults are told) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const shape& good :
       {shape{circle{{0, 0}, 1}}, shape{circle{{0, 0}, 1e6}}, shape{box(179, 0, -179, 1)}})
    CAF_CHECK(!fault_of(good));
  auto open = box(0, 0, 1, 1);
  open[0].pop_back();
  open[0].push_back({0.5, 0.5});
  for (const shape& bad :
       {shape{circle{{0, 0}, 0.99}}, shape{circle{{0, 0}, 1e6 + 1}}, shape{circle{{0, 0}, nan}},
        shape{circle{{91, 0}, 5}}, shape{polygon{}}, shape{polygon{ring{}}}, shape{open},
        shape{polygon{{{0, 0}, {1, 1}, {0, 0}}}}, shape{box(0, 0, 181, 1)},
        shape{polygon{{{80, 0}, {80, 120}, {80, -120}, {80, 0}}}}})
    CAF_CHECK(fault_of(bad).has_value());
}

CAF_TEST(a polygon has so many corners and no more) {
  ring line;
  for (std::size_t i = 0; i + 1 < most_corners; ++i)
    line.push_back({i % 2 == 0 ? 1.0 : 2.0, static_cast<double>(i) / 100});
  line.push_back(line.front());
  CAF_CHECK(!fault_of(shape{polygon{line}}));
  line.insert(line.begin(), line.back());
  CAF_CHECK(fault_of(shape{polygon{line}}).has_value());
}

CAF_TEST(geofences of some vehicles do not concern the others) {
  const geofence_set all{{{"b", "", box(0, 0, 1, 1), {}}, {"a", "", box(0, 0, 1, 1), {"v1"}}}};
  CAF_CHECK((all.around("v1", {0.5, 0.5}) == std::vector<std::string>{"a", "b"}));
  CAF_CHECK((all.around("v2", {0.5, 0.5}) == std::vector<std::string>{"b"}));
  CAF_CHECK(all.around("v1", {2, 2}).empty());
  CAF_CHECK(all.find("a") != nullptr);
  CAF_CHECK(all.find("c") == nullptr);
}

CAF_TEST(crossings are what differs) {
  const auto c = between({"a", "b"}, {"b", "c"});
  CAF_CHECK((c.entered == std::vector<std::string>{"c"}));
  CAF_CHECK((c.exited == std::vector<std::string>{"a"}));
}
