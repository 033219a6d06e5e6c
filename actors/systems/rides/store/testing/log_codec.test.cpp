#define CAF_SUITE actors.systems.rides.store.testing.log_codec

#include "actors/systems/rides/store/log_codec.hpp"

#include <fleetwire/value.hpp>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;

namespace {

rules::instant at(std::int64_t ms) {
  return rules::instant{std::chrono::milliseconds{ms}};
}

std::string metadata_text(const std::vector<rules::log_field>& metadata) {
  std::vector<store::trip_event> out;
  const auto lines = store::lines_text({{rules::log_kind::trip_requested, at(5), metadata}});
  CAF_REQUIRE(store::read_lines(lines, out));
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  return out.front().metadata;
}

} // namespace

CAF_TEST(every kind of value has its form) {
  using place = rules::named_place;
  CAF_CHECK_EQUAL(metadata_text({}), "{}");
  const auto text = metadata_text({{"nothing", {}},
                                   {"flag", true},
                                   {"count", std::int64_t{3}},
                                   {"amount", 12.5},
                                   {"words", std::string{"a \"b\"\n\xFF"}},
                                   {"when", at(1'000)},
                                   {"where", fleetwire::systems::rides::geo::point{1.5, -2}},
                                   {"named", place{{1, 2}, "Calle 23"}},
                                   {"unnamed", place{{1, 2}, {}}}});
  CAF_CHECK_EQUAL(text, R"({"nothing":null,"flag":true,"count":3,"amount":12.5,)"
                        R"("words":"a \"b\"\n�","when":"1970-01-01T00:00:01.000Z",)"
                        R"("where":{"lat":1.5,"lng":-2},)"
                        R"("named":{"lat":1,"lng":2,"address":"Calle 23"},)"
                        R"("unnamed":{"lat":1,"lng":2,"address":null}})");
}

CAF_TEST(lines come back in their order) {
  using enum rules::log_kind;
  const std::vector<rules::log_entry> log{
    {trip_requested, at(-3), {{"words", std::string{"a\nb c"}}}},
    {assigning_started, at(1'700'000'000'000), {}}};
  std::vector<store::trip_event> out{{1, "earlier", at(0), "{}"}};
  CAF_REQUIRE(store::read_lines(store::lines_text(log), out));
  const std::vector<store::trip_event> expected{
    {1, "earlier", at(0), "{}"},
    {2, "trip_requested", at(-3), R"({"words":"a\nb c"})"},
    {3, "assigning_started", at(1'700'000'000'000), "{}"}};
  CAF_CHECK(out == expected);
}

CAF_TEST(what are no lines is told) {
  std::vector<store::trip_event> out;
  for (const auto* text :
       {"", "\n", "trip_requested", "trip_requested 5", "trip_requested x {}",
        "trip_requested 5x {}", "trip_requested 5 {}\n", "trip_requested 99999999999999999999 {}"})
    CAF_CHECK(!store::read_lines(text, out));
}
