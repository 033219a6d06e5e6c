#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/fleet/rules/trip.hpp"
#include "actors/systems/fleet/store/columns.hpp"

namespace fleetwire::systems::fleet::store {

/// A conflict when there is one of that id.
void insert(storage::session& db, const rules::trip& t);
void update(storage::session& db, const rules::trip& t);

std::optional<rules::trip> load_trip(storage::session& db, std::string_view id);
/// Those that are on their way.
std::vector<rules::trip> load_ongoing(storage::session& db);

struct trip_filter {
  std::optional<std::string> state;
  std::optional<std::string> vehicle_id;
  std::optional<std::string> driver_id;
  std::size_t offset = 0;
  std::size_t limit = 50;
};
/// Newest first.
page<rules::trip> list_trips(storage::session& db, const trip_filter& which);

/// Stops and times as JSON, for our own eyes.
std::string record_of(const rules::trip& t);
bool read_record(std::string_view text, rules::trip& into);

} // namespace fleetwire::systems::fleet::store
