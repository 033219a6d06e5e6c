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

CAF_TEST(times look as in JavaScript) {
  CAF_CHECK_EQUAL(store::iso_text(at(0)), "1970-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(store::iso_text(at(-1)), "1969-12-31T23:59:59.999Z");
  CAF_CHECK_EQUAL(store::iso_text(at(951'827'696'007)), "2000-02-29T12:34:56.007Z");
  CAF_CHECK_EQUAL(store::iso_text(at(253'402'300'799'999)), "9999-12-31T23:59:59.999Z");
  CAF_CHECK_EQUAL(store::iso_text(at(253'402'300'800'000)), "+010000-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(store::iso_text(at(-62'167'219'200'001)), "-000001-12-31T23:59:59.999Z");
}

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
