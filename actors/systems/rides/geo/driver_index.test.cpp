#define CAF_SUITE actors.systems.rides.geo.driver_index
#include "actors/systems/rides/geo/driver_index.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::geo;
using std::chrono::seconds;

namespace {

struct known {
  point where;
  instant since;
};

using world = std::map<std::string, known>;

std::vector<std::string> names(const std::vector<neighbour>& found) {
  std::vector<std::string> result;
  for (const auto& each : found)
    result.emplace_back(each.driver);
  return result;
}

std::vector<std::string> brute_force(const world& drivers, point center, double radius,
                                     std::size_t limit, const driver_index::filter& accepts) {
  std::vector<std::tuple<long long, instant, std::string>> all;
  for (const auto& [name, driver] : drivers) {
    const double distance = distance_m(center, driver.where);
    if (distance <= radius && (!accepts || accepts(name)))
      all.emplace_back(std::llround(distance), driver.since, name);
  }
  std::sort(all.begin(), all.end());
  std::vector<std::string> result;
  for (std::size_t i = 0; i < std::min(limit, all.size()); ++i)
    result.push_back(std::get<2>(all[i]));
  return result;
}

// Towns at the places where flat grids go wrong.
constexpr point towns[] = {{40.4, -3.7}, {0, 180}, {0, 0}, {89.99, 30}, {-90, 0}, {65, -179.99}};

point near(point town, double spread, std::mt19937& random) {
  std::uniform_real_distribution<double> offset{-spread, spread};
  const double stretch = std::max(0.001, std::cos(town.lat * 3.14159 / 180));
  point p{std::clamp(town.lat + offset(random), -90.0, 90.0), town.lng + offset(random) / stretch};
  p.lng = std::remainder(p.lng, 360.0);
  return p;
}

} // namespace

CAF_TEST(the nearest comes first and ties go to who waits longest) {
  driver_index index;
  index.put("far", {40.01, -3}, instant{seconds{1}});
  index.put("new", {40.001, -3}, instant{seconds{9}});
  index.put("old", {40.001, -3}, instant{seconds{2}});
  index.put("also old", {40.001, -3}, instant{seconds{2}});
  const std::vector<std::string> expected{"also old", "old", "new", "far"};
  CAF_CHECK_EQUAL(names(index.nearest({40, -3}, 5000, 10)), expected);
  CAF_CHECK_EQUAL(names(index.nearest({40, -3}, 5000, 2)),
                  (std::vector<std::string>{"also old", "old"}));
}

CAF_TEST(the radius is inclusive) {
  driver_index index;
  index.put("d", {40.01, -3}, {});
  const double distance = distance_m({40, -3}, {40.01, -3});
  CAF_CHECK_EQUAL(index.nearest({40, -3}, distance, 1).size(), 1u);
  CAF_CHECK_EQUAL(index.nearest({40, -3}, distance - 1, 1).size(), 0u);
  CAF_CHECK(std::abs(index.nearest({40, -3}, 2000, 1).at(0).distance_m - distance) < 0.001);
}

CAF_TEST(drivers move and leave) {
  driver_index index;
  CAF_CHECK(index.put("d", {10, 10}, {}));
  CAF_CHECK(index.put("d", {20, 20}, {}));
  CAF_CHECK_EQUAL(index.size(), 1u);
  CAF_CHECK(index.nearest({10, 10}, 5000, 5).empty());
  CAF_CHECK_EQUAL(index.nearest({20, 20}, 5000, 5).size(), 1u);
  CAF_CHECK(index.remove("d"));
  CAF_CHECK(!index.remove("d"));
  CAF_CHECK(index.nearest({20, 20}, 5000, 5).empty());
  CAF_CHECK(index.put("e", {20, 20}, {}));
  CAF_CHECK(!index.put("e", {91, 0}, {}));
  CAF_CHECK(!index.contains("e"));
}

CAF_TEST(senseless questions have an empty answer) {
  driver_index index;
  index.put("d", {0, 0}, {});
  CAF_CHECK(index.nearest({0, 0}, 1000, 0).empty());
  CAF_CHECK(index.nearest({0, 0}, -1, 5).empty());
  CAF_CHECK(index.nearest({0, 0}, std::nan(""), 5).empty());
  CAF_CHECK(index.nearest({99, 0}, 1000, 5).empty());
}

CAF_TEST(a whole earth of radius finds everyone) {
  driver_index index;
  for (int i = 0; i < 100; ++i)
    index.put(std::to_string(i), {i * 1.5 - 75, i * 3.0 - 150}, {});
  CAF_CHECK_EQUAL(index.nearest({12, 34}, 3e7, 1000).size(), 100u);
}

CAF_TEST(random worlds agree with brute force) {
  std::mt19937 random{20260};
  driver_index index;
  world drivers;
  const double radii[] = {300, 3000, 5000, 100000, 2e6};
  const auto even = [](std::string_view name) { return (name.back() - '0') % 2 == 0; };
  for (int step = 0; step < 6000; ++step) {
    const auto town = towns[random() % std::size(towns)];
    const auto name = std::to_string(random() % 900);
    if (random() % 5 == 0) {
      CAF_REQUIRE_EQUAL(index.remove(name), drivers.erase(name) == 1);
    } else {
      const known driver{near(town, 0.1, random), instant{seconds{random() % 50}}};
      index.put(name, driver.where, driver.since);
      drivers[name] = driver;
    }
    CAF_REQUIRE_EQUAL(index.size(), drivers.size());
    if (step % 10 != 0)
      continue;
    const auto center = near(town, 0.05, random);
    const double radius = radii[random() % std::size(radii)];
    const std::size_t limit = 1 + random() % 20;
    const driver_index::filter filter = random() % 2 ? driver_index::filter{even} : nullptr;
    CAF_REQUIRE_EQUAL(names(index.nearest(center, radius, limit, filter)),
                      brute_force(drivers, center, radius, limit, filter));
  }
}

CAF_TEST(fifty thousand drivers answer quickly) {
  std::mt19937 random{7};
  driver_index index;
  for (int i = 0; i < 50000; ++i)
    index.put(std::to_string(i), near({40.4, -3.7}, 0.2, random), instant{seconds{i % 600}});
  for (const double radius : {3000.0, 5000.0, 100000.0}) {
    const auto start = std::chrono::steady_clock::now();
    std::size_t found = 0;
    for (int i = 0; i < 200; ++i)
      found += index.nearest(near({40.4, -3.7}, 0.2, random), radius, 10).size();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    CAF_MESSAGE("radius " << radius << " m: " << took.count() / 200 << " us a query");
    CAF_CHECK_EQUAL(found, 2000u);
  }
}
