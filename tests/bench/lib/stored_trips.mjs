// A town with a past: one completed trip, copied in the files of a stopped server, and how long the
// next start takes.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cpuSeconds } from '../systems/figures.mjs';
import { Http } from '../systems/wire.mjs';
import { startServer } from './servers.mjs';

const columnsOf = (db, table) => db.pragma(`table_info(${table})`).map(({ name }) => name);

// Copies the rows of `table` that belong to the trip, with `changed` columns given as SQL over `n`,
// the number of the copy.
function copyRows(db, { table, key, changed, count, trip }) {
  const columns = columnsOf(db, table).filter((name) => changed[name] !== null);
  const values = columns.map((name) => changed[name] ?? `t.${name}`);
  db.prepare(`WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < @count)
    INSERT INTO ${table}(${columns}) SELECT ${values} FROM copies, ${table} t WHERE ${key}`)
    .run({ count, trip });
}

export function storeTrips(peers, data, trip, count) {
  const Database = createRequire(join(peers, 'package.json'))('better-sqlite3');
  const db = new Database(join(data, 'promises.db'));
  const tripId = "printf('00000000-0000-4000-8000-%012x', n)";
  const assignmentId = "printf('00000000-0000-4000-9000-%010x%02x', n, t.seq)";
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  db.transaction(() => {
    const number = "(SELECT max(number) FROM rides_trips)";
    const last = db.prepare(`SELECT ${number} AS last`).get().last;
    copyRows(db, {
      table: 'rides_trips', key: 't.id = @trip', count, trip,
      changed: { id: tripId, number: `${last} + n`, requested_at: 't.requested_at - n' },
    });
    copyRows(db, {
      table: 'rides_trip_plans', count, trip, changed: { number: `${last} + n` },
      key: 't.number = (SELECT number FROM rides_trips WHERE id = @trip)',
    });
    copyRows(db, {
      table: 'rides_assignments', count, trip,
      changed: { trip: `${last} + n`, id: assignmentId },
      key: 't.trip = (SELECT number FROM rides_trips WHERE id = @trip)',
    });
    copyRows(db, {
      table: 'rides_trip_log', count, trip, changed: { id: null, trip: `${last} + n` },
      key: 't.trip = (SELECT number FROM rides_trips WHERE id = @trip)',
    });
  })();
  db.close();
}

// From the start of the program until a trip under way is answered for.
export async function timeToServe(command, town) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const server = await startServer(command);
  const listening_s = seconds();
  try {
    const http = new Http(server.port);
    const trip = await http.call('GET', `/api/trips/${town.live.at(-1)}`, town.admin);
    const start_s = seconds();
    http.close();
    return {
      ok: trip.currentStatus === 'arriving', start_s, listening_s, cpu_s: cpuSeconds(server.pid),
    };
  } finally {
    await server.stop();
  }
}
