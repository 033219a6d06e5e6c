#include "actors/systems/rides/store/schema.hpp"

namespace fleetwire::systems::rides::store {

namespace {

// Times are milliseconds since 1970. A query must repeat the condition of a partial index to use
// it, word for word (trip_rows.hpp).
constexpr std::string_view promises[] = {
  R"sql(
CREATE TABLE rides_trips(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  passenger_id TEXT NOT NULL,
  driver_id TEXT,
  vehicle_id TEXT,
  status TEXT NOT NULL CHECK (status IN ('pending', 'assigning', 'accepted', 'arriving',
    'in_progress', 'completed', 'cancelled', 'no_drivers_found')),
  payment TEXT NOT NULL,
  category_id TEXT NOT NULL,
  class_id TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  completed_at INTEGER,
  updated_at INTEGER NOT NULL,
  stage_since INTEGER,
  version INTEGER NOT NULL,
  places TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX rides_trips_live ON rides_trips(passenger_id)
  WHERE status IN ('pending', 'assigning', 'accepted', 'arriving', 'in_progress');
CREATE UNIQUE INDEX rides_trips_driven ON rides_trips(driver_id)
  WHERE status IN ('accepted', 'arriving', 'in_progress');
CREATE INDEX rides_trips_requested ON rides_trips(requested_at DESC, number DESC);
CREATE INDEX rides_trips_passenger ON rides_trips(passenger_id, requested_at DESC, number DESC);
CREATE INDEX rides_trips_driver ON rides_trips(driver_id, requested_at DESC, number DESC)
  WHERE driver_id IS NOT NULL;

-- Large and never changed, so apart from what each step of a trip rewrites.
CREATE TABLE rides_trip_plans(
  number INTEGER PRIMARY KEY REFERENCES rides_trips(number),
  plan TEXT NOT NULL
) STRICT;

CREATE TABLE rides_assignments(
  trip_id TEXT NOT NULL REFERENCES rides_trips(id),
  seq INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  driver_id TEXT NOT NULL,
  vehicle_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('offered', 'accepted', 'rejected', 'expired',
    'cancelled')),
  offered_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  responded_at INTEGER,
  radius REAL NOT NULL,
  PRIMARY KEY (trip_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rides_assignments_trip ON rides_assignments(trip_id) WHERE status = 'offered';
CREATE UNIQUE INDEX rides_assignments_driver ON rides_assignments(driver_id)
  WHERE status = 'offered';

CREATE TABLE rides_trip_events(
  trip_id TEXT NOT NULL REFERENCES rides_trips(id),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  metadata TEXT NOT NULL,
  PRIMARY KEY (trip_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE rides_outbox(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trip_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  announcement TEXT NOT NULL
) STRICT;
CREATE INDEX rides_outbox_trip ON rides_outbox(trip_id, version);

CREATE TABLE rides_availability(
  driver_id TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  is_online INTEGER NOT NULL,
  is_available INTEGER NOT NULL,
  reason TEXT,
  lat REAL,
  lng REAL,
  location_at INTEGER,
  location_stored_at INTEGER,
  trip_id TEXT,
  vehicle_id TEXT,
  was_available INTEGER NOT NULL,
  last_online_at INTEGER,
  presence_at INTEGER,
  waiting_since INTEGER,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rides_idempotency(
  passenger_id TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  lease_until INTEGER NOT NULL,
  keep_until INTEGER NOT NULL,
  trip_id TEXT,
  PRIMARY KEY (passenger_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX rides_idempotency_end ON rides_idempotency(
  (CASE WHEN trip_id IS NULL THEN lease_until ELSE keep_until END));
)sql",
  R"sql(
CREATE TABLE rides_audit(
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL
) STRICT;

-- For the end of old trips.
CREATE INDEX rides_trips_ended ON rides_trips(updated_at)
  WHERE status IN ('completed', 'cancelled', 'no_drivers_found');
)sql",
  R"sql(
-- In the order of time, so that what happens to many trips at once is written to one page.
CREATE TABLE rides_trip_log(
  id INTEGER PRIMARY KEY,
  trip INTEGER NOT NULL REFERENCES rides_trips(number),
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  metadata TEXT NOT NULL
) STRICT;
INSERT INTO rides_trip_log(trip, kind, at, metadata)
  SELECT t.number, e.kind, e.at, e.metadata
  FROM rides_trip_events e JOIN rides_trips t ON t.id = e.trip_id
  ORDER BY t.number, e.seq;
CREATE INDEX rides_trip_log_trip ON rides_trip_log(trip);
DROP TABLE rides_trip_events;
)sql",
  R"sql(
-- SQLite makes a table of its own for every list of IN, each time that such a rule is checked. That was
-- a third of what a step of a trip costs, so rules are spelt out here.
CREATE TABLE rides_trips_new(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  passenger_id TEXT NOT NULL,
  driver_id TEXT,
  vehicle_id TEXT,
  status TEXT NOT NULL CHECK (status = 'pending' OR status = 'assigning' OR status = 'accepted'
    OR status = 'arriving' OR status = 'in_progress' OR status = 'completed'
    OR status = 'cancelled' OR status = 'no_drivers_found'),
  payment TEXT NOT NULL,
  category_id TEXT NOT NULL,
  class_id TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  completed_at INTEGER,
  updated_at INTEGER NOT NULL,
  stage_since INTEGER,
  version INTEGER NOT NULL,
  places TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;
INSERT INTO rides_trips_new SELECT * FROM rides_trips ORDER BY number;
DROP TABLE rides_trips;
ALTER TABLE rides_trips_new RENAME TO rides_trips;
CREATE UNIQUE INDEX rides_trips_live ON rides_trips(passenger_id)
  WHERE status = 'pending' OR status = 'assigning' OR status = 'accepted' OR status = 'arriving'
    OR status = 'in_progress';
CREATE UNIQUE INDEX rides_trips_driven ON rides_trips(driver_id)
  WHERE status = 'accepted' OR status = 'arriving' OR status = 'in_progress';
CREATE INDEX rides_trips_requested ON rides_trips(requested_at DESC, number DESC);
CREATE INDEX rides_trips_passenger ON rides_trips(passenger_id, requested_at DESC, number DESC);
CREATE INDEX rides_trips_driver ON rides_trips(driver_id, requested_at DESC, number DESC)
  WHERE driver_id IS NOT NULL;
CREATE INDEX rides_trips_ended ON rides_trips(updated_at)
  WHERE status = 'completed' OR status = 'cancelled' OR status = 'no_drivers_found';

CREATE TABLE rides_assignments_new(
  trip_id TEXT NOT NULL REFERENCES rides_trips(id),
  seq INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  driver_id TEXT NOT NULL,
  vehicle_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'offered' OR status = 'accepted' OR status = 'rejected'
    OR status = 'expired' OR status = 'cancelled'),
  offered_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  responded_at INTEGER,
  radius REAL NOT NULL,
  PRIMARY KEY (trip_id, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO rides_assignments_new SELECT * FROM rides_assignments ORDER BY trip_id, seq;
DROP TABLE rides_assignments;
ALTER TABLE rides_assignments_new RENAME TO rides_assignments;
CREATE UNIQUE INDEX rides_assignments_trip ON rides_assignments(trip_id) WHERE status = 'offered';
CREATE UNIQUE INDEX rides_assignments_driver ON rides_assignments(driver_id)
  WHERE status = 'offered';

-- A row for each version of a trip: all that it has to say.
CREATE TABLE rides_unsaid(
  trip_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  announcements TEXT NOT NULL,
  PRIMARY KEY (trip_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO rides_unsaid(trip_id, version, at, announcements)
  SELECT trip_id, version, min(id), json_group_array(json(announcement))
  FROM (SELECT * FROM rides_outbox ORDER BY id) GROUP BY trip_id, version;
DROP TABLE rides_outbox;
ALTER TABLE rides_unsaid RENAME TO rides_outbox;
)sql",
  R"sql(
-- In the order in which it was decided: what many trips have to say goes to few pages, and goes
-- from there at once. In its trip by versions: a clock that was set back changes no order.
CREATE TABLE rides_unsaid(
  id INTEGER PRIMARY KEY,
  trip_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  announcements TEXT NOT NULL
) STRICT;
INSERT INTO rides_unsaid(trip_id, version, announcements)
  SELECT trip_id, version, announcements
  FROM (SELECT *, max(at) OVER (PARTITION BY trip_id ORDER BY version) AS decided
    FROM rides_outbox)
  ORDER BY decided, trip_id, version;
DROP TABLE rides_outbox;
ALTER TABLE rides_unsaid RENAME TO rides_outbox;
)sql",
  R"sql(
-- A row for each version of a trip: a line for each entry, its kind, its time and its metadata.
-- Nothing refers to trips(number) here, or each row would look for its trip once more: it is
-- written with a change of the trip, or not at all, and goes before the trip does.
CREATE TABLE rides_trip_lines(
  id INTEGER PRIMARY KEY,
  trip INTEGER NOT NULL,
  lines TEXT NOT NULL
) STRICT;
INSERT INTO rides_trip_lines(id, trip, lines)
  SELECT id, trip, kind || ' ' || at || ' ' || metadata FROM rides_trip_log ORDER BY id;
DROP TABLE rides_trip_log;
ALTER TABLE rides_trip_lines RENAME TO rides_trip_log;
CREATE INDEX rides_trip_log_trip ON rides_trip_log(trip);
)sql",
  R"sql(
-- By the trip's number: offers of one time lie side by side. Nothing refers to trips(number), for
-- the same reason as in the log.
CREATE TABLE rides_assignments_new(
  trip INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  driver_id TEXT NOT NULL,
  vehicle_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'offered' OR status = 'accepted' OR status = 'rejected'
    OR status = 'expired' OR status = 'cancelled'),
  offered_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  responded_at INTEGER,
  radius REAL NOT NULL,
  PRIMARY KEY (trip, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO rides_assignments_new
  SELECT t.number, a.seq, a.id, a.driver_id, a.vehicle_id, a.status, a.offered_at, a.expires_at,
    a.responded_at, a.radius
  FROM rides_trips t JOIN rides_assignments a ON a.trip_id = t.id ORDER BY t.number, a.seq;
DROP TABLE rides_assignments;
ALTER TABLE rides_assignments_new RENAME TO rides_assignments;
CREATE UNIQUE INDEX rides_assignments_trip ON rides_assignments(trip) WHERE status = 'offered';
CREATE UNIQUE INDEX rides_assignments_driver ON rides_assignments(driver_id)
  WHERE status = 'offered';
)sql",
  R"sql(
-- The phase says what indexes ask of the status: 0 over, 1 nobody drives it yet, 2 somebody does. A
-- status that changes within its phase touches none of them.
CREATE TABLE rides_trips_new(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  passenger_id TEXT NOT NULL,
  driver_id TEXT,
  vehicle_id TEXT,
  phase INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (CASE phase
    WHEN 1 THEN status = 'pending' OR status = 'assigning'
    WHEN 2 THEN status = 'accepted' OR status = 'arriving' OR status = 'in_progress'
    WHEN 0 THEN status = 'completed' OR status = 'cancelled' OR status = 'no_drivers_found'
    ELSE FALSE END),
  payment TEXT NOT NULL,
  category_id TEXT NOT NULL,
  class_id TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  completed_at INTEGER,
  updated_at INTEGER NOT NULL,
  stage_since INTEGER,
  version INTEGER NOT NULL,
  places TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;
INSERT INTO rides_trips_new
  SELECT number, id, passenger_id, driver_id, vehicle_id,
    CASE WHEN status = 'pending' OR status = 'assigning' THEN 1
      WHEN status = 'accepted' OR status = 'arriving' OR status = 'in_progress' THEN 2 ELSE 0 END,
    status, payment, category_id, class_id, requested_at, completed_at, updated_at, stage_since,
    version, places, record
  FROM rides_trips ORDER BY number;
DROP TABLE rides_trips;
ALTER TABLE rides_trips_new RENAME TO rides_trips;
CREATE UNIQUE INDEX rides_trips_live ON rides_trips(passenger_id) WHERE phase > 0;
CREATE UNIQUE INDEX rides_trips_driven ON rides_trips(driver_id) WHERE phase = 2;
CREATE INDEX rides_trips_requested ON rides_trips(requested_at DESC, number DESC);
CREATE INDEX rides_trips_passenger ON rides_trips(passenger_id, requested_at DESC, number DESC);
CREATE INDEX rides_trips_driver ON rides_trips(driver_id, requested_at DESC, number DESC)
  WHERE driver_id IS NOT NULL;
CREATE INDEX rides_trips_ended ON rides_trips(updated_at) WHERE phase = 0;
)sql"};

constexpr std::string_view history[] = {
  R"sql(
CREATE TABLE rides_positions(
  id INTEGER PRIMARY KEY,
  driver_id TEXT NOT NULL,
  trip_id TEXT,
  lat REAL NOT NULL,
  lng REAL NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX rides_positions_trip ON rides_positions(trip_id) WHERE trip_id IS NOT NULL;

CREATE TABLE rides_last_seen(
  driver_id TEXT PRIMARY KEY,
  lat REAL,
  lng REAL,
  location_at INTEGER,
  stored_at INTEGER,
  presence_at INTEGER
) STRICT, WITHOUT ROWID;
)sql"};

} // namespace

// Constant-initialised: usable while other globals are still being made.
constinit const std::span<const std::string_view> promises_steps{promises};
constinit const std::span<const std::string_view> history_steps{history};
constinit const storage::schema promises_schema{"rides", storage::file::promises, promises};
constinit const storage::schema history_schema{"rides_history", storage::file::history, history};

} // namespace fleetwire::systems::rides::store
