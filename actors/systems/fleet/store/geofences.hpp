#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fleetwire/value.hpp>

#include "actors/systems/fleet/rules/geofence.hpp"
#include "storage/store.hpp"

namespace fleetwire::systems::fleet::store {

/// Adds it, or puts it in place of the one of its id.
void save(storage::session& db, const rules::geofence& g);
bool forget_geofence(storage::session& db, std::string_view id);
std::vector<rules::geofence> load_geofences(storage::session& db);

/// GeoJSON; a circle is a Point with a `radius` in metres.
json shape_json(const rules::shape& what);
/// Nothing when it is no Polygon and no Point with a radius, its own or the one given; whether it is a good one
/// rules::fault_of tells.
std::optional<rules::shape> read_shape(value from, std::optional<double> radius = std::nullopt);

} // namespace fleetwire::systems::fleet::store
