#define CAF_SUITE actors.contract.id_table

#include "actors/contract/id_table.hpp"

#include <map>
#include <random>

#include "caf/test/dsl.hpp"

using fleetwire::contract::id_table;

namespace {

/// As `model` says, by each way of asking.
void check_alike(const id_table<int>& table, const std::map<std::string, int>& model) {
  CAF_REQUIRE_EQUAL(table.size(), model.size());
  std::map<std::string, int> seen;
  table.for_each([&](const std::string& id, int what) { seen.emplace(id, what); });
  CAF_CHECK(seen == model);
  for (const auto& [id, what] : model) {
    const auto* found = table.find(id);
    CAF_REQUIRE(found != nullptr);
    CAF_CHECK_EQUAL(*found, what);
  }
}

} // namespace

CAF_TEST(an empty table finds nothing) {
  id_table<int> table;
  CAF_CHECK(table.find("a") == nullptr);
  table.erase("a");
  const std::vector<std::string> wanted{"a", "b"};
  const auto found = table.find_all(wanted, [](const auto& id) { return id; });
  CAF_REQUIRE_EQUAL(found.size(), 2u);
  CAF_CHECK(found[0] == nullptr && found[1] == nullptr);
}

CAF_TEST(it does as a map does) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 dice{seed};
    id_table<int> table;
    std::map<std::string, int> model;
    for (int i = 0; i < 2'000; ++i) {
      const auto id = "id-" + std::to_string(dice() % 300);
      if (dice() % 3 == 0) {
        table.erase(id);
        model.erase(id);
      } else {
        table[id] = i;
        model[id] = i;
      }
    }
    check_alike(table, model);
    table.clear();
    check_alike(table, {});
  }
}

CAF_TEST(many are found in their order) {
  id_table<int> table;
  for (int i = 0; i < 100; ++i)
    table["id-" + std::to_string(i)] = i;
  const std::vector<std::pair<int, std::string>> wanted{
    {7, "id-7"}, {-1, "nobody"}, {99, "id-99"}, {7, "id-7"}};
  const auto found =
    table.find_all(wanted, [](const auto& each) { return std::string_view{each.second}; });
  CAF_REQUIRE_EQUAL(found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    CAF_CHECK_EQUAL(found[i] ? *found[i] : -1, wanted[i].first);
}

CAF_TEST(what it holds stays where it is) {
  id_table<int> table;
  auto* const first = &table["first"];
  for (int i = 0; i < 1'000; ++i)
    table["id-" + std::to_string(i)] = i;
  for (int i = 0; i < 1'000; ++i)
    table.erase("id-" + std::to_string(i));
  CAF_CHECK(table.find("first") == first);
  CAF_CHECK_EQUAL(table.size(), 1u);
}
