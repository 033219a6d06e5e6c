#include "actors/systems/fleet/store/schema.hpp"

namespace fleetwire::systems::fleet::store {

namespace {

// Times are milliseconds since 1970; `more` is what a back end keeps with it, as JSON.
constexpr std::string_view promises[] = {
  R"sql(
CREATE TABLE fleet_vehicles(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  plate TEXT NOT NULL,
  status TEXT NOT NULL,
  driver_id TEXT,
  device_key TEXT,
  more TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX fleet_vehicles_driver ON fleet_vehicles(driver_id) WHERE driver_id IS NOT NULL;

CREATE TABLE fleet_trips(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  vehicle_id TEXT NOT NULL,
  driver_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('planned', 'ongoing', 'completed', 'cancelled')),
  record TEXT NOT NULL,
  more TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX fleet_trips_ongoing ON fleet_trips(vehicle_id) WHERE state = 'ongoing';
CREATE INDEX fleet_trips_vehicle ON fleet_trips(vehicle_id, number);

CREATE TABLE fleet_alerts(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  vehicle_id TEXT NOT NULL,
  message TEXT NOT NULL,
  priority TEXT NOT NULL CHECK (priority IN ('low', 'medium', 'high', 'critical')),
  lat REAL,
  lng REAL,
  at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  acknowledged_by TEXT
) STRICT;
CREATE INDEX fleet_alerts_open ON fleet_alerts(number) WHERE acknowledged_at IS NULL;
CREATE INDEX fleet_alerts_vehicle ON fleet_alerts(vehicle_id, number);

CREATE TABLE fleet_geofences(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  shape TEXT NOT NULL,
  vehicles TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
  R"sql(
ALTER TABLE fleet_vehicles ADD COLUMN fuel REAL;
ALTER TABLE fleet_vehicles ADD COLUMN fuel_at INTEGER;
)sql"};

// Step 1 kept a row for each report, in order: with ten thousand vehicles every report dirtied a page of
// its own. Since step 2 reports are appended to a journal as they come, and brought into order later, a
// page of a vehicle's way at once. `packed` is that of packed_track.hpp; a vehicle's number stands in
// fleet_vehicles. What fleet_positions still holds is moved when the server starts.
constexpr std::string_view history[] = {
  R"sql(
CREATE TABLE fleet_positions(
  vehicle INTEGER NOT NULL,
  at INTEGER NOT NULL,
  lat REAL NOT NULL,
  lng REAL NOT NULL,
  speed REAL,
  heading REAL,
  accuracy REAL,
  altitude REAL,
  fuel REAL,
  ignition INTEGER,
  marks INTEGER NOT NULL,
  PRIMARY KEY (vehicle, at)
) STRICT, WITHOUT ROWID;
)sql",
  R"sql(
CREATE TABLE fleet_track_journal(
  id INTEGER PRIMARY KEY,
  reports INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  packed BLOB NOT NULL
) STRICT;
CREATE TABLE fleet_track_blocks(
  id INTEGER PRIMARY KEY,
  vehicle INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  packed BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX fleet_track_blocks_way ON fleet_track_blocks(vehicle, first_at);
)sql"};

} // namespace

const storage::schema promises_schema{
  .owner = "fleet", .where = storage::file::promises, .steps = promises};
const storage::schema history_schema{
  .owner = "fleet", .where = storage::file::history, .steps = history};

} // namespace fleetwire::systems::fleet::store
