#pragma once

#include "actors/systems/fleet/store/packed_track.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <optional>
#include <vector>

/// History in order: the way of each vehicle as blocks of a page. Blocks of one vehicle never overlap in
/// time, whatever comes late.
namespace fleetwire::systems::fleet::store {

struct position_range {
  std::int64_t vehicle = 0;
  rules::instant from; ///< included
  rules::instant to; ///< included
  std::size_t limit = 1'000;
};

/// Adds to the way of one vehicle what is in order of time, one for each moment. What is there already
/// stays as it is, unless it was not believed and another of its moment is.
void seal(storage::session& history, const std::vector<position>& some);

std::vector<position> sealed_positions(storage::session& history, const position_range& which);
/// That is believed.
std::optional<position> newest_sealed(storage::session& history, std::int64_t vehicle);

/// Forgets what is older of one vehicle, but never its newest that is believed. Ends with the block that
/// makes `limit` reports full, and says how many went; 0 when there was nothing to forget.
std::int64_t purge(storage::session& history, std::int64_t vehicle, rules::instant before,
                   std::int64_t limit);
/// The vehicle with a sealed way that follows this number; nothing after the last.
std::optional<std::int64_t> next_vehicle(storage::session& history, std::int64_t after);

} // namespace fleetwire::systems::fleet::store
