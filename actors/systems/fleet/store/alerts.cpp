#include "actors/systems/fleet/store/alerts.hpp"

namespace fleetwire::systems::fleet::store {

namespace {

constexpr std::string_view columns = "SELECT id, type, vehicle_id, message, priority, lat, lng,"
                                     " at, acknowledged_at, acknowledged_by FROM fleet_alerts ";
constexpr std::string_view fits = "WHERE (?1 IS NULL OR (acknowledged_at IS NULL) = ?1)"
                                  " AND (?2 IS NULL OR vehicle_id = ?2) ";

auto into(std::vector<rules::alert>& out) {
  return [&out](const storage::row& r) {
    rules::alert a;
    a.id = r.text(0);
    a.type = r.text(1);
    a.vehicle_id = r.text(2);
    a.message = r.text(3);
    a.worth = rules::priority_from(r.text(4)).value_or(rules::priority::high);
    if (!r.is_null(5) && !r.is_null(6))
      a.where = rules::point{r.number(5), r.number(6)};
    a.at = instant_of(r.integer(7));
    a.acknowledged_at = maybe_instant(r, 8);
    a.acknowledged_by = maybe_text(r, 9);
    out.push_back(std::move(a));
  };
}

} // namespace

void insert(storage::session& db, const rules::alert& a) {
  const auto lat = a.where ? std::optional{a.where->lat} : std::nullopt;
  const auto lng = a.where ? std::optional{a.where->lng} : std::nullopt;
  db.exec("INSERT INTO fleet_alerts(id, type, vehicle_id, message, priority, lat, lng, at)"
          " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
          a.id, a.type, a.vehicle_id, a.message, rules::to_string(a.worth), lat, lng, ms(a.at));
}

bool acknowledge(storage::session& db, std::string_view id, std::string_view by, instant at) {
  db.exec("UPDATE fleet_alerts SET acknowledged_at = ?, acknowledged_by = ?"
          " WHERE id = ? AND acknowledged_at IS NULL",
          ms(at), by, id);
  return db.ok() && db.changes() > 0;
}

std::optional<rules::alert> load_alert(storage::session& db, std::string_view id) {
  static const auto sql = std::string{columns} + "WHERE id = ?";
  std::vector<rules::alert> found;
  db.rows(sql, into(found), id);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<rules::alert> load_open(storage::session& db) {
  static const auto sql = std::string{columns} + "WHERE acknowledged_at IS NULL ORDER BY number";
  std::vector<rules::alert> out;
  db.rows(sql, into(out));
  return out;
}

page<rules::alert> list_alerts(storage::session& db, const alert_filter& which) {
  static const auto sql =
    std::string{columns} + std::string{fits} + "ORDER BY number DESC LIMIT ?3 OFFSET ?4";
  static const auto count = "SELECT count(*) FROM fleet_alerts " + std::string{fits};
  page<rules::alert> out;
  db.rows(sql, into(out.items), which.is_open, which.vehicle_id, which.limit, which.offset);
  db.rows(
    count, [&](const storage::row& r) { out.total = static_cast<std::size_t>(r.integer(0)); },
    which.is_open, which.vehicle_id);
  return out;
}

} // namespace fleetwire::systems::fleet::store
