#define CAF_SUITE actors.systems.rides.catalog.cow_map

#include "actors/systems/rides/catalog/cow_map.hpp"

#include <map>
#include <random>

#include "caf/test/dsl.hpp"

using fleetwire::systems::rides::catalog::cow_map;

CAF_TEST(a copy does not see what happens to the original) {
  cow_map<int, 4> a;
  a.set("x", 1);
  a.set("y", 2);
  const auto b = a;
  a.set("x", 10);
  a.erase("y");
  a.set("z", 3);
  CAF_CHECK_EQUAL(*b.find("x"), 1);
  CAF_CHECK_EQUAL(*b.find("y"), 2);
  CAF_CHECK(b.find("z") == nullptr);
  CAF_CHECK_EQUAL(b.size(), 2U);
  CAF_CHECK_EQUAL(*a.find("x"), 10);
  CAF_CHECK(a.find("y") == nullptr);
  CAF_CHECK_EQUAL(a.size(), 2U);
}

CAF_TEST(it holds what a plain map holds through many changes and copies) {
  std::mt19937 dice{7};
  cow_map<int, 8> now;
  std::map<std::string, int> plain;
  std::vector<std::pair<cow_map<int, 8>, std::map<std::string, int>>> kept;
  for (int i = 0; i < 2'000; ++i) {
    const auto key = std::to_string(dice() % 100);
    if (dice() % 3 == 0) {
      now.erase(key);
      plain.erase(key);
    } else {
      now.set(key, i);
      plain[key] = i;
    }
    if (i % 200 == 0)
      kept.emplace_back(now, plain);
  }
  kept.emplace_back(now, plain);
  for (const auto& [copy, expected] : kept) {
    std::map<std::string, int> found;
    copy.for_each([&](const std::string& key, int n) { found[key] = n; });
    CAF_CHECK(found == expected);
    CAF_CHECK_EQUAL(copy.size(), expected.size());
  }
}
