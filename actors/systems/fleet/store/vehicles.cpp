#include "actors/systems/fleet/store/vehicles.hpp"

namespace fleetwire::systems::fleet::store {

namespace {

constexpr std::string_view columns = "SELECT number, id, plate, status, driver_id, device_key,"
                                     " more, created_at, updated_at, fuel, fuel_at"
                                     " FROM fleet_vehicles ";
constexpr std::string_view fits = "WHERE (?1 IS NULL OR status = ?1)"
                                  " AND (?2 IS NULL OR driver_id = ?2) ";

auto into(storage::session& db, std::vector<rules::vehicle>& out) {
  return [&db, &out](const storage::row& r) {
    rules::vehicle v;
    v.number = r.integer(0);
    v.id = r.text(1);
    v.plate = r.text(2);
    v.status = r.text(3);
    v.driver_id = maybe_text(r, 4);
    v.device_key = maybe_text(r, 5);
    v.more = members_of(db, r.text(6));
    v.created_at = instant_of(r.integer(7));
    v.updated_at = instant_of(r.integer(8));
    if (!r.is_null(9))
      v.fuel = {r.number(9), instant_of(r.integer(10))};
    out.push_back(std::move(v));
  };
}

std::optional<double> fuel_of(const rules::vehicle& v) {
  return v.fuel ? std::optional{v.fuel->level} : std::nullopt;
}

std::optional<std::int64_t> fuel_time_of(const rules::vehicle& v) {
  return v.fuel ? std::optional{ms(v.fuel->at)} : std::nullopt;
}

std::string object_of(const rules::members& more) {
  return '{' + more.text() + '}';
}

} // namespace

std::int64_t insert(storage::session& db, const rules::vehicle& v) {
  db.exec("INSERT INTO fleet_vehicles(id, plate, status, driver_id, device_key, more, created_at,"
          " updated_at, fuel, fuel_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          v.id, v.plate, v.status, v.driver_id, v.device_key, object_of(v.more), ms(v.created_at),
          ms(v.updated_at), fuel_of(v), fuel_time_of(v));
  std::int64_t number = 0;
  db.rows(
    "SELECT number FROM fleet_vehicles WHERE id = ?",
    [&](const storage::row& r) { number = r.integer(0); }, v.id);
  return number;
}

void update(storage::session& db, const rules::vehicle& v) {
  db.exec("UPDATE fleet_vehicles SET plate = ?, status = ?, driver_id = ?, device_key = ?,"
          " more = ?, updated_at = ?, fuel = ?, fuel_at = ? WHERE id = ?",
          v.plate, v.status, v.driver_id, v.device_key, object_of(v.more), ms(v.updated_at),
          fuel_of(v), fuel_time_of(v), v.id);
}

std::optional<rules::vehicle> load_vehicle(storage::session& db, std::string_view id) {
  static const auto sql = std::string{columns} + "WHERE id = ?";
  std::vector<rules::vehicle> found;
  db.rows(sql, into(db, found), id);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<rules::vehicle> load_vehicles(storage::session& db) {
  static const auto sql = std::string{columns} + "ORDER BY number";
  std::vector<rules::vehicle> out;
  db.rows(sql, into(db, out));
  return out;
}

page<rules::vehicle> list_vehicles(storage::session& db, const vehicle_filter& which) {
  static const auto sql =
    std::string{columns} + std::string{fits} + "ORDER BY number LIMIT ?3 OFFSET ?4";
  static const auto count = "SELECT count(*) FROM fleet_vehicles " + std::string{fits};
  page<rules::vehicle> out;
  db.rows(sql, into(db, out.items), which.status, which.driver_id, which.limit, which.offset);
  db.rows(
    count, [&](const storage::row& r) { out.total = static_cast<std::size_t>(r.integer(0)); },
    which.status, which.driver_id);
  return out;
}

} // namespace fleetwire::systems::fleet::store
