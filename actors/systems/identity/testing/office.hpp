#pragma once

#include "actors/contract/rest.hpp"
#include "actors/systems/identity/routes/routes.hpp"
#include "actors/systems/identity/testing/host.hpp"

#include <future>

/// The routes without an engine.
namespace fleetwire::systems::identity::testing {

/// One answer, read.
struct answered {
  unsigned status = 0;
  std::string cookie = {};
  contract::document body = *contract::document::parse("null");

  std::string text(std::string_view name) const {
    return body.root()[name].as_string().value_or("");
  }
  value data() const { return body.root()["data"]; }
  std::string data_text(std::string_view name) const {
    return data()[name].as_string().value_or("");
  }
  std::string code() const { return body.root()["error"]["code"].as_string().value_or(""); }
};

inline auth_settings quick() {
  auth_settings out;
  out.argon2_memory_kib = 64;
  out.argon2_passes = 1;
  out.admin_email = "admin@example.org";
  out.admin_password = "admin password";
  return out;
}

struct office {
  explicit office(auth_settings options = quick()) : shared(host, options), sessions(shared) {
    route_login(shared, sessions);
    route_refresh(shared, sessions);
    route_sessions(shared, sessions);
    route_registration(shared);
    route_users(shared, sessions);
    route_ping(shared);
    route_audit(shared);
    shared.open();
    sessions.on_session([this](const contract::session_event& what, std::function<void()> done) {
      events.push_back(what);
      done();
    });
  }
  ~office() {
    shared.close();
    host.store().close();
  }

  struct call {
    std::string body = {};
    std::string token = {};
    std::vector<contract::name_value> headers = {};
    std::string id = {};
    std::vector<contract::name_value> query = {};
  };

  /// As the engine does it, but for the path.
  answered ask(const std::string& route, call with) {
    auto request = std::make_shared<contract::web_request>();
    request->headers = std::move(with.headers);
    request->address = "10.0.0.1";
    request->query = std::move(with.query);
    if (!with.id.empty())
      request->params.emplace_back("id", with.id);
    if (!with.body.empty())
      request->body = contract::document::parse(with.body);
    if (auto who = sessions.check(with.token); auto* known = std::get_if<contract::principal>(&who))
      request->who = *known;
    const auto& found = host.routes.at(route);
    if (found.who == contract::access::signed_in && !request->who)
      return {.status = 401};
    std::optional<contract::web_answer> got;
    found.handler(request, contract::web_reply{[&](contract::web_answer what) { got = what; }});
    while (!got)
      host.only.step();
    answered out{.status = got->status};
    for (const auto& [name, text] : got->headers)
      if (name == "Set-Cookie")
        out.cookie = text;
    if (!got->body.empty())
      out.body = *contract::document::parse(got->body);
    return out;
  }

  answered log_in(const std::string& email, const std::string& password,
                  const std::string& application, const std::string& more = {}) {
    return ask("POST /api/auth/login",
               {.body = R"({"email":")" + email + R"(","password":")" + password
                        + R"(","appAudience":")" + application + "\"" + more + "}"});
  }
  answered log_in_admin() { return log_in("admin@example.org", "admin password", "admin_panel"); }
  answered enrol(const std::string& email, const std::string& type = "passenger") {
    return ask("POST /api/users/register",
               {.body = R"({"user":{"name":"Ana","email":")" + email + R"(","userType":")" + type
                        + R"("},"credentials":{"authenticationMethod":"local",)"
                        + R"("password":"correct horse"}})"});
  }
  answered log_in_passenger(const std::string& email = "ana@example.org") {
    return log_in(email, "correct horse", "passenger_app");
  }
  answered refresh(const std::string& token) {
    return ask("POST /api/auth/refresh", {.body = R"({"refreshToken":")" + token + "\"}"});
  }
  bool good(const std::string& token) const {
    return std::holds_alternative<contract::principal>(sessions.check(token));
  }

  fake_host host;
  desk shared;
  gate sessions;
  std::vector<contract::session_event> events;
};

} // namespace fleetwire::systems::identity::testing
