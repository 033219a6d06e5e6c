#include "actors/systems/rides/store/idempotency.hpp"

#include "actors/systems/rides/store/columns.hpp"

namespace fleetwire::systems::rides::store {

std::optional<rules::idempotency_record> load_record(storage::session& db,
                                                     const rules::idempotency_key& key) {
  std::optional<rules::idempotency_record> out;
  db.rows(
    "SELECT fingerprint, lease_until, keep_until, trip_id FROM rides_idempotency"
    " WHERE passenger_id = ? AND key = ?",
    [&](const storage::row& r) {
      out = {text_at(r, 0), instant_at(r, 1), instant_at(r, 2), maybe_text(r, 3)};
    },
    key.passenger_id, key.key);
  return out;
}

void save_record(storage::session& db, const rules::idempotency_key& key,
                 const rules::idempotency_record& what) {
  db.exec("INSERT OR REPLACE INTO rides_idempotency(passenger_id, key, fingerprint, lease_until,"
          " keep_until, trip_id) VALUES(?, ?, ?, ?, ?, ?)",
          key.passenger_id, key.key, what.fingerprint, ms(what.lease_until), ms(what.keep_until),
          what.trip_id);
}

std::optional<std::string> claim(storage::session& db, const rules::idempotency_key& key,
                                 const rules::idempotency_record& what, rules::instant now) {
  if (auto known = load_record(db, key); known && known->trip_id && !is_outdated(*known, now))
    return std::move(known->trip_id);
  save_record(db, key, what);
  return std::nullopt;
}

void forget_record(storage::session& db, const rules::idempotency_key& key) {
  db.exec("DELETE FROM rides_idempotency WHERE passenger_id = ? AND key = ?", key.passenger_id,
          key.key);
}

std::int64_t purge_records(storage::session& db, rules::instant now, std::int64_t limit) {
  // As the index has it.
  db.exec("DELETE FROM rides_idempotency WHERE (passenger_id, key) IN"
          " (SELECT passenger_id, key FROM rides_idempotency"
          " WHERE (CASE WHEN trip_id IS NULL THEN lease_until ELSE keep_until END) <= ?1 LIMIT ?2)",
          ms(now), limit);
  return db.ok() ? db.changes() : 0;
}

} // namespace fleetwire::systems::rides::store
