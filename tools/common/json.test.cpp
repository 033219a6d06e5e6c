#define CAF_SUITE tools.common.json

#include "tools/common/json.hpp"

#include "caf/test/dsl.hpp"

using fleetwire::tools::json;

namespace {

std::string text_of(std::string_view document) {
  const auto j = json::parse(document);
  return j ? j->text() : "refused";
}

} // namespace

CAF_TEST(a document is read whole) {
  const auto j = json::parse(R"( {"a": [1, -2.5e3, true, null, "x"], "b": {"c": false}, "d":""} )");
  CAF_REQUIRE(j);
  const auto& a = (*j)["a"].items();
  CAF_REQUIRE_EQUAL(a.size(), 5u);
  CAF_CHECK_EQUAL(a[0].number(), 1.0);
  CAF_CHECK_EQUAL(a[1].number(), -2500.0);
  CAF_CHECK_EQUAL(a[1].text(), "-2.5e3");
  CAF_CHECK(a[2].flag());
  CAF_CHECK(a[3].is(json::kind::null));
  CAF_CHECK_EQUAL(a[4].text(), "x");
  CAF_CHECK((*j)["b"]["c"].is(json::kind::boolean));
  CAF_CHECK(!(*j)["b"]["c"].flag());
  CAF_CHECK_EQUAL((*j)["d"].text(), "");
  CAF_CHECK_EQUAL(j->members().size(), 3u);
}

CAF_TEST(what is not there is null) {
  const auto j = json::parse("[1]");
  CAF_REQUIRE(j);
  CAF_CHECK((*j)["x"]["y"].is(json::kind::null));
  CAF_CHECK_EQUAL((*j)["x"].number(), 0.0);
}

CAF_TEST(escapes are resolved) {
  CAF_CHECK_EQUAL(text_of(R"("\"\\\/\b\f\n\r\t\u0041\u00fc\u20ac\ud83d\ude8b")"),
                  "\"\\/\b\f\n\r\tAü€🚋");
  const std::string mark = "\xef\xbf\xbd";
  CAF_CHECK_EQUAL(text_of(R"("\ud800x\udc00\ud800\u0041")"), mark + "x" + mark + mark + "A");
}

CAF_TEST(what is not JSON is refused) {
  for (const auto* bad : {"",          "{",
                          "[1,]",      "{\"a\"}",
                          "{\"a\":}",  "{a:1}",
                          "01",        "1.",
                          "-",         ".5",
                          "1e",        "+1",
                          "tru",       "nul",
                          "\"",        "\"\\x\"",
                          "\"\\u12\"", "\"\\u12g4\"",
                          "\"\n\"",    "1 2",
                          "[1}",       "\"\\ud800\\u00\"",
                          "\"\\"})
    CAF_CHECK_EQUAL(json::parse(bad) ? bad : "", std::string{});
}

CAF_TEST(depth is limited) {
  const auto nested = [](int levels) {
    return std::string(static_cast<std::size_t>(levels), '[') + "1"
           + std::string(static_cast<std::size_t>(levels), ']');
  };
  CAF_CHECK(json::parse(nested(json::max_depth)));
  CAF_CHECK(!json::parse(nested(json::max_depth + 1)));
}
