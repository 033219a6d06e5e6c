#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "actors/systems/rides/geo/area.hpp"

#include <fleetwire/value.hpp>

namespace fleetwire::systems::rides::catalog {

/// A GeoJSON MultiPolygon (positions are [lng, lat]), or what is wrong with it: "must be …".
std::variant<geo::multipolygon, std::string> read_multipolygon(value from);

/// The GeoJSON of it, as it is stored and sent.
std::string to_geojson(const geo::multipolygon& shape);

/// What was stored.
std::optional<geo::multipolygon> parse_geojson(const std::string& text);

} // namespace fleetwire::systems::rides::catalog
