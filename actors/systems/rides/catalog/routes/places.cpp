#include "actors/systems/rides/catalog/geojson.hpp"
#include "actors/systems/rides/catalog/routes/resource.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

void read_shape(input& in, text_or_none& to, need wanted) {
  const auto sent = in.raw("geom");
  if (sent.is_null() && wanted == need::optional)
    return to.reset();
  if (!sent.exists() && wanted == need::optional)
    return;
  auto shape = read_multipolygon(sent);
  if (const auto* fault = std::get_if<std::string>(&shape))
    return in.fault("geom " + *fault);
  to = to_geojson(std::get<geo::multipolygon>(shape));
}

void read_city(const catalog& of, input& in, city& row, bool creating) {
  const auto wanted = creating ? need::required : need::optional;
  read_text(in, "name", row.name, wanted, 120);
  if (auto code = in.text("countryCode", wanted, 0, 100)) {
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (code->size() != 2 || !std::ranges::all_of(*code, is_upper))
      in.fault("countryCode must match /^[A-Z]{2}$/ regular expression");
    row.country_code = std::move(*code);
  }
  if (auto name = in.text("timezone", wanted, 1, 64)) {
    if (of.settings().known_timezone && !of.settings().known_timezone(*name))
      in.fault("timezone must be a valid IANA time zone");
    row.timezone = std::move(*name);
  }
  read_shape(in, row.geom, need::optional);
  read_flag(in, "active", row.active);
}

std::optional<web_answer> check_city(storage::session& db, city& row, unsigned) {
  bool taken = false;
  db.rows(
    "SELECT 1 FROM rides_cities WHERE country_code = ?1 AND name = ?2 AND id <> ?3"
    " AND deleted_at IS NULL",
    [&](const storage::row&) { taken = true; }, row.country_code, row.name, row.id);
  if (taken)
    return rest::problem(409, "A city with this name exists already", "NAME_CONFLICT");
  return std::nullopt;
}

json show_city(const catalog_view&, const city& row) {
  object out;
  out.add("id", row.id).add("name", row.name).add("countryCode", row.country_code);
  out.add("timezone", row.timezone).add("geom", json{row.geom.value_or("null")});
  out.add("active", row.active);
  add_time(out, "createdAt", row.created_at);
  return add_time(out, "updatedAt", row.updated_at).build();
}

std::function<bool(const city&)> filter_cities(input& query) {
  const auto active = query.flag("active", need::optional);
  const auto country = query.text("countryCode", need::optional, 2, 2);
  const auto name = query.text("name", need::optional, 1, 120);
  return [=](const city& row) {
    return (!active || row.active == *active) && (!country || row.country_code == *country)
           && (!name || row.name == *name);
  };
}

void read_zone(const catalog&, input& in, zone& row, bool creating) {
  const auto wanted = creating ? need::required : need::optional;
  if (auto id = in.uuid("cityId", wanted))
    row.city_id = std::move(*id);
  read_text(in, "name", row.name, wanted, 120);
  read_text(in, "kind", row.kind, 60);
  read_count(in, "priority", row.priority, need::optional, 0, 100'000);
  if (creating || in.has("geom"))
    read_shape(in, row.geom, need::required);
  read_flag(in, "active", row.active);
}

std::optional<web_answer> check_zone(storage::session& db, zone& row, unsigned) {
  if (!find<city>(db, row.city_id))
    return rest::problem(400, "City not found", "CITY_NOT_FOUND");
  bool taken = false;
  db.rows(
    "SELECT 1 FROM rides_zones WHERE city_id = ?1 AND name = ?2 AND id <> ?3"
    " AND deleted_at IS NULL",
    [&](const storage::row&) { taken = true; }, row.city_id, row.name, row.id);
  if (taken)
    return rest::problem(409, "A zone with this name exists already", "NAME_CONFLICT");
  return std::nullopt;
}

json show_zone(const catalog_view&, const zone& row) {
  object out;
  out.add("id", row.id).add("cityId", row.city_id).add("name", row.name);
  add(out, "kind", row.kind);
  out.add("priority", row.priority).add("geom", json{row.geom.value_or("null")});
  out.add("active", row.active);
  add_time(out, "createdAt", row.created_at);
  return add_time(out, "updatedAt", row.updated_at).build();
}

std::function<bool(const zone&)> filter_zones(input& query) {
  const auto active = query.flag("active", need::optional);
  const auto city_id = query.uuid("cityId", need::optional);
  const auto kind = query.text("kind", need::optional, 1, 60);
  return [=](const zone& row) {
    return (!active || row.active == *active) && (!city_id || row.city_id == *city_id)
           && (!kind || row.kind == kind);
  };
}

void resolve(const catalog& of, bool wants_zone, const web_request& request,
             const web_reply& reply) {
  input query{request.query};
  const auto lat = query.number("lat", need::required, -90, 90);
  const auto lng = query.number("lng", need::required, -180, 180);
  const auto city_id = wants_zone ? query.uuid("cityId", need::optional) : std::nullopt;
  if (!query.finish())
    return reply(rest::invalid(query.faults()));
  const auto view = of.view();
  const geo::point where{.lat = *lat, .lng = *lng};
  json data{"null"};
  if (const auto found = wants_zone ? view->zone_at(where, city_id.value_or("")) : nullptr)
    data = show_zone(*view, *found);
  if (const auto found = wants_zone ? nullptr : view->city_at(where))
    data = show_city(*view, *found);
  reply(rest::success(data));
}

} // namespace

void add_place_routes(contract::system_host& host, catalog& of) {
  const resource<city> cities{.path = "/api/cities",
                              .item_path = "/api/cities/:id",
                              .noun = "City",
                              .action = "city",
                              .read = read_city,
                              .check = check_city,
                              .show = show_city,
                              .filter = filter_cities};
  const resource<zone> zones{.path = "/api/zones",
                             .item_path = "/api/zones/:id",
                             .noun = "Zone",
                             .action = "zone",
                             .read = read_zone,
                             .check = check_zone,
                             .show = show_zone,
                             .filter = filter_zones};
  add_resource(host, of, cities);
  add_activation(host, of, cities, "/api/cities/:id/active");
  add_route(host, of, "GET", "/api/cities/resolve/by-point", right::anybody,
            [&of](const auto& q, const auto& a) { resolve(of, false, *q, a); });
  add_resource(host, of, zones);
  add_activation(host, of, zones, "/api/zones/:id/active");
  add_route(host, of, "GET", "/api/zones/resolve/by-point", right::anybody,
            [&of](const auto& q, const auto& a) { resolve(of, true, *q, a); });
}

} // namespace fleetwire::systems::rides::catalog
