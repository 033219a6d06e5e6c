// The loads of the systems, briefly, against the server alone: whatever they ask must be answered well.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { SystemsBench } from './lib/systems.mjs';

const program = process.env.FLEETWIRED;
assert.ok(program, 'FLEETWIRED must name the server program');
const help = execFileSync(program, ['--help'], { encoding: 'utf8' });
const build = mkdtempSync(join(tmpdir(), 'fleetwire-bench-'));
const bench = new SystemsBench({ fleetwire: program }, { rounds: 1, build, note() {} });
// A setting each that shows that the build has what the load uses.
const shown = { rides: 'rides.open_writes', fleet: 'fleet.history_queue', orders: 'orders.membership' };
const brief = { warmup: 0.2, duration: 2 };

const loads = [
  ['rides', 'pings', { drivers: 8, admins: 2, window: 4 }],
  ['rides', 'trips', { drivers: 12, passengers: 3 }],
  ['rides', 'tripsAtRate', { drivers: 12, passengers: 3, rate: 4 }],
  ['rides', 'busyTown', { live: 3 }],
  ['fleet', 'liveMap', { vehicles: 40, every: 1, dashboards: 5, singles: 4, share: 1 }],
  ['fleet', 'bulk', { vehicles: 200, batch: 100, lanes: 2 }],
  ['orders', 'chat', { orders: 4 }],
];

test.after(() => rmSync(build, { recursive: true, force: true }));

for (const [system, drive, plan] of loads) {
  const skip = !help.includes(`--${shown[system]}=`);
  test(`${system}: ${drive}`, { skip }, async () => {
    const figures = await bench.once('fleetwire', { system, drive, plan: { ...plan, ...brief } });
    assert.equal(figures.ok, true, JSON.stringify(figures));
  });
}
