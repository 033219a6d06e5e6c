#define CAF_SUITE net.http.query
#include "net/http/query.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;

namespace {

void check_query(std::string_view text, const query_values& expected) {
  CAF_CHECK_EQUAL(parse_query(text), expected);
}

} // namespace

CAF_TEST(keys and values keep their order and their duplicates) {
  check_query("", {});
  check_query("EIO=4&transport=polling", {{"EIO", "4"}, {"transport", "polling"}});
  check_query("b=2&a=1&b=3", {{"b", "2"}, {"a", "1"}, {"b", "3"}});
  check_query("&&a&=x&b=&c==d&", {{"a", ""}, {"", "x"}, {"b", ""}, {"c", "=d"}});
}

CAF_TEST(percent sequences and plus are decoded) {
  check_query("%26a=%26%3D%3Fa", {{"&a", "&=?a"}});
  check_query("a+b=c+d%2B", {{"a b", "c d+"}});
  check_query("a=%e2%82%AC", {{"a", "€"}});
  check_query("a=%00b", {{"a", std::string("\0b", 2)}});
}

CAF_TEST(broken percent sequences stand for themselves) {
  check_query("a=%&b=%1&c=%zz&d=%%31", {{"a", "%"}, {"b", "%1"}, {"c", "%zz"}, {"d", "%1"}});
}

CAF_TEST(what is not UTF-8 is replaced) {
  check_query("a=%ff", {{"a", "\xef\xbf\xbd"}});
  check_query("a=%c3x%c3%a9", {{"a", "\xef\xbf\xbdx\xc3\xa9"}});
  CAF_CHECK_EQUAL(repair_utf8("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80");
  CAF_CHECK_EQUAL(repair_utf8("\xf0\x9f\x98"), "\xef\xbf\xbd");
  CAF_CHECK_EQUAL(repair_utf8("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  CAF_CHECK_EQUAL(repair_utf8("\xc0\xaf|"), "\xef\xbf\xbd\xef\xbf\xbd|");
}

CAF_TEST(values are found by their key) {
  const auto values = parse_query("a=1&b=2&a=3");
  CAF_CHECK_EQUAL(get(values, "a"), "1");
  CAF_CHECK_EQUAL(get(values, "A"), "");
  CAF_CHECK_EQUAL(count(values, "a"), 2u);
  CAF_CHECK_EQUAL(count(values, "c"), 0u);
}

CAF_TEST(encoding is undone by decoding) {
  CAF_CHECK_EQUAL(percent_encode("a b&c=d/€-_.!~*'()"), "a%20b%26c%3Dd%2F%E2%82%AC-_.!~*'()");
  std::string all;
  for (int c = 0; c < 256; ++c)
    all += static_cast<char>(c);
  CAF_CHECK_EQUAL(percent_decode(percent_encode(all), true), all);
  CAF_CHECK_EQUAL(percent_decode("a+b", false), "a+b");
}
