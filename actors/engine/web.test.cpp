#define CAF_SUITE actors.engine.web

#include "actors/engine/web.hpp"
#include "net/transport/exchange_target.hpp"

#include <stdexcept>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::contract;

namespace {

/// Keeps the answer.
struct recorder final : transport::exchange_target {
  void respond(http::response response) override {
    answers.push_back(std::move(response));
  }
  void take_stream(std::string, unsigned,
                   std::function<void(std::unique_ptr<transport::stream>)>) override {
    CAF_FAIL("nobody upgrades here");
  }
  void on_abort(unsigned, std::function<void()>) override {
  }
  void abandon() override {
    CAF_FAIL("left without an answer");
  }
  std::vector<http::response> answers;
};

struct gatekeeper final : auth_port {
  auth_result check(std::string_view token) const override {
    if (token == "good") {
      principal somebody;
      somebody.user = "u1";
      return somebody;
    }
    return token == "gone" ? auth_error::unknown_user : auth_error::invalid;
  }
  void find_person(std::string_view, std::function<void(std::optional<person>)> done) const override {
    done(std::nullopt);
  }
  void protect(nsp&, entry_rules) override {
  }
  void on_session(session_listener) override {
  }
};

struct fixture {
  web site;
  gatekeeper keeper;

  fixture() {
    site.set_origins({"https://app.example"});
    site.ask(&keeper);
    const auto tell = [](const web_request_ptr& r, const web_reply& reply) {
      reply({.body = r->who->user + ' ' + std::string{r->param("id")}});
    };
    add("GET", "/api/trips/:id", contract::access::signed_in, tell);
    const auto echo = [](const web_request_ptr& r, const web_reply& reply) {
      reply({.status = 201, .body = std::string{r->json()["a"].raw()}});
    };
    add("POST", "/api/echo", contract::access::open, echo);
    add("GET", "/api/throws", contract::access::open,
        [](const web_request_ptr&, web_reply) { throw std::runtime_error("oops"); });
    add("GET", "/api/forgets", contract::access::open, [](const web_request_ptr&, web_reply) {});
  }

  void add(std::string_view method, std::string_view pattern, contract::access who, web_handler handler) {
    CAF_REQUIRE(site.add({method, pattern, who, std::move(handler)}));
  }

  http::response ask(std::string method, std::string target, std::vector<http::header> headers = {},
                     std::string body = {}) {
    http::request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = std::move(headers);
    request.body = std::move(body);
    auto target_of = std::make_shared<recorder>();
    site.serve(0, request, transport::exchange{target_of});
    CAF_REQUIRE_EQUAL(target_of->answers.size(), 1u);
    return target_of->answers.front();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(web_tests, fixture)

CAF_TEST(only a good token opens a closed route) {
  const auto good = ask("GET", "/api/trips/7", {{"Authorization", "bearer good"}});
  CAF_CHECK_EQUAL(good.status, 200u);
  CAF_CHECK_EQUAL(good.body, "u1 7");
  const auto none = ask("GET", "/api/trips/7");
  CAF_CHECK_EQUAL(none.status, 401u);
  CAF_CHECK_EQUAL(none.body, "{\"success\":false,\"message\":\"Token inválido o expirado\","
                             "\"error\":{\"code\":\"Unauthorized\"}}");
  const auto gone = ask("GET", "/api/trips/7", {{"Authorization", "Bearer gone"}});
  CAF_CHECK(gone.body.find("Error validando token") != std::string::npos);
  CAF_CHECK(ask("GET", "/api/trips/7", {{"Authorization", "Basic good"}}).status == 401u);
}

CAF_TEST(a body must be JSON if it says so) {
  const http::header type{"Content-Type", "application/json; charset=utf-8"};
  const auto good = ask("POST", "/api/echo", {type}, " {\"a\": [1]} ");
  CAF_CHECK_EQUAL(good.status, 201u);
  CAF_CHECK_EQUAL(good.body, "[1]");
  CAF_CHECK(ask("POST", "/api/echo", {type}, "{\"a\":}").status == 400u);
  const auto deep = std::string(65, '[') + std::string(65, ']');
  CAF_CHECK(ask("POST", "/api/echo", {type}, deep).status == 400u);
}

CAF_TEST(an unknown route is told in the envelope) {
  const auto missing = ask("DELETE", "/api/trips/7?x=1");
  CAF_CHECK_EQUAL(missing.status, 404u);
  CAF_CHECK(missing.body.find("\"Cannot DELETE /api/trips/7\"") != std::string::npos);
}

CAF_TEST(a handler that fails or forgets is a 500 of its own) {
  CAF_CHECK(ask("GET", "/api/throws").status == 500u);
  CAF_CHECK(ask("GET", "/api/forgets").status == 500u);
}

CAF_TEST(strangers get no CORS headers and friends do) {
  const http::header friendly{"Origin", "https://app.example"};
  const http::header strange{"Origin", "https://evil.example"};
  const auto allowed = [this](const http::header& origin) {
    return std::string{ask("GET", "/api/forgets", {origin}).get("Access-Control-Allow-Origin")};
  };
  CAF_CHECK_EQUAL(allowed(friendly), "https://app.example");
  CAF_CHECK_EQUAL(allowed(strange), "");
  const auto preflight = ask("OPTIONS", "/api/echo", {friendly});
  CAF_CHECK_EQUAL(preflight.status, 204u);
  CAF_CHECK(preflight.get("Access-Control-Allow-Headers").find("Idempotency-Key")
            != std::string_view::npos);
  CAF_CHECK_EQUAL(preflight.get("Access-Control-Max-Age"), "86400");
  site.set_origins({"*"});
  CAF_CHECK_EQUAL(allowed(strange), "https://evil.example");
}

CAF_TEST_FIXTURE_SCOPE_END()
