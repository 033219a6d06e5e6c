#pragma once

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/systems/rides/catalog/testing/town.hpp"
#include "actors/systems/rides/routes/routes.hpp"
#include "actors/systems/rides/routes/testing/rules_only.hpp"
#include "actors/systems/rides/store/schema.hpp"
#include "storage/stepped/stepped_store.hpp"

/// The routes over a catalogue, a store in steps and a live side without actors: the rules alone.
namespace fleetwire::systems::rides::routes::testing {

using catalog::testing::heard;
using catalog::testing::somebody;

inline constexpr auto ana_id = "aaaaaaaa-0000-4000-8000-000000000001";
inline constexpr auto eva_id = "aaaaaaaa-0000-4000-8000-000000000002";
inline constexpr auto pedro_id = "dddddddd-0000-4000-8000-000000000001";
inline constexpr auto juan_id = "dddddddd-0000-4000-8000-000000000002";

inline auto ana() {
  return somebody("passenger", ana_id);
}
inline auto eva() {
  return somebody("passenger", eva_id);
}
inline auto pedro() {
  return somebody("driver", pedro_id);
}
inline auto juan() {
  return somebody("driver", juan_id);
}
inline auto boss() {
  return somebody("admin", "boss");
}
inline constexpr std::nullopt_t nobody = std::nullopt;

class world {
public:
  explicit world(bool open_writes = false)
    : store(open()), live(*store, [this] { return in.now(); }) {
    town.call("POST", "/api/price-policies",
              R"({"name":"P","scopeType":"GLOBAL","price":{"base_fare":1}})");
    for (const auto& who : {ana(), eva(), pedro(), juan()})
      town.people.known.emplace(who.user, contract::person{.id = who.user,
                                                           .type = who.type,
                                                           .status = "active",
                                                           .name = "N" + who.user.substr(35),
                                                           .email = "",
                                                           .phone = "+5355500123",
                                                           .photo = ""});
    in.live = live.calls();
    in.store = store.get();
    in.clock = &town.clock;
    in.catalog = [this] { return town.of.view(); };
    in.find_person = [this](std::string_view id,
                            std::function<void(std::optional<contract::person>)> done) {
      town.people.find_person(id, std::move(done));
    };
    in.new_id = [this] { return next_id("cccccccc"); };
    in.offset_of = host_zones();
    in.open_writes = open_writes;
    add_routes(town.host, in);
  }

  heard call(std::string_view method, std::string_view target, std::string body,
             std::optional<contract::principal> who) {
    std::optional<contract::web_answer> got;
    town.send(method, target, std::move(body), std::move(who), got);
    settle();
    return town.take(got);
  }
  heard get(std::string_view target, std::optional<contract::principal> who) {
    return call("GET", target, {}, std::move(who));
  }
  heard post(std::string_view target, std::string body, std::optional<contract::principal> who) {
    return call("POST", target, std::move(body), std::move(who));
  }

  void settle() {
    while (store->step(dice)) {}
  }

  std::string request_body(std::string_view passenger = {}, std::string_view more = {}) const {
    object out;
    if (!passenger.empty())
      out.add("passengerId", passenger);
    out.add("paymentMode", "CASH").add("vehicleCategoryId", std::string_view{basics.category});
    out.add("serviceClassId", std::string_view{basics.klass});
    out.add("pickupPoint", json{R"({"lat":23.1,"lng":-82.4})"});
    out.add("stops",
            json{more.empty() ? R"([{"point":{"lat":23.2,"lng":-82.4}}])" : std::string{more}});
    return out.build().text;
  }
  /// Ana's.
  std::string new_trip() { return post("/api/trips", request_body(ana_id), ana()).text("id"); }
  void run(const std::string& trip, const rules::command& what) {
    live.calls().tell(trip, what, [](const auto&) {});
    settle();
  }
  /// The assignment.
  std::string offered_to(const std::string& trip, const std::string& driver) {
    if (live.trips[trip].status == rules::trip_status::pending)
      run(trip, rules::start_assigning{});
    const auto id = next_id("eeeeeeee");
    run(trip, rules::offer_trip{id, driver, "car", std::chrono::seconds{20}, 5000});
    return id;
  }
  void taken_by(const std::string& trip, const std::string& driver) {
    const auto id = offered_to(trip, driver);
    run(trip, rules::accept_offer{id, driver});
  }
  rules::trip_status status(const std::string& trip) { return live.trips[trip].status; }

  std::string next_id(const std::string& kind) {
    const auto digits = std::to_string(++last_id_);
    return kind + "-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
  }

  catalog::testing::town town;
  catalog::testing::basics basics{town};
  environment in;
  std::unique_ptr<storage::stepped_store> store;
  rules_only live;
  std::mt19937_64 dice{1};

private:
  static std::unique_ptr<storage::stepped_store> open() {
    const storage::schema tables[] = {store::promises_schema, store::history_schema};
    storage::status result;
    return storage::stepped_store::open(std::make_shared<storage::stepped_disk>(), tables, result);
  }

  int last_id_ = 0;
};

} // namespace fleetwire::systems::rides::routes::testing
