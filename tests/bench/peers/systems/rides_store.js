'use strict';
// The files of rides: trips and what became of them, and where drivers were. Indexes as Fleetwire has
// them, for the same invariants and the same lists.

const { history, promises } = require('./common.js');

const { db, commit } = promises(`
CREATE TABLE trips(
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, passenger_id TEXT NOT NULL, driver_id TEXT,
  vehicle_id TEXT, status TEXT NOT NULL, requested_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  plan TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX trips_live ON trips(passenger_id)
  WHERE status IN ('pending', 'assigning', 'accepted', 'arriving', 'in_progress');
CREATE UNIQUE INDEX trips_driven ON trips(driver_id)
  WHERE status IN ('accepted', 'arriving', 'in_progress');
CREATE INDEX trips_requested ON trips(requested_at);
CREATE INDEX trips_passenger ON trips(passenger_id, requested_at);
CREATE INDEX trips_driver ON trips(driver_id, requested_at) WHERE driver_id IS NOT NULL;
CREATE INDEX trips_ended ON trips(updated_at)
  WHERE status IN ('completed', 'cancelled', 'no_drivers_found');
CREATE TABLE assignments(
  id TEXT PRIMARY KEY, trip_id TEXT NOT NULL, driver_id TEXT NOT NULL, vehicle_id TEXT NOT NULL,
  status TEXT NOT NULL, offered_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  responded_at INTEGER) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX assignments_trip ON assignments(trip_id) WHERE status = 'offered';
CREATE UNIQUE INDEX assignments_driver ON assignments(driver_id) WHERE status = 'offered';
CREATE TABLE trip_events(
  trip_id TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
  metadata TEXT NOT NULL, PRIMARY KEY (trip_id, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE outbox(
  trip_id TEXT NOT NULL, seq INTEGER NOT NULL, announcements TEXT NOT NULL,
  PRIMARY KEY (trip_id, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE availability(
  driver_id TEXT PRIMARY KEY, is_online INTEGER NOT NULL, is_available INTEGER NOT NULL,
  trip_id TEXT, updated_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`);

const past = history(`
CREATE TABLE positions(
  id INTEGER PRIMARY KEY, driver_id TEXT NOT NULL, trip_id TEXT, lat REAL NOT NULL,
  lng REAL NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX positions_trip ON positions(trip_id) WHERE trip_id IS NOT NULL;
CREATE TABLE last_seen(
  driver_id TEXT PRIMARY KEY, lat REAL, lng REAL, at INTEGER) STRICT, WITHOUT ROWID;
`, (file) => {
  const append = file.prepare('INSERT INTO positions(driver_id, trip_id, lat, lng, at)'
    + ' VALUES(?, ?, ?, ?, ?)');
  const seen = file.prepare('INSERT INTO last_seen(driver_id, lat, lng, at) VALUES(?, ?, ?, ?)'
    + ' ON CONFLICT(driver_id) DO UPDATE SET lat = excluded.lat, lng = excluded.lng,'
    + ' at = excluded.at');
  return (rows) => {
    const newest = new Map();
    for (const row of rows) {
      append.run(row);
      newest.set(row[0], row);
    }
    for (const [driver, , lat, lng, at] of newest.values()) seen.run(driver, lat, lng, at);
  };
});

const sql = {
  insertTrip: db.prepare('INSERT INTO trips(id, passenger_id, status, requested_at, updated_at, plan,'
    + ' record) VALUES(?, ?, ?, ?, ?, ?, ?)'),
  updateTrip: db.prepare('UPDATE trips SET driver_id = ?, vehicle_id = ?, status = ?,'
    + ' updated_at = ?, record = ? WHERE id = ?'),
  insertAssignment: db.prepare('INSERT INTO assignments(id, trip_id, driver_id, vehicle_id, status,'
    + " offered_at, expires_at) VALUES(?, ?, ?, ?, 'offered', ?, ?)"),
  updateAssignment: db.prepare('UPDATE assignments SET status = ?, responded_at = ? WHERE id = ?'),
  insertEvent: db.prepare('INSERT INTO trip_events(trip_id, seq, kind, at, metadata)'
    + ' VALUES(?, ?, ?, ?, ?)'),
  insertUnsaid: db.prepare('INSERT INTO outbox(trip_id, seq, announcements) VALUES(?, ?, ?)'),
  deleteUnsaid: db.prepare('DELETE FROM outbox WHERE trip_id = ? AND seq <= ?'),
  saveAvailability: db.prepare('INSERT INTO availability VALUES(?, ?, ?, ?, ?)'
    + ' ON CONFLICT(driver_id) DO UPDATE SET is_online = excluded.is_online,'
    + ' is_available = excluded.is_available, trip_id = excluded.trip_id,'
    + ' updated_at = excluded.updated_at'),
};

module.exports = { commit, past, sql };
