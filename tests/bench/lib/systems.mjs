// Runs the loads of the systems: a fresh server with files of its own for each, the peers in turn.

import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bench } from './measure.mjs';
import { pinnedRun, startServer } from './servers.mjs';
import { median } from './stats.mjs';
import { storeTrips, timeToServe } from './stored_trips.mjs';

const bench = fileURLToPath(new URL('..', import.meta.url));
export const peers = join(bench, 'peers/systems');

// All clients come from one address, and logging in is not what is measured.
const settings = {
  'server.port': 0, 'server.workers': 1, 'telemetry.port': 0, 'log.level': 'warn',
  'guard.max_connections_per_address': 0, 'guard.handshakes_per_second': 0,
  'guard.events_per_second': 0, 'guard.bytes_per_second': 0,
  'auth.argon2_memory_kib': 64, 'auth.argon2_passes': 1, 'auth.hash_queue': 10_000,
  'auth.logins_per_second': 0, 'auth.account_logins_per_minute': 0,
  'auth.admin_email': 'admin@example.org', 'auth.admin_password': 'admin password',
};

export class SystemsBench extends Bench {
  // `programs`: {fleetwire, node}: the server, and whether the peer takes part.
  constructor(programs, options) {
    super(programs, options);
    this.data = join(options.build, 'bench-data');
    mkdirSync(this.data, { recursive: true });
  }

  #command(peer, system, folder, secret) {
    if (peer === 'node') {
      return [process.execPath, join(peers, `${system}.js`), '--data', folder,
        '--secret', secret];
    }
    const key = join(folder, 'secret');
    writeFileSync(key, secret);
    chmodSync(key, 0o600);
    const all = {
      ...settings, systems: system, 'storage.data': join(folder, 'data'),
      'auth.foreign_issuers': `name=bench; iss=bench; alg=HS256; key_file=${key}; subject=id; `
        + 'role=role; roles=admin|dispatcher|vehicle|customer|courier',
    };
    return [this.programs.fleetwire,
      ...Object.entries(all).map(([name, value]) => `--${name}=${value}`)];
  }

  // One fresh server, one load. `then(folder, command, figures)` may go on with what it left.
  async once(peer, load, then = (_folder, _command, figures) => figures) {
    const folder = mkdtempSync(join(this.data, `${load.system}-`));
    const secret = randomBytes(24).toString('hex');
    try {
      const command = this.#command(peer, load.system, folder, secret);
      const server = await startServer(command);
      let figures;
      try {
        figures = await this.#drive(load, { kind: peer, port: server.port, pid: server.pid, secret });
      } finally {
        await server.stop();
      }
      return await then(folder, command, figures);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #drive({ drive, plan }, server) {
    const { out, complaint, code } = await pinnedRun([process.execPath,
      join(bench, 'systems/drive.mjs'), drive, JSON.stringify(server), JSON.stringify(plan)]);
    if (code !== 0) throw new Error(complaint.trim() || `${drive} ended with ${code}`);
    return JSON.parse(out);
  }

  // {scenario, results}; with `calibrate` also {plan}, what Node carries.
  async measure(scenario) {
    if (scenario.load.stored) return this.#starts(scenario);
    if (scenario.program) return this.#runs(scenario);
    if (!scenario.calibrate) return this.compare(scenario);
    const figures = await this.once('node', scenario.calibrate.load);
    const plan = scenario.calibrate.plan(figures);
    this.say(`${scenario.id}: ${scenario.says(plan)}`);
    const load = { ...scenario.load, plan: { ...scenario.load.plan, ...plan } };
    return this.compare({
      ...scenario, load, title: `${scenario.title} ${scenario.says(plan)}`,
    });
  }

  async #runs(scenario) {
    const rounds = [];
    for (let round = 1; round <= this.rounds; ++round) {
      const { out, complaint, code } = await pinnedRun([this.programs[scenario.program]]);
      if (code !== 0) throw new Error(complaint.trim() || `${scenario.id} ended with ${code}`);
      rounds.push(JSON.parse(out));
      this.say(`${scenario.id} ${round}/${this.rounds}: ${rounds.at(-1)[scenario.figure]} µs`);
    }
    return { scenario, results: { fleetwire: rounds } };
  }

  // The town is made once, multiplied in its files, and started anew in each round.
  async #starts(scenario) {
    const { load } = scenario;
    const fleetwire = await this.once('fleetwire', load, async (folder, command, town) => {
      storeTrips(peers, join(folder, 'data'), town.completed, load.stored);
      const rounds = [];
      for (let round = 1; round <= this.rounds; ++round) {
        rounds.push(await timeToServe(command, town));
        this.say(`${scenario.id} ${round}/${this.rounds}: ${rounds.at(-1).start_s.toFixed(2)} s`);
      }
      return rounds;
    });
    return { scenario, results: { fleetwire } };
  }
}

// A sentence of what the rows of the table do not say.
export function remarks(comparisons) {
  const out = [];
  const of = (id, peer) => comparisons.find((each) => each.scenario.id === id)?.results[peer];
  const map = of('fleet-map', 'fleetwire');
  if (map) {
    const [{ rate, latency_p99_us: p99, ok, history }] = map;
    out.push(`The fleet's live map carried ${rate.toFixed(0)} reports/s, ${(rate * 50).toFixed(0)} `
      + `deliveries to dashboards among what it sent, report to dashboard p99 `
      + `${(p99 / 1000).toFixed(1)} ms, history ${ok ? 'complete' : '**incomplete**'} `
      + `(${history.written} rows).`);
  }
  const seen = ['fleetwire', 'node'].map((peer) => of('pings-16', peer)
    ?.map((round) => round.seen_by_admin));
  if (seen.every(Boolean)) {
    const [ours, theirs] = seen.map((rounds) => (100 * median(rounds)).toFixed(0));
    out.push('With 16 positions of a driver in flight both servers tell admins the newest: they saw '
      + `${ours} % of them from Fleetwire and ${theirs} % from Node.`);
  }
  const told = ['fleetwire', 'node'].map((peer) => of('trips', peer)
    ?.map((round) => round.heard_per_trip));
  if (told.every(Boolean)) {
    const [ours, theirs] = told.map((rounds) => median(rounds).toFixed(0));
    out.push(`Of a whole trip its people and an admin heard ${ours} events from Fleetwire and ${theirs} `
      + 'from Node.');
  }
  return out.join(' ');
}
