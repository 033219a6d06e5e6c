#define CAF_SUITE actors.contract.json_writer

#include "actors/contract/json_writer.hpp"

#include <cmath>
#include <limits>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using contract::json_writer;
using contract::written;

namespace {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;

std::string iso(std::int64_t ms) {
  std::string out;
  contract::append_iso(out, instant{std::chrono::milliseconds{ms}});
  return out;
}

} // namespace

CAF_TEST(an object without members) {
  const auto text = written(8, [](json_writer&) {}).text;
  CAF_CHECK_EQUAL(text, "{}");
}

CAF_TEST(members of every kind) {
  const auto text = written(16, [](json_writer& out) {
                      out.add("text", "a \"b\" {").add("next", std::string_view{"{"});
                      out.add("yes", true).add("no", false).add("none", nullptr);
                      out.add("half", 0.5).add("endless", std::nan("")).add("one", 1);
                      out.add("least", std::numeric_limits<std::int64_t>::min());
                      out.add("json", json{"[1]"}).add("nothing", json{});
                      out.add("at", instant{std::chrono::milliseconds{1}});
                    }).text;
  CAF_CHECK_EQUAL(text, R"({"text":"a \"b\" {","next":"{","yes":true,"no":false,"none":null,)"
                        R"("half":0.5,"endless":null,"one":1,"least":-9223372036854775808,)"
                        R"("json":[1],"nothing":null,"at":"1970-01-01T00:00:00.001Z"})");
}

CAF_TEST(objects stand in each other) {
  const auto text =
    written(0, [](json_writer& out) {
      out.nest("a", [](json_writer& in) { in.nest("b", [](json_writer&) {}).add("c", 1); });
      out.value_of("list") += "[]";
      out.add("d", 2);
    }).text;
  CAF_CHECK_EQUAL(text, R"({"a":{"b":{},"c":1},"list":[],"d":2})");
}

CAF_TEST(it goes on where the text ends) {
  std::string text = R"([{"a":1},)";
  {
    json_writer out{text};
    out.add("b", 2);
  }
  CAF_CHECK_EQUAL(text + ']', R"([{"a":1},{"b":2}])");
}

CAF_TEST(times are written as JavaScript does) {
  CAF_CHECK_EQUAL(iso(0), "1970-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(iso(1'769'860'799'999), "2026-01-31T11:59:59.999Z");
  CAF_CHECK_EQUAL(iso(-1), "1969-12-31T23:59:59.999Z");
  CAF_CHECK_EQUAL(iso(253'402'300'799'999), "9999-12-31T23:59:59.999Z");
  CAF_CHECK_EQUAL(iso(253'402'300'800'000), "+010000-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(iso(-62'167'219'200'000), "0000-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(iso(-62'167'219'200'001), "-000001-12-31T23:59:59.999Z");
}
