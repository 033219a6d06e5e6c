#pragma once

#include <string>
#include <utility>

#include "actors/systems/rides/live/service.hpp"
#include "actors/systems/rides/routes/environment.hpp"

namespace fleetwire::systems::rides::routes {

/// `of` outlives the calls.
inline live_calls calls_of(live::service& of) {
  return {
    [&of](live::ask_for_trip what) { of.request(std::move(what)); },
    [&of](const std::string& trip, rules::command what, live::trip_answer reply) {
      of.tell(trip, std::move(what), std::move(reply));
    },
    [&of](const std::string& assignment, rules::command what, live::trip_answer reply) {
      of.tell_of_assignment(assignment, std::move(what), std::move(reply));
    },
    [&of](const std::string& trip, live::trip_answer reply) { of.look(trip, std::move(reply)); },
    [&of](const std::string& driver, live::driver_command what, live::driver_answer reply) {
      of.driver(driver, std::move(what), std::move(reply));
    },
    [&of](live::count_nearby what) { of.near(std::move(what)); },
  };
}

} // namespace fleetwire::systems::rides::routes
