#define CAF_SUITE actors.engine.web

#include "actors/engine/web.hpp"
#include "net/transport/exchange_target.hpp"
#include "net/transport/memory_stream.hpp"
#include "tests/harness/quiet_worker.hpp"

#include <stdexcept>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::contract;
using namespace std::chrono_literals;

namespace {

/// Keeps the answer, or the far end of the connection.
struct recorder final : transport::exchange_target {
  explicit recorder(transport::worker_host& where) : host(where) {}
  void respond(http::response response) override { answers.push_back(std::move(response)); }
  void take_stream(std::string head, unsigned,
                   std::function<void(std::unique_ptr<transport::stream>)> then) override {
    auto [near, far] = transport::make_memory_stream(host);
    peer = far;
    near->write(head);
    then(std::move(near));
  }
  void on_abort(unsigned, std::function<void()>) override {}
  void abandon() override { CAF_FAIL("left without an answer"); }
  transport::worker_host& host;
  std::vector<http::response> answers;
  std::shared_ptr<transport::memory_peer> peer;
};

/// A body of so many parts of a thousand bytes.
struct supply {
  int parts = 0;
  bool breaks_off = false;
  int asked = 0;

  body_source source() {
    return [this](const std::function<void(body_part)>& give) {
      if (asked++ < parts)
        return give(std::string(1'000, 'x'));
      give(breaks_off ? body_part{} : body_part{""});
    };
  }
};

struct gatekeeper final : auth_port {
  auth_result check(std::string_view token) const override {
    if (token == "good") {
      principal somebody;
      somebody.user = "u1";
      return somebody;
    }
    if (token == "stranger") {
      principal somebody;
      somebody.user = "u1";
      somebody.issuer = "elsewhere";
      return somebody;
    }
    return token == "gone" ? auth_error::unknown_user : auth_error::invalid;
  }
  void find_person(std::string_view,
                   std::function<void(std::optional<person>)> done) const override {
    done(std::nullopt);
  }
  void protect(nsp&, entry_rules) override {}
  std::optional<refusal> renew(socket&, std::string_view) override { return std::nullopt; }
  void on_session(session_listener) override {}
};

struct fixture {
  harness::quiet_worker worker;
  web site;
  gatekeeper keeper;
  supply stock;

  fixture() {
    site.open(1);
    site.set_origins({"https://app.example"});
    site.ask(&keeper);
    const auto tell = [](const web_request_ptr& r, const web_reply& reply) {
      reply({.body = r->who->user + ' ' + std::string{r->param("id")}});
    };
    add("GET", "/api/trips/:id", contract::access::signed_in, tell);
    const auto echo = [](const web_request_ptr& r, const web_reply& reply) {
      reply({.status = 201, .body = std::string{r->json()["a"].raw()}});
    };
    CAF_REQUIRE(site.add({"GET", "/api/vans/:id", contract::access::signed_in, tell, true}));
    add("GET", "/api/open", contract::access::open,
        [](const web_request_ptr& r, const web_reply& reply) {
          reply({.body = r->who ? "somebody" : "nobody"});
        });
    add("POST", "/api/echo", contract::access::open, echo);
    add("GET", "/api/throws", contract::access::open,
        [](const web_request_ptr&, web_reply) { throw std::runtime_error("oops"); });
    add("GET", "/api/long", contract::access::open,
        [this](const web_request_ptr&, const web_reply& reply) {
          reply({.body = {}, .type = "text/csv", .source = stock.source()});
        });
    add("GET", "/api/forgets", contract::access::open, [](const web_request_ptr&, web_reply) {});
  }

  void add(std::string_view method, std::string_view pattern, contract::access who,
           web_handler handler) {
    CAF_REQUIRE(site.add({method, pattern, who, std::move(handler)}));
  }

  std::shared_ptr<recorder> begin(http::request request) {
    auto target = std::make_shared<recorder>(worker);
    site.serve(worker, std::move(request), transport::exchange{target});
    return target;
  }

  http::response ask(std::string method, std::string target, std::vector<http::header> headers = {},
                     std::string body = {}) {
    http::request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = std::move(headers);
    request.body = std::move(body);
    const auto answered = begin(std::move(request));
    CAF_REQUIRE_EQUAL(answered->answers.size(), 1u);
    return answered->answers.front();
  }

  /// The far end of a client that asks for the long answer and holds at most `capacity` bytes of it.
  std::shared_ptr<transport::memory_peer> ask_long(std::size_t capacity, unsigned version = 11,
                                                   std::string method = "GET") {
    http::request request;
    request.method = std::move(method);
    request.target = "/api/long";
    request.version = version;
    auto peer = begin(std::move(request))->peer;
    peer->capacity(capacity);
    worker.settle();
    return peer;
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

CAF_TEST(a stranger is nobody but where strangers are believed) {
  const http::header his{"Authorization", "Bearer stranger"};
  CAF_CHECK_EQUAL(ask("GET", "/api/trips/7", {his}).status, 401u);
  CAF_CHECK_EQUAL(ask("GET", "/api/open", {his}).body, "nobody");
  CAF_CHECK_EQUAL(ask("GET", "/api/open", {{"Authorization", "Bearer good"}}).body, "somebody");
  CAF_CHECK_EQUAL(ask("GET", "/api/vans/7", {his}).body, "u1 7");
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

CAF_TEST(a long body comes in chunks) {
  stock.parts = 2;
  const auto peer = ask_long(100'000);
  const auto text = peer->take();
  const auto head_end = text.find("\r\n\r\n") + 4;
  const auto head = text.substr(0, head_end);
  CAF_CHECK(head.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  CAF_CHECK(head.find("Content-Type: text/csv\r\n") != std::string::npos);
  CAF_CHECK(head.find("Content-Length") == std::string::npos);
  const std::string chunk = "3e8\r\n" + std::string(1'000, 'x') + "\r\n";
  CAF_CHECK_EQUAL(text.substr(head_end), chunk + chunk + "0\r\n\r\n");
  CAF_CHECK(peer->finished());
}

CAF_TEST(an old client gets a long body until the connection ends) {
  stock.parts = 2;
  const auto peer = ask_long(100'000, 10);
  const auto text = peer->take();
  CAF_CHECK(text.find("Transfer-Encoding") == std::string::npos);
  CAF_CHECK_EQUAL(text.substr(text.find("\r\n\r\n") + 4), std::string(2'000, 'x'));
  CAF_CHECK(peer->finished());
}

CAF_TEST(a head alone asks for no part) {
  const auto peer = ask_long(100'000, 11, "HEAD");
  CAF_CHECK_EQUAL(stock.asked, 0);
  CAF_CHECK(peer->take().ends_with("\r\n\r\n"));
  CAF_CHECK(peer->finished());
}

CAF_TEST(parts are made no faster than they are read) {
  stock.parts = 100;
  const auto peer = ask_long(2'000);
  const auto before = stock.asked;
  CAF_CHECK_LESS_OR_EQUAL(before, 3);
  for (int i = 0; i < 200 && !peer->finished(); ++i) {
    peer->take();
    worker.settle();
  }
  CAF_CHECK_EQUAL(stock.asked, 101);
  CAF_CHECK(peer->finished());
}

CAF_TEST(a body that fails half way is cut off) {
  stock.parts = 1;
  stock.breaks_off = true;
  const auto peer = ask_long(100'000);
  CAF_CHECK(!peer->finished());
  CAF_CHECK(peer->gone());
  CAF_CHECK(!peer->take().ends_with("0\r\n\r\n"));
}

CAF_TEST(a client that takes nothing loses the rest) {
  stock.parts = 100;
  const auto peer = ask_long(500);
  worker.advance(29s);
  CAF_CHECK(!peer->gone());
  worker.advance(2s);
  CAF_CHECK(peer->gone());
}

CAF_TEST(a client that goes away frees the source) {
  stock.parts = 100;
  const auto peer = ask_long(500);
  peer->reset();
  worker.settle();
  const auto asked = stock.asked;
  worker.advance(60s);
  CAF_CHECK_EQUAL(stock.asked, asked);
}

CAF_TEST(long answers end with the engine) {
  stock.parts = 100;
  const auto peer = ask_long(500);
  site.release();
  CAF_CHECK(peer->gone());
}

CAF_TEST_FIXTURE_SCOPE_END()
