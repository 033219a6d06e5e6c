#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "actors/systems/fleet/rules/motion.hpp"
#include "actors/systems/fleet/store/columns.hpp"

/// The way of each vehicle. In the history file.
namespace fleetwire::systems::fleet::store {

/// One report as it is kept.
struct position {
  std::int64_t vehicle = 0; ///< its number
  rules::report seen;       ///< with its time
  bool is_impossible = false;
  bool is_low = false; ///< of fuel, after it

  bool operator==(const position&) const = default;
};

/// Of several of one vehicle and moment the first counts.
void append(storage::session& history, const std::vector<position>& some);

/// The newest that is believed.
std::optional<position> newest_position(storage::session& history, std::int64_t vehicle);

struct position_range {
  std::int64_t vehicle = 0;
  instant from;      ///< included
  instant to;        ///< included
  std::size_t limit = 1'000;
};
/// In order of time; go on from the time after the last.
std::vector<position> positions(storage::session& history, const position_range& which);

/// Forgets what is older of one vehicle, up to `limit` rows, but never its newest; 0 when there was
/// nothing to forget.
std::int64_t purge(storage::session& history, std::int64_t vehicle, instant before,
                   std::int64_t limit);
/// The vehicle with positions that follows this number; nothing after the last.
std::optional<std::int64_t> next_vehicle(storage::session& history, std::int64_t after);

} // namespace fleetwire::systems::fleet::store
