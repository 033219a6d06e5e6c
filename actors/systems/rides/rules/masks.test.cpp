#define CAF_SUITE actors.systems.rides.rules.masks
#include "actors/systems/rides/rules/masks.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::rules;

CAF_TEST(a masked phone shows three digits) {
  CAF_CHECK(mask_phone("+53 5 555-0123") == "••• ••123");
  CAF_CHECK(mask_phone("5-1-2-3") == "••• ••123");
  CAF_CHECK(mask_phone("55 12 3 ext") == "••• ••123");
}

CAF_TEST(nothing is shown of too short a phone) {
  CAF_CHECK(!mask_phone(""));
  CAF_CHECK(!mask_phone("123"));
  CAF_CHECK(!mask_phone("no number"));
  CAF_CHECK(mask_phone("1234").has_value());
}

CAF_TEST(a passenger sees the phone of the driver but not the reverse) {
  const person who{"id", "Ana", {}, "+5355550123"};
  CAF_CHECK(as_driver(who) == (driver_slim{"id", "Ana", {}, "••• ••123", "+5355550123"}));
  CAF_CHECK(as_passenger(who) == (passenger_slim{"id", "Ana", {}, "••• ••123"}));
  CAF_CHECK(as_driver({"id", {}, {}, {}}) == (driver_slim{"id", {}, {}, {}, {}}));
}
