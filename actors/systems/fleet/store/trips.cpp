#include "actors/systems/fleet/store/trips.hpp"

namespace fleetwire::systems::fleet::store {

namespace {

constexpr std::string_view columns = "SELECT id, vehicle_id, driver_id, state, record, more,"
                                     " created_at, updated_at FROM fleet_trips ";
constexpr std::string_view fits = "WHERE (?1 IS NULL OR state = ?1)"
                                  " AND (?2 IS NULL OR vehicle_id = ?2)"
                                  " AND (?3 IS NULL OR driver_id = ?3) ";

auto into(storage::session& db, std::vector<rules::trip>& out) {
  return [&db, &out](const storage::row& r) {
    rules::trip t;
    t.id = r.text(0);
    t.vehicle_id = r.text(1);
    t.driver_id = maybe_text(r, 2);
    const auto state = rules::trip_state_from(r.text(3));
    t.state = state.value_or(rules::trip_state::planned);
    if (!read_record(r.text(4), t) || !state)
      db.fail({storage::errc::corrupt, "trip " + t.id + " cannot be read"});
    t.more = members_of(db, r.text(5));
    t.created_at = instant_of(r.integer(6));
    t.updated_at = instant_of(r.integer(7));
    out.push_back(std::move(t));
  };
}

} // namespace

void insert(storage::session& db, const rules::trip& t) {
  db.exec("INSERT INTO fleet_trips(id, vehicle_id, driver_id, state, record, more, created_at,"
          " updated_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
          t.id, t.vehicle_id, t.driver_id, rules::to_string(t.state), record_of(t),
          '{' + t.more.text() + '}', ms(t.created_at), ms(t.updated_at));
}

void update(storage::session& db, const rules::trip& t) {
  db.exec("UPDATE fleet_trips SET vehicle_id = ?, driver_id = ?, state = ?, record = ?, more = ?,"
          " updated_at = ? WHERE id = ?",
          t.vehicle_id, t.driver_id, rules::to_string(t.state), record_of(t),
          '{' + t.more.text() + '}', ms(t.updated_at), t.id);
}

std::optional<rules::trip> load_trip(storage::session& db, std::string_view id) {
  static const auto sql = std::string{columns} + "WHERE id = ?";
  std::vector<rules::trip> found;
  db.rows(sql, into(db, found), id);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<rules::trip> load_ongoing(storage::session& db) {
  static const auto sql = std::string{columns} + "WHERE state = 'ongoing' ORDER BY number";
  std::vector<rules::trip> out;
  db.rows(sql, into(db, out));
  return out;
}

page<rules::trip> list_trips(storage::session& db, const trip_filter& which) {
  static const auto sql =
    std::string{columns} + std::string{fits} + "ORDER BY number DESC LIMIT ?4 OFFSET ?5";
  static const auto count = "SELECT count(*) FROM fleet_trips " + std::string{fits};
  page<rules::trip> out;
  db.rows(sql, into(db, out.items), which.state, which.vehicle_id, which.driver_id, which.limit,
          which.offset);
  db.rows(
    count, [&](const storage::row& r) { out.total = static_cast<std::size_t>(r.integer(0)); },
    which.state, which.vehicle_id, which.driver_id);
  return out;
}

} // namespace fleetwire::systems::fleet::store
