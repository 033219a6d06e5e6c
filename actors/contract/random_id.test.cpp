#define CAF_SUITE actors.contract.random_id

#include "actors/contract/random_id.hpp"

#include "actors/contract/input.hpp"
#include "actors/contract/uuid.hpp"

#include <set>

#include "caf/test/dsl.hpp"

using namespace fleetwire::contract;

CAF_TEST(an id names its worker and is read again) {
  const auto id = random_id::make(3);
  CAF_CHECK_EQUAL(id.text().size(), 20u);
  CAF_CHECK_EQUAL(id.worker(), 3u);
  const auto read = random_id::parse(id.text());
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(*read == id);
  CAF_CHECK(!random_id::parse(id.text().substr(1)));
}

CAF_TEST(uuids are random and of version 4) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) { // more than one block of randomness
    const auto id = random_uuid();
    CAF_CHECK(is_uuid(id));
    CAF_CHECK_EQUAL(id[14], '4');
    CAF_CHECK(std::string_view{"89ab"}.find(id[19]) != std::string_view::npos);
    CAF_CHECK(seen.insert(id).second);
  }
}

CAF_TEST(ordered uuids sort by their time and are random otherwise) {
  using namespace std::chrono;
  const system_clock::time_point now{milliseconds{1'700'000'000'123}};
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto id = ordered_uuid(now);
    CAF_CHECK(is_uuid(id));
    CAF_CHECK_EQUAL(id[14], '7');
    CAF_CHECK(std::string_view{"89ab"}.find(id[19]) != std::string_view::npos);
    const auto time = id.substr(0, 13);
    CAF_CHECK_EQUAL(time, "018bcfe5-687b");
    CAF_CHECK(seen.insert(id).second);
  }
  CAF_CHECK(*seen.rbegin() < ordered_uuid(now + 1ms));
  CAF_CHECK(ordered_uuid(now + 1ms) < ordered_uuid(now + hours{1'000'000}));
}
