#define CAF_SUITE net.http.cookie
#include "net/http/cookie.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;

namespace {

using cookies = std::vector<std::pair<std::string, std::string>>;

cookie_options named(std::string name) {
  cookie_options options;
  options.name = std::move(name);
  return options;
}

} // namespace

CAF_TEST(the session cookie has the form that clients know) {
  CAF_CHECK_EQUAL(set_cookie(named("io"), "AAECAwQFBgcICQoLDA0O").value_or(""),
                  "io=AAECAwQFBgcICQoLDA0O; Path=/; HttpOnly; SameSite=Lax");
}

CAF_TEST(attributes come in the usual order) {
  auto options = named("io");
  options.domain = "example.org";
  options.path = "/chat";
  options.same_site = "None";
  options.secure = true;
  options.max_age_seconds = 60;
  CAF_CHECK_EQUAL(set_cookie(options, "a b").value_or(""),
                  "io=a%20b; Max-Age=60; Domain=example.org; Path=/chat; HttpOnly; Secure; "
                  "SameSite=None");
  options = named("io");
  options.path.clear();
  options.same_site.clear();
  options.http_only = false;
  CAF_CHECK_EQUAL(set_cookie(options, "").value_or("?"), "io=");
}

CAF_TEST(a cookie cannot be split by its parts) {
  CAF_CHECK(!set_cookie(named(""), "a"));
  CAF_CHECK(!set_cookie(named("i o"), "a"));
  CAF_CHECK(!set_cookie(named("i=o"), "a"));
  auto options = named("io");
  options.path = "/;x";
  CAF_CHECK(!set_cookie(options, "a"));
  options.path = "/\r\nX: y";
  CAF_CHECK(!set_cookie(options, "a"));
  CAF_CHECK_EQUAL(set_cookie(named("io"), "a;b\r\n").value_or(""),
                  "io=a%3Bb%0D%0A; Path=/; HttpOnly; SameSite=Lax");
}

CAF_TEST(a cookie header is read in order) {
  CAF_CHECK_EQUAL(parse_cookies("io=abc; a=\"b c\";  d = e%20f ; flag; x=1=2;;y="),
                  (cookies{{"io", "abc"}, {"a", "b c"}, {"d", "e f"}, {"x", "1=2"}, {"y", ""}}));
  CAF_CHECK_EQUAL(parse_cookies(""), cookies{});
  CAF_CHECK_EQUAL(parse_cookies("a=\"; b=%ff"), (cookies{{"a", "\""}, {"b", "\xef\xbf\xbd"}}));
}
