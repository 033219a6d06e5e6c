#pragma once

#include <array>
#include <optional>
#include <string_view>

#include <fleetwire/value.hpp>

#include "actors/systems/rides/rules/availability.hpp"

/// A driver's availability as answers and events carry it.
namespace fleetwire::systems::rides::wire {

/// The whole of it, with the names that each of the clients looks for.
json availability_json(const rules::availability& of);

struct message {
  std::string_view event;
  const json& payload; ///< the story's
};

/// What is told of one state of a driver. What several people hear is written once.
class driver_story {
public:
  /// Of a state that stays while this lasts.
  explicit driver_story(const rules::availability& of) : of_(of) {}

  message to_driver(rules::availability_event what);
  /// Under both names: the driver's own message, and the whole under "admin:…".
  std::array<message, 2> to_admins(rules::availability_event what);

private:
  const json& payload_of(rules::availability_event what);

  const rules::availability& of_;
  std::array<std::optional<json>, 3> written_; ///< by event
};

} // namespace fleetwire::systems::rides::wire
