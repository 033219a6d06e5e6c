#define CAF_SUITE config.log_line

#include "config/log_line.hpp"

#include <limits>

#include "caf/test/dsl.hpp"

using namespace fleetwire::log;

namespace {

const std::chrono::system_clock::time_point noon{std::chrono::milliseconds{1'769'860'800'007}};

std::string text(fields values) {
  std::string out;
  append_line(out, format::text, noon, level::info, "net", "open", values);
  const std::string head = "2026-01-31T12:00:00.007Z info net open";
  CAF_REQUIRE_EQUAL(out.substr(0, head.size()), head);
  return out.substr(head.size());
}

std::string json(fields values) {
  std::string out;
  append_line(out, format::json, noon, level::warn, "net", "open", values);
  const std::string head = R"({"time":"2026-01-31T12:00:00.007Z","level":"warn",)"
                           R"("component":"net","event":"open")";
  CAF_REQUIRE_EQUAL(out.substr(0, head.size()), head);
  return out.substr(head.size());
}

} // namespace

CAF_TEST(a line begins with time and level and names) {
  CAF_CHECK_EQUAL(text({}), "");
  CAF_CHECK_EQUAL(json({}), "}");
}

CAF_TEST(values keep their types) {
  CAF_CHECK_EQUAL(text({{"a", 1}, {"b", -2L}, {"c", 3u}, {"d", 0.5}, {"e", true}, {"f", "x"}}),
                  " a=1 b=-2 c=3 d=0.5 e=true f=x");
  CAF_CHECK_EQUAL(json({{"a", 1}, {"d", 0.5}, {"e", false}, {"f", "x"}}),
                  R"(,"a":1,"d":0.5,"e":false,"f":"x"})");
  CAF_CHECK_EQUAL(json({{"a", std::numeric_limits<double>::infinity()},
                        {"b", std::numeric_limits<std::uint64_t>::max()}}),
                  R"(,"a":null,"b":18446744073709551615})");
}

CAF_TEST(texts are quoted where they could be misread) {
  CAF_CHECK_EQUAL(text({{"a", ""}, {"b", "two words"}, {"c", "x=y"}, {"d", "q\"q\\"}}),
                  R"( a="" b="two words" c="x=y" d="q\"q\\")");
}

CAF_TEST(nobody can inject a line or an escape sequence) {
  CAF_CHECK_EQUAL(text({{"a", "x\n2026-01-31T12:00:00.000Z error net fake"}}),
                  " a=\"x\\n2026-01-31T12:00:00.000Z error net fake\"");
  CAF_CHECK_EQUAL(text({{"a", "\x1b[2J\r\t\x7f"}}), R"( a="\x1b[2J\r\t\x7f")");
  CAF_CHECK_EQUAL(text({{"a", std::string_view{"\0", 1}}}), R"( a="\x00")");
  CAF_CHECK_EQUAL(text({{"a", "\xc2\x9b"
                              "2J"}}),
                  R"( a="\xc2\x9b2J")");
  CAF_CHECK_EQUAL(json({{"a", "\n\x1b\x7f\""}}), R"(,"a":"\u000a\u001b\u007f\""})");
  CAF_CHECK_EQUAL(json({{"a", "\xc2\x9b"}}), R"(,"a":"\u009b"})");
  CAF_CHECK_EQUAL(text({{"a b\n", 1}}), R"( "a b\n"=1)");
}

CAF_TEST(broken UTF-8 is marked and whole characters are kept) {
  CAF_CHECK_EQUAL(text({{"a", "Zürich – 東京 🚋"}}), R"( a="Zürich – 東京 🚋")");
  CAF_CHECK_EQUAL(json({{"a", "Zürich"}}), R"(,"a":"Zürich"})");
  for (const auto* broken : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xe0\x80\x80",
                             "\xf4\x90\x80\x80", "\xf0\x80\x80\x80", "\xe2\x82"}) {
    std::string marks;
    for (std::size_t i = 0; i < std::string_view{broken}.size(); ++i)
      marks += "\\ufffd";
    CAF_CHECK_EQUAL(json({{"a", broken}}), ",\"a\":\"" + marks + "\"}");
  }
  CAF_CHECK_EQUAL(text({{"a", "\xff"}}), R"( a="\xff")");
}

CAF_TEST(long values are cut between characters) {
  const std::string at_limit(max_value_bytes, 'x');
  CAF_CHECK_EQUAL(text({{"a", at_limit}}), " a=" + at_limit);
  CAF_CHECK_EQUAL(text({{"a", at_limit + "y"}}), " a=\"" + at_limit + "…\"");
  const std::string odd = std::string(max_value_bytes - 1, 'x') + "ü";
  CAF_CHECK_EQUAL(json({{"a", odd}}), ",\"a\":\"" + std::string(max_value_bytes - 1, 'x') + "…\"}");
  const std::string stray(max_value_bytes + 1, '\x80');
  CAF_CHECK(json({{"a", stray}}).ends_with("\\ufffd…\"}"));
}

CAF_TEST(a key that the line has already is renamed) {
  CAF_CHECK_EQUAL(text({{"level", "x"}}), " level_=x");
  CAF_CHECK_EQUAL(json({{"time", 1}}), R"(,"time_":1})");
}
