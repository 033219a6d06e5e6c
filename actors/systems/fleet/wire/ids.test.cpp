#define CAF_SUITE actors.systems.fleet.wire.ids

#include "actors/systems/fleet/wire/ids.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::fleet::wire;

CAF_TEST(ids are short and plain) {
  CAF_CHECK(is_id("v1"));
  CAF_CHECK(is_id("Van-1_a.b:c"));
  CAF_CHECK(is_id(std::string(64, 'a')));
  CAF_CHECK(!is_id(std::string(65, 'a')));
  for (const auto* bad : {"", " ", "a b", "a/b", "a\n", "é", "a%20", "{}"})
    CAF_CHECK(!is_id(bad));
}

CAF_TEST(an id comes plain or in an object) {
  const auto read = [](std::string_view text) {
    return read_id(value{text}, "vehicleId").value_or("?");
  };
  CAF_CHECK_EQUAL(read(R"("v1")"), "v1");
  CAF_CHECK_EQUAL(read(R"({"vehicleId":"v1"})"), "v1");
  for (const auto* bad : {"", "null", "1", "true", R"("")", R"({"id":"v1"})", R"({"vehicleId":1})",
                          R"(["v1"])", R"({"vehicleId":{"vehicleId":"v1"}})"})
    CAF_CHECK_EQUAL(read(bad), "?");
}
