#define CAF_SUITE actors.systems.orders.store.name_key

#include "actors/systems/orders/store/name_key.hpp"

#include <set>
#include <string>

#include "caf/test/dsl.hpp"

using fleetwire::systems::orders::store::name_key;

namespace {

constexpr std::int64_t secret = 0x123456789abcdef;
constexpr std::int64_t prime = (std::int64_t{1} << 61) - 1;

} // namespace

// They are kept: another number would be another name.
CAF_TEST(numbers stay what they were) {
  const name_key key{secret};
  const auto of_short = key("c1", "k1");
  const auto of_long = key("0a1b2c3d-0000-4000-8000-000000000001", std::string(100, '\xff'));
  CAF_CHECK_EQUAL(of_short, 555763220246489049);
  CAF_CHECK_EQUAL(of_long, 978244400612857927);
}

CAF_TEST(names that run into each other are told apart) {
  const name_key key{secret};
  std::set<std::int64_t> seen;
  const std::string letters = "aaaaaaaaaaaaaaaaaaaaaaaa";
  for (std::size_t i = 0; i <= letters.size(); ++i)
    CAF_CHECK(seen.insert(key(letters.substr(0, i), letters.substr(i))).second);
  for (const auto* zeros : {"", "0", "00"})
    CAF_CHECK(seen.insert(key("c1", std::string(zeros).append(7, '\0'))).second);
  CAF_CHECK(seen.insert(key("c1", std::string(8, '\0'))).second);
}

CAF_TEST(numbers are not negative and depend on the secret) {
  std::set<std::int64_t> seen;
  for (const auto point : {std::int64_t{2}, std::int64_t{3}, secret, prime - 1}) {
    const auto one = name_key{point}("cora-1", "order-1-0-17");
    CAF_CHECK(one >= 0);
    CAF_CHECK(one <= prime);
    CAF_CHECK(seen.insert(one).second);
  }
}

CAF_TEST(a polynomial has its value) {
  // The size of each name and its bytes, seven at a time.
  const auto of_one = name_key{1}("ab", "c");
  const auto of_ten = name_key{10}("ab", "c");
  CAF_CHECK_EQUAL(of_one, 2 + 0x6162 + 1 + 0x63);
  CAF_CHECK_EQUAL(of_ten, 2 * 10'000 + 0x6162 * 1'000 + 1 * 100 + 0x63 * 10);
}
