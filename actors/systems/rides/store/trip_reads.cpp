#include "actors/systems/rides/store/columns.hpp"
#include "actors/systems/rides/store/trip_codec.hpp"
#include "actors/systems/rides/store/trip_rows.hpp"
#include "actors/systems/rides/store/trips.hpp"

namespace fleetwire::systems::rides::store {

namespace {

using rules::trip;

template <class... Ts>
std::string trips_where(const Ts&... condition) {
  std::string out{select_trips};
  out += "WHERE ";
  (out.append(condition), ...);
  return out;
}

bool read_row(const storage::row& r, trip& t) {
  const auto status = rules::trip_status_from(r.text(4));
  const auto payment = rules::payment_mode_from(r.text(5));
  if (!status || !payment)
    return false;
  t.passenger_id = r.text(1);
  t.driver_id = maybe_text(r, 2);
  t.vehicle_id = maybe_text(r, 3);
  t.status = *status;
  t.payment = *payment;
  t.category_id = r.text(6);
  t.service_class_id = r.text(7);
  t.requested_at = instant_at(r, 8);
  t.completed_at = maybe_instant(r, 9);
  t.updated_at = instant_at(r, 10);
  t.version = static_cast<std::uint64_t>(r.integer(11));
  return read_record(r.text(12), t) && read_plan(r.text(13), t);
}

void load_assignments(storage::session& db, trip& t) {
  db.rows(
    "SELECT id, driver_id, vehicle_id, status, offered_at, expires_at, responded_at, radius"
    " FROM rides_assignments WHERE trip = (SELECT number FROM rides_trips WHERE id = ?)"
    " ORDER BY seq",
    [&](const storage::row& r) {
      const auto status = assignment_status_from(r.text(3));
      if (!status)
        return fail_unreadable(db, "assignment " + text_at(r, 0));
      t.assignments.push_back({text_at(r, 0), text_at(r, 1), text_at(r, 2), *status,
                               instant_at(r, 4), instant_at(r, 5), maybe_instant(r, 6),
                               r.number(7)});
    },
    t.id);
}

// With their assignments; `key` fills the only place of the statement.
std::optional<trip> load_one(storage::session& db, const std::string& sql, std::string_view key) {
  const storage::datum values[] = {key};
  auto found = read_trips(db, sql, values);
  if (found.empty())
    return std::nullopt;
  load_assignments(db, found.front());
  return std::move(found.front());
}

} // namespace

std::vector<trip> read_trips(storage::session& db, std::string_view sql,
                             std::span<const storage::datum> values) {
  std::vector<trip> out;
  db.query(sql, values, [&](const storage::row& r) {
    auto& made = out.emplace_back();
    made.id = r.text(0);
    if (!read_row(r, made))
      fail_unreadable(db, "trip " + made.id);
  });
  return out;
}

std::optional<trip> load_trip(storage::session& db, std::string_view id) {
  static const auto sql = trips_where("t.id = ?");
  return load_one(db, sql, id);
}

std::vector<trip> load_live_trips(storage::session& db) {
  // The plus keeps SQLite from walking all trips for the sake of their order.
  static const auto sql = trips_where(is_live, " ORDER BY +t.requested_at, t.number");
  auto out = read_trips(db, sql, {});
  for (auto& each : out)
    load_assignments(db, each);
  return out;
}

std::optional<std::string> trip_of_assignment(storage::session& db,
                                              std::string_view assignment_id) {
  std::optional<std::string> out;
  db.rows(
    "SELECT t.id FROM rides_assignments a CROSS JOIN rides_trips t ON t.number = a.trip"
    " WHERE a.id = ?",
    [&](const storage::row& r) { out = text_at(r, 0); }, assignment_id);
  return out;
}

std::optional<trip> active_trip_of_passenger(storage::session& db, std::string_view passenger_id) {
  static const auto sql = trips_where("t.passenger_id = ? AND ", is_live);
  return load_one(db, sql, passenger_id);
}

std::optional<trip> active_trip_of_driver(storage::session& db, std::string_view driver_id) {
  static const auto sql = trips_where("t.driver_id = ? AND ", is_driven);
  return load_one(db, sql, driver_id);
}

std::vector<trip_event> events_of(storage::session& db, std::string_view trip_id) {
  std::vector<trip_event> out;
  db.rows(
    "SELECT lines FROM rides_trip_log"
    " WHERE trip = (SELECT number FROM rides_trips WHERE id = ?) ORDER BY id",
    [&](const storage::row& r) {
      if (!read_lines(r.text(0), out))
        fail_unreadable(db, "what happened to trip " + std::string{trip_id});
    },
    trip_id);
  return out;
}

} // namespace fleetwire::systems::rides::store
