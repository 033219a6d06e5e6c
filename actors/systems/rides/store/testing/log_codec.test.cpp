#define CAF_SUITE actors.systems.rides.store.testing.log_codec

#include "actors/systems/rides/store/log_codec.hpp"

#include <fleetwire/value.hpp>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;

namespace {

rules::instant at(std::int64_t ms) {
  return rules::instant{std::chrono::milliseconds{ms}};
}

} // namespace

CAF_TEST(every kind of value has its form) {
  using place = rules::named_place;
  CAF_CHECK_EQUAL(store::metadata_text({}), "{}");
  const auto text = store::metadata_text({{"nothing", {}},
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
