#include "actors/systems/rides/store/columns.hpp"
#include "actors/systems/rides/store/log_codec.hpp"
#include "actors/systems/rides/store/outbox.hpp"
#include "actors/systems/rides/store/trip_codec.hpp"
#include "actors/systems/rides/store/trip_numbers.hpp"
#include "actors/systems/rides/store/trips.hpp"

namespace fleetwire::systems::rides::store {

namespace {

using rules::assignment;
using rules::trip;

// As the schema has it.
int phase_of(rules::trip_status status) noexcept {
  using enum rules::trip_status;
  if (!rules::is_active(status))
    return 0;
  return status == pending || status == assigning ? 1 : 2;
}

// Gives its number.
std::int64_t insert_trip(storage::session& db, const trip& t) {
  db.exec("INSERT INTO rides_trips(id, passenger_id, driver_id, vehicle_id, phase, status,"
          " payment, category_id, class_id, requested_at, completed_at, updated_at, stage_since,"
          " version, places, record) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          t.id, t.passenger_id, t.driver_id, t.vehicle_id, phase_of(t.status), to_string(t.status),
          to_string(t.payment), t.category_id, t.service_class_id, ms(t.requested_at),
          ms(t.completed_at), ms(t.updated_at), ms(stage_since(t)), t.version, places_text(t),
          record_text(t));
  std::int64_t number = 0;
  db.rows("SELECT last_insert_rowid()", [&](const storage::row& r) { number = r.integer(0); });
  note_number(t.id, number);
  db.exec("INSERT INTO rides_trip_plans(number, plan) VALUES(?, ?)", number, plan_text(t));
  return number;
}

// Columns left out of a statement spare SQLite their indexes.
void update_all(storage::session& db, std::int64_t number, std::uint64_t version, const trip& t) {
  db.exec("UPDATE rides_trips SET driver_id = ?, vehicle_id = ?, phase = ?, status = ?,"
          " completed_at = ?, updated_at = ?, stage_since = ?, version = ?, record = ?"
          " WHERE number = ? AND id = ? AND version = ?",
          t.driver_id, t.vehicle_id, phase_of(t.status), to_string(t.status), ms(t.completed_at),
          ms(t.updated_at), ms(stage_since(t)), t.version, record_text(t), number, t.id, version);
}

void update_phase(storage::session& db, std::int64_t number, std::uint64_t version, const trip& t) {
  db.exec("UPDATE rides_trips SET phase = ?, status = ?, completed_at = ?, updated_at = ?,"
          " stage_since = ?, version = ?, record = ? WHERE number = ? AND id = ? AND version = ?",
          phase_of(t.status), to_string(t.status), ms(t.completed_at), ms(t.updated_at),
          ms(stage_since(t)), t.version, record_text(t), number, t.id, version);
}

void update_rest(storage::session& db, std::int64_t number, std::uint64_t version, const trip& t) {
  db.exec("UPDATE rides_trips SET status = ?, completed_at = ?, updated_at = ?, stage_since = ?,"
          " version = ?, record = ? WHERE number = ? AND id = ? AND version = ?",
          to_string(t.status), ms(t.completed_at), ms(t.updated_at), ms(stage_since(t)), t.version,
          record_text(t), number, t.id, version);
}

// Gives its number.
std::int64_t update_trip(storage::session& db, const trip& before, const trip& t) {
  const bool same_driver = before.driver_id == t.driver_id && before.vehicle_id == t.vehicle_id;
  const bool same_phase = phase_of(before.status) == phase_of(t.status);
  const auto update = !same_driver ? update_all : !same_phase ? update_phase : update_rest;
  auto number = guess_number(t.id);
  if (number != 0)
    update(db, number, before.version, t);
  if (number == 0 || (db.ok() && db.changes() == 0)) {
    number = number_of(db, t.id);
    note_number(t.id, number);
    update(db, number, before.version, t);
  }
  if (db.ok() && db.changes() == 0)
    db.fail({storage::errc::conflict, "trip " + t.id + " is not at version "
                                        + std::to_string(before.version) + " any more"});
  if (!has_same_plan(before, t))
    db.exec("UPDATE rides_trip_plans SET plan = ? WHERE number = ?", plan_text(t), number);
  return number;
}

void insert_assignment(storage::session& db, std::int64_t number, const trip& t,
                       std::size_t index) {
  const auto& a = t.assignments[index];
  db.exec("INSERT INTO rides_assignments(trip, seq, id, driver_id, vehicle_id, status,"
          " offered_at, expires_at, responded_at, radius) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          number, index, a.id, a.driver_id, a.vehicle_id, to_string(a.status), ms(a.offered_at),
          ms(a.expires_at), ms(a.responded_at), a.radius_m);
}

void update_assignment(storage::session& db, std::int64_t number, const trip& t,
                       std::size_t index) {
  const auto& a = t.assignments[index];
  db.exec("UPDATE rides_assignments SET status = ?, expires_at = ?, responded_at = ?"
          " WHERE trip = ? AND seq = ?",
          to_string(a.status), ms(a.expires_at), ms(a.responded_at), number, index);
}

// In their order, so an old offer has ended before the next begins.
void save_assignments(storage::session& db, std::int64_t number,
                      const std::vector<assignment>& before, const trip& t) {
  for (std::size_t i = 0; i < t.assignments.size(); ++i)
    if (i >= before.size())
      insert_assignment(db, number, t, i);
    else if (before[i] != t.assignments[i])
      update_assignment(db, number, t, i);
}

void add_to_log(storage::session& db, std::int64_t number,
                const std::vector<rules::log_entry>& log) {
  if (!log.empty())
    db.exec("INSERT INTO rides_trip_log(trip, lines) VALUES(?, ?)", number, lines_text(log));
}

} // namespace

void insert(storage::session& db, const rules::change& born) {
  const auto& t = born.state;
  const auto number = insert_trip(db, t);
  save_assignments(db, number, {}, t);
  add_to_log(db, number, born.log);
  add_to_outbox(db, t, born.announcements);
}

void update(storage::session& db, const rules::trip& before, const rules::change& after) {
  const auto& t = after.state;
  const auto number = update_trip(db, before, t);
  save_assignments(db, number, before.assignments, t);
  add_to_log(db, number, after.log);
  add_to_outbox(db, t, after.announcements);
}

} // namespace fleetwire::systems::rides::store
