#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/rides/rules/announcement.hpp"

namespace fleetwire::systems::rides::store {

/// A line of the trip's log.
struct trip_event {
  std::int64_t seq = 0; // from 1, without gaps
  std::string kind;
  rules::instant at;
  /// The JSON object that GET /api/trips/:id/events shows: members in their order, what is not
  /// known as null, times as ISO texts, places as {lat, lng} or {lat, lng, address}.
  std::string metadata;

  bool operator==(const trip_event&) const = default;
};

/// A line for each entry.
std::string lines_text(const std::vector<rules::log_entry>& log);

/// What lines_text() wrote, behind what is there. False where that cannot be.
bool read_lines(std::string_view lines, std::vector<trip_event>& onto);

} // namespace fleetwire::systems::rides::store
