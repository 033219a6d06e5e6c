#define CAF_SUITE actors.systems.rides.store.testing.announcement_codec

#include "actors/systems/rides/store/announcement_codec.hpp"

#include "actors/systems/rides/store/testing/random_records.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using store::testing::random_records;

CAF_TEST(any announcement comes back from its text) {
  random_records make{1};
  std::vector<rules::announcement> back; // what is left of others must not show
  unsigned kinds = 0;
  for (std::size_t i = 0; i < 1'000; ++i) {
    std::vector<rules::announcement> said;
    while (said.size() < i % 4) {
      said.push_back(make.announcement());
      kinds |= 1u << static_cast<unsigned>(said.back().kind);
    }
    const auto text = store::announcements_text(said, {"t", "p"});
    CAF_REQUIRE(store::read_announcements(text, {"t", "p"}, back));
    CAF_REQUIRE(back == said);
  }
  CAF_CHECK_EQUAL(kinds, 0xFFFFu);
}

CAF_TEST(ids that are kept elsewhere are left out) {
  rules::announcement said;
  said.trip_id = "trip-7";
  said.passenger_id = "ana-9";
  const auto text = store::announcements_text({said}, {"trip-7", "ana-9"});
  CAF_CHECK_EQUAL(text.find("trip-7"), std::string::npos);
  CAF_CHECK_EQUAL(text.find("ana-9"), std::string::npos);
  std::vector<rules::announcement> back;
  CAF_REQUIRE(store::read_announcements(text, {"trip-7", "ana-9"}, back));
  CAF_CHECK(back == std::vector{said});
}

CAF_TEST(texts that are no announcement are told apart) {
  std::vector<rules::announcement> out;
  for (const auto* text : {"", "null", "{}", "7", "[7]", "[{}]", "[[]]"})
    CAF_CHECK(!store::read_announcements(text, {"t", "p"}, out));
  const std::string good =
    R"([{"kind":"trip:started","to":"pd","at":5,"trip_id":"t","passenger_id":"p"}])";
  CAF_REQUIRE(store::read_announcements(good, {"t", "p"}, out));
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].kind == rules::announcement_kind::started);
  CAF_CHECK((out[0].to == rules::audience{true, true, false}));
  CAF_CHECK(!out[0].admin_id); // files from before it was kept have none
  const std::pair<std::string_view, std::string_view> faults[] = {
    {"trip:started", "trip:stopped"},
    {"\"pd\"", "\"px\""},
    {"\"at\":5", "\"at\":5.5"},
    {"\"trip_id\":\"t\"", "\"trip_id\":5"},
    {"\"to\"", "\"current\":\"x\",\"to\""},
    {"\"to\"", "\"eta\":99999999999,\"to\""},
  };
  for (const auto& [what, with] : faults) {
    auto text = good;
    text.replace(text.find(what), what.size(), with);
    CAF_CHECK(!store::read_announcements(text, {"t", "p"}, out));
  }
}
