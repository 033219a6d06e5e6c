#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/fleet/rules/vehicle.hpp"
#include "actors/systems/fleet/store/columns.hpp"

namespace fleetwire::systems::fleet::store {

/// Its number, for the history. A conflict when there is one of that id.
std::int64_t insert(storage::session& db, const rules::vehicle& v);
void update(storage::session& db, const rules::vehicle& v);

std::optional<rules::vehicle> load_vehicle(storage::session& db, std::string_view id);
std::vector<rules::vehicle> load_vehicles(storage::session& db);

struct vehicle_filter {
  std::optional<std::string> status;
  std::optional<std::string> driver_id;
  std::size_t offset = 0;
  std::size_t limit = 50;
};
page<rules::vehicle> list_vehicles(storage::session& db, const vehicle_filter& which);

} // namespace fleetwire::systems::fleet::store
