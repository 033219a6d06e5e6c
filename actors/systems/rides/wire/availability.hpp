#pragma once

#include <array>
#include <string_view>

#include <fleetwire/value.hpp>

#include "actors/systems/rides/rules/availability.hpp"

/// A driver's availability as answers and events carry it.
namespace fleetwire::systems::rides::wire {

/// The whole of it, with the names that each of the clients looks for.
json availability_json(const rules::availability& of);

struct message {
  std::string_view event;
  json payload;
};

/// To the driver himself.
message driver_message(const rules::availability& of, rules::availability_event what);

/// To admins, under both names: the driver's own message, and the whole under "admin:…".
std::array<message, 2> admin_messages(const rules::availability& of,
                                      rules::availability_event what);

} // namespace fleetwire::systems::rides::wire
