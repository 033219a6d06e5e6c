#define CAF_SUITE net.http.origin
#include "net/http/origin.hpp"

#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;

namespace {

bool allowed(std::vector<std::string> list, std::string_view origin) {
  return origin_allowed(list, origin);
}

} // namespace

CAF_TEST(an exact origin matches itself in any case) {
  CAF_CHECK(allowed({"https://app.example.com"}, "https://app.example.com"));
  CAF_CHECK(allowed({"https://app.example.com"}, "HTTPS://App.Example.com"));
  CAF_CHECK(allowed({"a", "http://localhost:8080"}, "http://localhost:8080"));
  CAF_CHECK(!allowed({"https://app.example.com"}, "http://app.example.com"));
  CAF_CHECK(!allowed({"https://app.example.com"}, "https://app.example.com:8443"));
  CAF_CHECK(!allowed({"https://app.example.com"}, "https://app.example.com.evil.org"));
  CAF_CHECK(!allowed({"https://app.example.com"}, ""));
  CAF_CHECK(!allowed({}, "https://app.example.com"));
}

CAF_TEST(a star alone matches all) {
  CAF_CHECK(allowed({"*"}, "https://anything"));
  CAF_CHECK(allowed({"*"}, "null"));
}

CAF_TEST(a star in the host stands for labels) {
  const std::vector<std::string> list{"https://*.example.com"};
  CAF_CHECK(allowed(list, "https://a.example.com"));
  CAF_CHECK(allowed(list, "https://a.b-c.example.com"));
  for (auto origin :
       {"https://example.com", "https://.example.com", "https://aexample.com",
        "http://a.example.com", "https://a.example.com.evil.org", "https://a.example.com:1",
        "https://evil.org/.example.com", "https://evil.org#.example.com", "https://u@a.example.com",
        "https://..example.com"})
    CAF_CHECK(!allowed(list, origin));
  CAF_CHECK(allowed({"http://*.local:3000"}, "http://dev.local:3000"));
  CAF_CHECK(!allowed({"http://*.local:3000"}, "http://dev.local:3001"));
}
