#pragma once

#include <string>
#include <utility>
#include <variant>

#include "actors/systems/rides/rules/trip_commands.hpp"

/// Trips for the tests of this folder.
namespace fleetwire::systems::rides::rules::fixture {

inline const instant start{std::chrono::hours{480000}};
inline constexpr std::chrono::seconds usual_ttl{20};

// 100 + 50 a km + 10 a minute.
inline request_trip wanted() {
  request_trip r;
  r.trip_id = "trip";
  r.passenger_id = "ana";
  r.category_id = "car";
  r.service_class_id = "economy";
  r.pickup = {23.1, -82.4};
  r.pickup_address = "Calle 23";
  r.stops = {{1, {23.2, -82.4}, "Malecón", {}, {}, {}}};
  r.terms.type = {"sedan", "Sedan", "car", "Car", {"economy"}, true, 100, 50, 10, 0};
  r.terms.klass = {"economy", "Economy", 1, 1, 1, 1};
  return r;
}

inline bool is_done(const outcome& o) {
  return std::holds_alternative<change>(o);
}

/// A trip that is led through its life; what is refused leaves it as it was.
struct life {
  trip state = std::get<change>(request(wanted(), start)).state;
  instant now = start;

  outcome run(const command& what) {
    auto result = apply(state, what, now);
    if (is_done(result))
      state = std::get<change>(result).state;
    return result;
  }

  change must(const command& what) { return std::get<change>(run(what)); }

  life& offered(std::string driver = "pedro", std::string assignment = "a1") {
    if (state.status == trip_status::pending)
      must(start_assigning{});
    must(offer_trip{std::move(assignment), driver, "car of " + driver, usual_ttl, 5000});
    return *this;
  }

  life& accepted() {
    offered();
    must(accept_offer{"a1", "pedro"});
    return *this;
  }

  life& arriving() {
    accepted();
    must(head_to_pickup{"pedro", 4, geo::point{23, -82}});
    return *this;
  }

  life& riding() {
    arriving();
    must(start_ride{"pedro"});
    return *this;
  }
};

} // namespace fleetwire::systems::rides::rules::fixture
