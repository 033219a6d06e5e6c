#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "actors/contract/clock.hpp"
#include "actors/contract/json.hpp"
#include "actors/contract/system.hpp"
#include "actors/systems/rides/catalog/catalog.hpp"
#include "actors/systems/rides/catalog/routes.hpp"
#include "actors/systems/rides/catalog/schema.hpp"
#include "actors/systems/rides/catalog/testing/bodies.hpp"
#include "storage/stepped/stepped_store.hpp"

/// A catalogue behind its routes without an engine, sockets or threads; for tests only.
namespace fleetwire::systems::rides::catalog::testing {

/// Keeps routes; anything else a catalogue has no business with.
class route_host final : public contract::system_host {
public:
  nsp of(std::string_view) override { std::abort(); }
  void serve(std::string_view, contract::page) override { std::abort(); }
  void route(contract::web_route what) override { routes.push_back(std::move(what)); }
  void provide_auth(contract::auth_port&) override { std::abort(); }
  bool has_auth() const noexcept override { return false; }
  contract::auth_port& auth() override { std::abort(); }
  const config::section& section(std::string_view) const override { std::abort(); }
  const std::string& data_folder() const noexcept override { std::abort(); }
  storage::store& store() override { std::abort(); }
  caf::actor_system& actors() override { std::abort(); }
  unsigned workers() const noexcept override { return 1; }
  contract::worker& worker(unsigned) override { std::abort(); }
  const contract::clock& clock() const noexcept override { std::abort(); }
  contract::kind_registry& kinds() override { std::abort(); }
  void after(std::chrono::milliseconds, std::function<void()>) override { std::abort(); }

  std::vector<contract::web_route> routes;
};

class people_fake final : public contract::auth_port {
public:
  contract::auth_result check(std::string_view) const override {
    return contract::auth_error::invalid;
  }
  void find_person(std::string_view id,
                   std::function<void(std::optional<contract::person>)> done) const override {
    const auto at = known.find(id);
    done(at == known.end() ? std::nullopt : std::optional{at->second});
  }
  void protect(nsp&, contract::entry_rules) override { std::abort(); }
  std::optional<refusal> renew(socket&, std::string_view) override { std::abort(); }
  void on_session(session_listener) override { std::abort(); }

  std::map<std::string, contract::person, std::less<>> known;
};

/// An answer and its body.
struct heard {
  unsigned status = 0;
  contract::document body;

  value data() const { return body.root()["data"]; }
  std::string text(std::string_view key) const { return data()[key].as_string().value_or("?"); }
  std::string code() const { return body.root()["error"]["code"].as_string().value_or("?"); }
  std::string message() const {
    return body.root()["message"].as_string().value_or(std::string{body.root()["message"].raw()});
  }
  bool success() const { return body.root()["success"].as_bool().value_or(false); }
};

inline contract::principal somebody(std::string type, std::string id) {
  return {.user = std::move(id),
          .session = "s",
          .type = std::move(type),
          .roles = {},
          .name = "N",
          .expires = {}};
}

class town {
public:
  explicit town(options how = {}, std::shared_ptr<storage::stepped_disk> on =
                                    std::make_shared<storage::stepped_disk>())
    : disk(std::move(on)), of(std::move(how), clock) {
    const storage::schema tables[] = {schema()};
    storage::status result;
    store = storage::stepped_store::open(disk, tables, result);
    if (!store || !of.open(*store))
      std::abort();
    of.people = &people;
    add_routes(host, of);
  }

  /// As a client with a token, or as nobody; lets the store finish.
  heard call(std::string_view method, std::string_view target, std::string body = {},
             std::optional<contract::principal> who = somebody("admin", "boss")) {
    std::optional<contract::web_answer> got;
    send(method, target, std::move(body), std::move(who), got);
    while (store->step(dice)) {}
    return take(got);
  }

  /// Without waiting for the store.
  void send(std::string_view method, std::string_view target, std::string body,
            std::optional<contract::principal> who, std::optional<contract::web_answer>& got) {
    auto request = std::make_shared<contract::web_request>();
    request->method = method;
    request->path = target.substr(0, target.find('?'));
    request->who = std::move(who);
    if (!body.empty())
      request->body = contract::document::parse(std::move(body));
    if (target.find('?') != std::string_view::npos)
      read_query(target.substr(target.find('?') + 1), request->query);
    const contract::web_reply reply{[&got](contract::web_answer a) { got = std::move(a); }};
    for (const auto& route : host.routes)
      if (route.method == method && matches(route.pattern, request->path, request->params))
        return route.handler(request, reply);
    reply({.status = 599, .body = "{}"});
  }

  static heard take(const std::optional<contract::web_answer>& got) {
    if (!got)
      return {0, *contract::document::parse("{}")};
    return {got->status, *contract::document::parse(got->body)};
  }

  contract::manual_clock clock;
  std::shared_ptr<storage::stepped_disk> disk;
  std::unique_ptr<storage::stepped_store> store;
  people_fake people;
  route_host host;
  catalog of;
  std::mt19937_64 dice{1};

private:
  static void read_query(std::string_view text, std::vector<contract::name_value>& to) {
    while (!text.empty()) {
      const auto pair = text.substr(0, text.find('&'));
      text.remove_prefix(std::min(text.size(), pair.size() + 1));
      to.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    }
  }
  static bool matches(std::string_view pattern, std::string_view path,
                      std::vector<contract::name_value>& params) {
    params.clear();
    while (!pattern.empty() && !path.empty()) {
      const auto want = pattern.substr(0, pattern.find('/'));
      const auto have = path.substr(0, path.find('/'));
      if (want.starts_with(':'))
        params.emplace_back(want.substr(1), have);
      else if (want != have)
        return false;
      pattern.remove_prefix(std::min(pattern.size(), want.size() + 1));
      path.remove_prefix(std::min(path.size(), have.size() + 1));
    }
    return pattern.empty() && path.empty();
  }
};

/// A category, a class and a type of both.
struct basics {
  explicit basics(town& in) {
    category = in.call("POST", "/api/vehicle-categories", category_body("Auto")).text("id");
    klass = in.call("POST", "/api/vehicle-service-classes", class_body("Standard")).text("id");
    type = in.call("POST", "/api/vehicle-types", type_body("Sedan", category, klass)).text("id");
    for (const auto id : {user_a, user_b})
      in.people.known.emplace(std::string{id}, contract::person{.id = std::string{id},
                                                                .type = "driver",
                                                                .status = "active",
                                                                .name = "Ana",
                                                                .email = "ana@x.cu",
                                                                .phone = "+5355500000",
                                                                .photo = ""});
  }
  std::string category, klass, type;
};

} // namespace fleetwire::systems::rides::catalog::testing
