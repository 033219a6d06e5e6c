#pragma once

#include "actors/contract/clock.hpp"
#include "actors/contract/rest.hpp"
#include "actors/systems/identity/routes/routes.hpp"
#include "actors/systems/identity/store/schema.hpp"
#include "storage/backends/open_store.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>

/// The routes without an engine: their handlers, a store in memory, a clock by hand.
namespace fleetwire::systems::identity::testing {

/// Runs what it is given when the test says so.
class queue_worker final : public contract::worker {
public:
  unsigned index() const noexcept override {
    return 0;
  }
  unsigned count() const noexcept override {
    return 1;
  }
  void post(contract::task_ptr what) override {
    std::lock_guard guard{mutex_};
    waiting_.push_back(std::move(what));
    filled_.notify_one();
  }
  contract::worker& peer(unsigned) noexcept override {
    return *this;
  }
  bool here() const noexcept override {
    return true;
  }
  contract::timers& timers() noexcept override {
    std::terminate();
  }
  const contract::clock& clock() const noexcept override {
    std::terminate();
  }
  void at_end_of_turn(contract::flushable&) override {
    std::terminate();
  }
  /// Waits for the next task.
  void step() {
    std::unique_lock guard{mutex_};
    if (!filled_.wait_for(guard, std::chrono::seconds{60}, [this] { return !waiting_.empty(); }))
      throw std::runtime_error("nothing comes");
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    guard.unlock();
    next->run();
  }

private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<contract::task_ptr> waiting_;
};

class fake_host final : public contract::system_host {
public:
  fake_host() {
    storage::status opened;
    const storage::schema schemas[] = {identity_schema()};
    store_ = storage::open_store({}, schemas, opened);
    if (!store_)
      throw std::runtime_error(opened.detail());
  }
  nsp of(std::string_view) override {
    throw std::logic_error("no sockets here");
  }
  void serve(std::string_view, contract::page) override {
  }
  void route(contract::web_route what) override {
    routes.emplace(std::string{what.method} + ' ' + std::string{what.pattern}, std::move(what));
  }
  void provide_auth(contract::auth_port&) override {
  }
  bool has_auth() const noexcept override {
    return false;
  }
  contract::auth_port& auth() override {
    throw std::logic_error("the gate is at hand");
  }
  const config::section& section(std::string_view) const override {
    throw std::logic_error("settings are given");
  }
  const std::string& data_folder() const noexcept override {
    return folder_;
  }
  storage::store& store() override {
    return *store_;
  }
  caf::actor_system& actors() override {
    throw std::logic_error("no actors here");
  }
  unsigned workers() const noexcept override {
    return 1;
  }
  contract::worker& worker(unsigned) override {
    return only;
  }
  const contract::clock& clock() const noexcept override {
    return time;
  }
  contract::kind_registry& kinds() override {
    throw std::logic_error("no actors here");
  }
  void after(std::chrono::milliseconds, std::function<void()>) override {
  }

  contract::manual_clock time;
  queue_worker only;
  std::map<std::string, contract::web_route> routes;

private:
  std::string folder_;
  std::unique_ptr<storage::store> store_;
};

/// One answer, read.
struct answered {
  unsigned status = 0;
  std::string cookie = {};
  contract::document body = *contract::document::parse("null");

  std::string text(std::string_view name) const {
    return body.root()[name].as_string().value_or("");
  }
  value data() const {
    return body.root()["data"];
  }
  std::string data_text(std::string_view name) const {
    return data()[name].as_string().value_or("");
  }
  std::string code() const {
    return body.root()["error"]["code"].as_string().value_or("");
  }
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
  answered log_in_admin() {
    return log_in("admin@example.org", "admin password", "admin_panel");
  }
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
