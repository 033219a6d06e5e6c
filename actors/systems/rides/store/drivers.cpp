#include "actors/systems/rides/store/drivers.hpp"

#include "actors/systems/rides/store/columns.hpp"

namespace fleetwire::systems::rides::store {

namespace {

using rules::availability;

std::optional<std::string_view> name_of(const std::optional<rules::unavailable_reason>& reason) {
  return reason ? std::optional{rules::to_string(*reason)} : std::nullopt;
}

bool read_row(const storage::row& r, availability& a) {
  a.driver_id = r.text(0);
  a.id = r.text(1);
  a.is_online = r.integer(2) != 0;
  a.is_available = r.integer(3) != 0;
  a.reason = r.is_null(4) ? std::nullopt : rules::unavailable_reason_from(r.text(4));
  a.location = maybe_point(r, 5);
  a.location_at = maybe_instant(r, 7);
  a.location_stored_at = maybe_instant(r, 8);
  a.trip_id = maybe_text(r, 9);
  a.vehicle_id = maybe_text(r, 10);
  a.was_available = r.integer(11) != 0;
  a.last_online_at = maybe_instant(r, 12);
  a.presence_at = maybe_instant(r, 13);
  a.waiting_since = maybe_instant(r, 14);
  a.updated_at = instant_at(r, 15);
  return a.reason.has_value() != r.is_null(4);
}

std::string drivers_where(std::string_view condition) {
  return "SELECT driver_id, id, is_online, is_available, reason, lat, lng, location_at,"
         " location_stored_at, trip_id, vehicle_id, was_available, last_online_at, presence_at,"
         " waiting_since, updated_at FROM rides_availability WHERE "
         + std::string{condition};
}

auto into(storage::session& db, std::vector<availability>& out) {
  return [&](const storage::row& r) {
    if (!read_row(r, out.emplace_back()))
      fail_unreadable(db, "availability of " + out.back().driver_id);
  };
}

std::vector<availability> load_those(storage::session& db, const std::string& sql) {
  std::vector<availability> out;
  db.rows(sql, into(db, out));
  return out;
}

last_seen read_seen(const storage::row& r) {
  return {text_at(r, 0), maybe_point(r, 1), maybe_instant(r, 3), maybe_instant(r, 4),
          maybe_instant(r, 5)};
}

} // namespace

void save(storage::session& db, const availability& a) {
  db.exec("INSERT INTO rides_availability(driver_id, id, is_online, is_available, reason,"
          " lat, lng, location_at, location_stored_at, trip_id, vehicle_id, was_available,"
          " last_online_at, presence_at, waiting_since, updated_at)"
          " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          " ON CONFLICT(driver_id) DO UPDATE SET id = excluded.id, is_online = excluded.is_online,"
          " is_available = excluded.is_available, reason = excluded.reason, lat = excluded.lat,"
          " lng = excluded.lng, location_at = excluded.location_at,"
          " location_stored_at = excluded.location_stored_at, trip_id = excluded.trip_id,"
          " vehicle_id = excluded.vehicle_id, was_available = excluded.was_available,"
          " last_online_at = excluded.last_online_at, presence_at = excluded.presence_at,"
          " waiting_since = excluded.waiting_since, updated_at = excluded.updated_at",
          a.driver_id, a.id, a.is_online, a.is_available, name_of(a.reason), lat(a.location),
          lng(a.location), ms(a.location_at), ms(a.location_stored_at), a.trip_id, a.vehicle_id,
          a.was_available, ms(a.last_online_at), ms(a.presence_at), ms(a.waiting_since),
          ms(a.updated_at));
}

std::optional<availability> load_availability(storage::session& db, std::string_view driver_id) {
  static const auto sql = drivers_where("driver_id = ?");
  std::vector<availability> found;
  db.rows(sql, into(db, found), driver_id);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<availability> load_online(storage::session& db) {
  static const auto sql = drivers_where("is_online = 1 OR trip_id IS NOT NULL ORDER BY driver_id");
  return load_those(db, sql);
}

std::vector<availability> load_all(storage::session& db) {
  static const auto sql = drivers_where("TRUE ORDER BY driver_id");
  return load_those(db, sql);
}

bool forget_availability(storage::session& db, std::string_view driver_id) {
  db.exec("DELETE FROM rides_availability WHERE driver_id = ?", driver_id);
  return db.ok() && db.changes() > 0;
}

last_seen last_seen_of(const availability& a) {
  return {a.driver_id, a.location, a.location_at, a.location_stored_at, a.presence_at};
}

void refresh(availability& a, const last_seen& seen) {
  if (seen.presence_at > a.presence_at)
    a.presence_at = seen.presence_at;
  if (!seen.location || seen.stored_at <= a.location_stored_at)
    return;
  a.location = seen.location;
  a.location_at = seen.location_at;
  a.location_stored_at = seen.stored_at;
}

void save(storage::session& history, const last_seen& s) {
  history.exec("INSERT INTO rides_last_seen(driver_id, lat, lng, location_at, stored_at,"
               " presence_at) VALUES(?, ?, ?, ?, ?, ?)"
               " ON CONFLICT(driver_id) DO UPDATE SET lat = excluded.lat, lng = excluded.lng,"
               " location_at = excluded.location_at, stored_at = excluded.stored_at,"
               " presence_at = excluded.presence_at",
               s.driver_id, lat(s.location), lng(s.location), ms(s.location_at), ms(s.stored_at),
               ms(s.presence_at));
}

std::optional<last_seen> load_last_seen(storage::session& history, std::string_view driver_id) {
  std::optional<last_seen> out;
  history.rows(
    "SELECT driver_id, lat, lng, location_at, stored_at, presence_at"
    " FROM rides_last_seen WHERE driver_id = ?",
    [&](const storage::row& r) { out = read_seen(r); }, driver_id);
  return out;
}

std::vector<last_seen> load_all_last_seen(storage::session& history) {
  std::vector<last_seen> out;
  history.rows("SELECT driver_id, lat, lng, location_at, stored_at, presence_at"
               " FROM rides_last_seen ORDER BY driver_id",
               [&](const storage::row& r) { out.push_back(read_seen(r)); });
  return out;
}

void append(storage::session& history, const position& p) {
  history.exec("INSERT INTO rides_positions(driver_id, trip_id, lat, lng, at)"
               " VALUES(?, ?, ?, ?, ?)",
               p.driver_id, p.trip_id, p.where.lat, p.where.lng, ms(p.at));
}

std::vector<position> positions_of_trip(storage::session& history, std::string_view trip_id) {
  std::vector<position> out;
  history.rows(
    "SELECT driver_id, trip_id, lat, lng, at FROM rides_positions WHERE trip_id = ?"
    " ORDER BY id",
    [&](const storage::row& r) {
      out.push_back(
        {text_at(r, 0), maybe_text(r, 1), {r.number(2), r.number(3)}, instant_at(r, 4)});
    },
    trip_id);
  return out;
}

std::int64_t purge_positions(storage::session& history, rules::instant before, std::int64_t limit) {
  history.exec("DELETE FROM rides_positions WHERE id IN (SELECT id FROM"
               " (SELECT id, at FROM rides_positions ORDER BY id LIMIT ?1) WHERE at < ?2)",
               limit, ms(before));
  return history.ok() ? history.changes() : 0;
}

} // namespace fleetwire::systems::rides::store
