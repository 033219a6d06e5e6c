#include "actors/systems/fleet/store/geofences.hpp"

#include "actors/contract/json.hpp"

namespace fleetwire::systems::fleet::store {

namespace {

void append_point(std::string& out, rules::point p) {
  out += '[';
  append_json_number(out, p.lng);
  out += ',';
  append_json_number(out, p.lat);
  out += ']';
}

bool read_point(value from, rules::point& to) {
  const auto lng = from[std::size_t{0}].as_double();
  const auto lat = from[std::size_t{1}].as_double();
  to = {lat.value_or(0), lng.value_or(0)};
  return from.type() == value::kind::array && lng && lat;
}

bool read_ring(value from, rules::ring& to) {
  bool good = from.type() == value::kind::array;
  from.for_each([&](value each) { good = read_point(each, to.emplace_back()) && good; });
  return good;
}

void append_ring(std::string& out, const rules::ring& line) {
  out += '[';
  for (std::size_t i = 0; i < line.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_point(out, line[i]);
  }
  out += ']';
}

std::string texts_json(const std::vector<std::string>& all) {
  std::string out = "[";
  for (const auto& each : all) {
    out += out.size() > 1 ? "," : "";
    append_json_string(out, each);
  }
  return out + ']';
}

std::optional<rules::geofence> read_row(const storage::row& r) {
  const auto shape = contract::document::parse(std::string{r.text(2)});
  const auto vehicles = contract::document::parse(std::string{r.text(3)});
  const auto where = shape ? read_shape(shape->root()) : std::nullopt;
  if (!where || !vehicles)
    return std::nullopt;
  rules::geofence g{std::string{r.text(0)}, std::string{r.text(1)}, *where, {}};
  vehicles->root().for_each(
    [&](value each) { g.vehicles.push_back(each.as_string().value_or("")); });
  return g;
}

} // namespace

json shape_json(const rules::shape& what) {
  if (const auto* round = std::get_if<rules::circle>(&what)) {
    std::string center;
    append_point(center, round->center);
    return object{}
      .add("type", "Point")
      .add("coordinates", json{center})
      .add("radius", round->radius_m)
      .build();
  }
  std::string lines = "[";
  for (const auto& each : std::get<rules::polygon>(what)) {
    lines += lines.size() > 1 ? "," : "";
    append_ring(lines, each);
  }
  return object{}.add("type", "Polygon").add("coordinates", json{lines + ']'}).build();
}

std::optional<rules::shape> read_shape(value from, std::optional<double> radius) {
  const auto type = from["type"].as_string();
  const auto coordinates = from["coordinates"];
  if (type == "Point" || type == "Circle") {
    rules::circle round;
    if (const auto own = from["radius"].as_double())
      radius = own;
    if (!radius || !read_point(coordinates, round.center))
      return std::nullopt;
    round.radius_m = *radius;
    return round;
  }
  if (type != "Polygon" || coordinates.type() != value::kind::array)
    return std::nullopt;
  rules::polygon lines;
  bool good = true;
  coordinates.for_each([&](value each) { good = read_ring(each, lines.emplace_back()) && good; });
  return good ? std::optional<rules::shape>{std::move(lines)} : std::nullopt;
}

void save(storage::session& db, const rules::geofence& g) {
  db.exec("INSERT OR REPLACE INTO fleet_geofences(id, name, shape, vehicles) VALUES(?, ?, ?, ?)",
          g.id, g.name, shape_json(g.where).text, texts_json(g.vehicles));
}

bool forget_geofence(storage::session& db, std::string_view id) {
  db.exec("DELETE FROM fleet_geofences WHERE id = ?", id);
  return db.ok() && db.changes() > 0;
}

std::vector<rules::geofence> load_geofences(storage::session& db) {
  std::vector<rules::geofence> out;
  db.rows("SELECT id, name, shape, vehicles FROM fleet_geofences ORDER BY id",
          [&](const storage::row& r) {
            if (auto one = read_row(r))
              out.push_back(*std::move(one));
            else
              db.fail(
                {storage::errc::corrupt, "geofence " + std::string{r.text(0)} + " cannot be read"});
          });
  return out;
}

} // namespace fleetwire::systems::fleet::store
