#define CAF_SUITE actors.systems.rides.rules.frozen

#include "actors/systems/rides/rules/frozen.hpp"

#include <string>

#include "caf/test/dsl.hpp"

using text = fleetwire::systems::rides::rules::frozen<std::string>;

CAF_TEST(copies share one value) {
  const text one{std::string{"a"}};
  const auto other = one;
  CAF_CHECK(&*one == &*other);
  CAF_CHECK_EQUAL(other->size(), 1u);
}

CAF_TEST(equal values are equal wherever they are) {
  const text one{std::string{"a"}};
  const text same{std::string{"a"}};
  CAF_CHECK(&*one != &*same);
  CAF_CHECK(one == same);
  CAF_CHECK(!(one == text{std::string{"b"}}));
  CAF_CHECK(!(one == text{}));
}

CAF_TEST(there is always a value) {
  text one;
  CAF_CHECK(one->empty());
  one = std::string{"a"};
  const auto other = std::move(one);
  CAF_CHECK_EQUAL(*other, "a");
  CAF_CHECK_EQUAL(*one, "a");
}
