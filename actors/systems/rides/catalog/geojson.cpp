#include "actors/systems/rides/catalog/geojson.hpp"

#include "actors/contract/json.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

constexpr std::string_view expectation = "must be a GeoJSON MultiPolygon";

bool read_ring(value from, geo::ring& to) {
  bool good = from.type() == value::kind::array;
  from.for_each([&](value position) {
    const auto lng = position[std::size_t{0}].as_double();
    const auto lat = position[std::size_t{1}].as_double();
    good = good && position.type() == value::kind::array && position.size() >= 2 && lng && lat;
    to.push_back({.lat = lat.value_or(0), .lng = lng.value_or(0)});
  });
  return good;
}

bool read_polygon(value from, geo::polygon& to) {
  bool good = from.type() == value::kind::array;
  from.for_each([&](value ring) { good = read_ring(ring, to.emplace_back()) && good; });
  return good;
}

void append_ring(std::string& out, const geo::ring& ring) {
  out += '[';
  for (std::size_t i = 0; i < ring.size(); ++i) {
    out += i == 0 ? "[" : ",[";
    append_json_number(out, ring[i].lng);
    out += ',';
    append_json_number(out, ring[i].lat);
    out += ']';
  }
  out += ']';
}

} // namespace

std::variant<geo::multipolygon, std::string> read_multipolygon(value from) {
  const auto coordinates = from["coordinates"];
  if (from["type"].as_string() != "MultiPolygon" || coordinates.type() != value::kind::array)
    return std::string{expectation};
  geo::multipolygon shape;
  bool good = true;
  coordinates.for_each(
    [&](value polygon) { good = read_polygon(polygon, shape.emplace_back()) && good; });
  if (!good)
    return std::string{expectation};
  if (const auto fault = geo::fault_of(shape))
    return std::string{expectation} + ": " + std::string{geo::describe(*fault)};
  return shape;
}

std::string to_geojson(const geo::multipolygon& shape) {
  std::string out = R"({"type":"MultiPolygon","coordinates":[)";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    out += i == 0 ? "[" : ",[";
    for (std::size_t j = 0; j < shape[i].size(); ++j) {
      out += j == 0 ? "" : ",";
      append_ring(out, shape[i][j]);
    }
    out += ']';
  }
  return out + "]}";
}

std::optional<geo::multipolygon> parse_geojson(const std::string& text) {
  const auto parsed = contract::document::parse(text);
  if (!parsed)
    return std::nullopt;
  auto shape = read_multipolygon(parsed->root());
  if (auto* good = std::get_if<geo::multipolygon>(&shape))
    return std::move(*good);
  return std::nullopt;
}

} // namespace fleetwire::systems::rides::catalog
