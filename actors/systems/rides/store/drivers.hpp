#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/rides/rules/availability.hpp"
#include "storage/store.hpp"

/// Drivers, inside a job of the store: their availability among the promises; where they were, in
/// the history, which may lose its last moments.
namespace fleetwire::systems::rides::store {

// Promises.

void save(storage::session& db, const rules::availability& what);

std::optional<rules::availability> load_availability(storage::session& db,
                                                     std::string_view driver_id);

/// Those to be brought back at the start: online, or on a trip.
std::vector<rules::availability> load_online(storage::session& db);

/// Every driver's.
std::vector<rules::availability> load_all(storage::session& db);

/// False when there was none.
bool forget_availability(storage::session& db, std::string_view driver_id);

// History.

/// The newest sign of life. Pings come too often to be promises.
struct last_seen {
  std::string driver_id;
  std::optional<geo::point> location;
  std::optional<rules::instant> location_at, stored_at, presence_at;

  bool operator==(const last_seen&) const = default;
};

last_seen last_seen_of(const rules::availability& a);

/// At the start: what is newer in `seen` replaces what the promises have.
void refresh(rules::availability& a, const last_seen& seen);

void save(storage::session& history, const last_seen& what);
std::optional<last_seen> load_last_seen(storage::session& history, std::string_view driver_id);
std::vector<last_seen> load_all_last_seen(storage::session& history);

struct position {
  std::string driver_id;
  std::optional<std::string> trip_id;
  geo::point where;
  rules::instant at;

  bool operator==(const position&) const = default;
};

void append(storage::session& history, const position& what);

/// The way of a trip, in the order in which it was stored.
std::vector<position> positions_of_trip(storage::session& history, std::string_view trip_id);

/// Deletes positions from before `before` among the `limit` oldest, so that a commit stays short.
/// The number of those it deleted.
std::int64_t purge_positions(storage::session& history, rules::instant before, std::int64_t limit);

} // namespace fleetwire::systems::rides::store
