#define CAF_SUITE net.http.cors
#include "net/http/cors.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;

namespace {

request from(std::string origin, std::string requested = {}) {
  request req;
  req.method = requested.empty() ? "GET" : "OPTIONS";
  if (!origin.empty())
    req.headers.push_back({"Origin", std::move(origin)});
  if (!requested.empty())
    req.headers.push_back({"Access-Control-Request-Headers", std::move(requested)});
  return req;
}

response simple(const cors_config& config, const request& req) {
  response res;
  apply_cors(config, req, res);
  return res;
}

std::string said(const cors_config& config, const request& req, std::string_view name) {
  return std::string{simple(config, req).get(name)};
}

cors_config with_origins(std::vector<std::string> origins) {
  cors_config config;
  config.origins = std::move(origins);
  return config;
}

constexpr auto allow_origin = "Access-Control-Allow-Origin";
constexpr auto allow_headers = "Access-Control-Allow-Headers";
constexpr auto allow_methods = "Access-Control-Allow-Methods";

} // namespace

CAF_TEST(nothing is said when no origin is configured) {
  CAF_CHECK(!enabled({}));
  CAF_CHECK(simple({}, from("http://a")).headers.empty());
}

CAF_TEST(any origin is a star without vary) {
  const auto config = with_origins({"*"});
  const auto res = simple(config, from("http://a"));
  CAF_CHECK_EQUAL(res.get(allow_origin), "*");
  CAF_CHECK_EQUAL(res.headers.size(), 1u);
  CAF_CHECK_EQUAL(said(config, from(""), allow_origin), "*");
}

CAF_TEST(a preflight for any origin reflects the headers asked for) {
  const auto res = preflight(with_origins({"*"}), from("http://a", "x-one,x-two"));
  CAF_CHECK_EQUAL(res.status, 204u);
  CAF_CHECK_EQUAL(res.get(allow_origin), "*");
  CAF_CHECK_EQUAL(res.get(allow_methods), "GET,HEAD,PUT,PATCH,POST,DELETE");
  CAF_CHECK_EQUAL(res.get(allow_headers), "x-one,x-two");
  CAF_CHECK_EQUAL(res.get("Vary"), "Access-Control-Request-Headers");
  CAF_CHECK_EQUAL(res.get("Content-Length"), "0");
  CAF_CHECK_EQUAL(res.headers.size(), 5u);
}

CAF_TEST(one origin is named whoever asks) {
  auto config = with_origins({"http://app.example"});
  config.methods = {"GET", "POST"};
  config.allowed_headers = {"x-token"};
  config.credentials = true;
  for (auto origin : {"http://app.example", "http://other", ""}) {
    const auto res = simple(config, from(origin));
    CAF_CHECK_EQUAL(res.get(allow_origin), "http://app.example");
    CAF_CHECK_EQUAL(res.get("Vary"), "Origin");
    CAF_CHECK_EQUAL(res.get("Access-Control-Allow-Credentials"), "true");
    CAF_CHECK_EQUAL(res.headers.size(), 3u);
  }
  const auto res = preflight(config, from("http://app.example", "x-other"));
  CAF_CHECK_EQUAL(res.get(allow_origin), "http://app.example");
  CAF_CHECK_EQUAL(res.get("Vary"), "Origin");
  CAF_CHECK_EQUAL(res.get("Access-Control-Allow-Credentials"), "true");
  CAF_CHECK_EQUAL(res.get(allow_methods), "GET,POST");
  CAF_CHECK_EQUAL(res.get(allow_headers), "x-token");
  CAF_CHECK_EQUAL(res.get("Content-Length"), "0");
  CAF_CHECK_EQUAL(res.headers.size(), 6u);
}

CAF_TEST(several origins are answered with the one that asks) {
  const auto config = with_origins({"http://a", "https://*.b.org"});
  CAF_CHECK_EQUAL(said(config, from("http://a"), allow_origin), "http://a");
  CAF_CHECK_EQUAL(said(config, from("https://x.b.org"), allow_origin), "https://x.b.org");
  for (auto origin : {"http://c", ""}) {
    const auto res = simple(config, from(origin));
    CAF_CHECK_EQUAL(res.get(allow_origin), "");
    CAF_CHECK_EQUAL(res.get("Vary"), "Origin");
  }
  CAF_CHECK_EQUAL(said(with_origins({"http://a", "*"}), from("http://c"), allow_origin), "*");
}

CAF_TEST(any origin can be reflected for credentials) {
  cors_config config;
  config.reflect_any = true;
  config.credentials = true;
  const auto res = simple(config, from("http://a"));
  CAF_CHECK_EQUAL(res.get(allow_origin), "http://a");
  CAF_CHECK_EQUAL(res.get("Vary"), "Origin");
  CAF_CHECK_EQUAL(said(config, from(""), allow_origin), "");
}

CAF_TEST(exposed headers and the age of a preflight are optional) {
  auto config = with_origins({"http://a"});
  config.exposed_headers = {"x-one", "x-two"};
  config.max_age_seconds = 600;
  config.options_success_status = 200;
  CAF_CHECK_EQUAL(said(config, from("http://a"), "Access-Control-Expose-Headers"), "x-one,x-two");
  CAF_CHECK_EQUAL(said(config, from("http://a"), "Access-Control-Max-Age"), "");
  const auto res = preflight(config, from("http://a", "q"));
  CAF_CHECK_EQUAL(res.status, 200u);
  CAF_CHECK_EQUAL(res.get("Access-Control-Max-Age"), "600");
  CAF_CHECK_EQUAL(res.get("Vary"), "Origin, Access-Control-Request-Headers");
}
