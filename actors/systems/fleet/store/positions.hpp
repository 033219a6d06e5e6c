#pragma once

#include "actors/systems/fleet/store/way.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

/// The way of each vehicle, sealed or not. In the history file. Of several reports of one vehicle and
/// moment the first that is believed counts, or else the first.
namespace fleetwire::systems::fleet::store {

/// In order of time; go on from the time after the last.
std::vector<position> positions(storage::session& history, const position_range& which);

/// The newest that is believed.
std::optional<position> newest_position(storage::session& history, std::int64_t vehicle);
/// That of every vehicle with a way, by its number: reads what is not sealed once and not for each.
std::unordered_map<std::int64_t, position> newest_positions(storage::session& history);

/// Where a way goes on.
struct last_seen {
  position newest; ///< that is believed
  rules::instant latest; ///< of all moments that are taken, believed or not
};
std::optional<last_seen> seen_last(storage::session& history, std::int64_t vehicle);
/// The latest moment that is taken, of a vehicle whose newest position is that one.
rules::instant latest_moment(storage::session& history, const position& newest);

} // namespace fleetwire::systems::fleet::store
