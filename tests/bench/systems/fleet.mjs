// The loads of the fleet: a live map at a rate, and reports in bulk.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Latencies, pace, several, until, watch } from './figures.mjs';
import { tokenOf } from './tokens.mjs';
import { Http, Wire } from './wire.mjs';

const nameOf = (n) => `van-${n}`;
const place = (n) => ({ lat: 40 + 0.01 * (n % 100), lng: -4 + 0.01 * Math.floor(n / 100) });

async function populate(server, vehicles) {
  const token = tokenOf(server, 'boss', 'admin');
  const lanes = Array.from({ length: 64 }, () => new Http(server.port));
  await several(vehicles, lanes.length, async (n) => {
    const http = lanes.shift();
    await http.call('POST', '/api/fleet/vehicles', token,
      { id: nameOf(n), plateNumber: `P${n}`, status: 'active' });
    lanes.push(http);
  });
  lanes.forEach((http) => http.close());
  return token;
}

const enter = (server, user, role) => Wire.enter(server.port, '/',
  { token: tokenOf(server, user, role), userId: user });

async function good(answer, what) {
  const said = await answer;
  if (said.ok !== true) throw new Error(`${what}: ${JSON.stringify(said)}`);
}

// The history is behind what was acknowledged; resolves to how many rows it holds in the end.
async function stored(server, token) {
  const http = new Http(server.port);
  const look = () => http.call('GET', '/api/fleet/history/stats', token);
  const end = await until(async () => {
    const now = await look();
    return now.waiting === 0 && now;
  }, 'the history is written');
  http.close();
  return end;
}

// -- the live map -----------------------------------------------------------------------------------

// Reports carry the moment they were due as their altitude, so that who hears them knows their age.
const mark = Buffer.from('"altitude":');

function ageOf(bytes, from, to, began) {
  let at = bytes.indexOf(mark, from) + mark.length;
  if (at < mark.length || at >= to) return NaN;
  const start = at;
  while (bytes[at] !== 0x2c && bytes[at] !== 0x7d) ++at;
  return performance.now() - began - Number(bytes.latin1Slice(start, at));
}

class LiveMap {
  constructor(server, plan) {
    this.server = server;
    this.plan = plan;
    this.latencies = new Latencies();
    this.sent = 0;
    this.acked = 0;
    this.refused = 0;
  }

  async open() {
    const { server, plan } = this;
    this.token = await populate(server, plan.vehicles);
    this.vehicles = await several(plan.vehicles, 64, (n) => this.#arrive(n));
    this.dashboards = await several(plan.dashboards, 8, async (n) => {
      const wire = await enter(server, `boss${n}`, 'dispatcher');
      await good(wire.asked('subscribe:tracking', {}), 'subscribe:tracking');
      if (n % 5 === 0) wire.onEvent = (...event) => this.#aged(...event);
      return wire;
    });
    this.singles = await several(plan.singles, 16, async (n) => {
      const wire = await enter(server, `clerk${n}`, 'dispatcher');
      await good(wire.asked('subscribe:vehicle', nameOf(n % plan.vehicles)), 'subscribe:vehicle');
      return wire;
    });
  }

  // A vehicle that is known to be online: nothing is told but positions from now on.
  async #arrive(n) {
    const wire = await enter(this.server, nameOf(n), 'vehicle');
    await good(wire.asked('vehicle:gps', { vehicleId: nameOf(n), ...place(n) }), 'vehicle:gps');
    ++this.sent;
    ++this.acked;
    return wire;
  }

  #aged(bytes, from, to) {
    const age = ageOf(bytes, from, to, this.began);
    if (age >= 0) this.latencies.add(age);
  }

  // The n-th report of all: the vehicles in turn, some 40 m on each time.
  #report(n, due) {
    const which = n % this.plan.vehicles;
    const { lat, lng } = place(which);
    const drift = 0.0003 * (Math.floor(n / this.plan.vehicles) % 50);
    ++this.sent;
    this.vehicles[which].ask('vehicle:gps', `{"vehicleId":"${nameOf(which)}","lat":`
      + `${(lat + drift).toFixed(6)},"lng":${lng.toFixed(6)},"speed":36,"heading":0,"altitude":`
      + `${(due - this.began).toFixed(2)}}`, (bytes, from, to) => {
      if (bytes.latin1Slice(from, to).includes('"ok":true')) ++this.acked;
      else this.refused ||= bytes.utf8Slice(from, to);
    });
  }

  #events = (list) => list.reduce((sum, each) => sum + each.events, 0);

  // What was too much is on its way for a while.
  async #quiet() {
    for (let last = -1; last !== this.#events(this.dashboards); await sleep(500)) {
      last = this.#events(this.dashboards);
    }
  }

  async run(share, { warmup, duration }) {
    const rate = (share * this.plan.vehicles) / this.plan.every;
    this.latencies = new Latencies();
    this.began = performance.now(); // no altitude is above 100 000
    const first = this.next ?? 0;
    const stop = pace(rate, (n, due) => this.#report(first + n, due));
    setTimeout(() => { this.latencies.isOn = true; }, warmup * 1000);
    const seen = await watch({ ...this.server, warmup, duration }, () => ({
      sent: this.sent, acked: this.acked,
      tracked: this.#events(this.dashboards), watched: this.#events(this.singles),
    }));
    this.next = first + stop();
    this.latencies.isOn = false;
    await until(() => this.acked === this.sent || this.refused, 'all reports are answered', 60);
    await this.#quiet();
    if (this.refused) throw new Error(`a report was refused: ${this.refused}`);
    return {
      rate, reports_per_s: seen.done.acked / seen.wall, answered: seen.done.acked / seen.done.sent,
      server_cpu_percent: seen.server_cpu_percent,
      // What part of the reports a dashboard saw; one that reads slowly gets the newest.
      seen_by_dashboard: seen.done.tracked / seen.done.acked / this.plan.dashboards,
      ...this.latencies.figures(),
    };
  }

  // Every report that was acknowledged is in the history.
  async finish(figures) {
    const history = await stored(this.server, this.token);
    return { ...figures, ok: history.written === this.acked && history.shed === 0, history };
  }
}

export async function liveMap(server, plan) {
  const map = new LiveMap(server, plan);
  await map.open();
  return map.finish(await map.run(plan.share, plan));
}

// The highest of the shares that the server carries: it answers as fast as reports come and a
// dashboard is not behind by more than the bound.
export async function highestShare(server, plan) {
  const map = new LiveMap(server, plan);
  await map.open();
  const tried = [];
  for (const share of plan.steps) {
    const figures = await map.run(share, plan.probe);
    const carried = figures.answered >= 0.97 && figures.latency_p99_us < plan.bound_us;
    tried.push({ share, carried, p99_us: figures.latency_p99_us });
    if (carried) return { ok: true, share, tried };
  }
  return { ok: true, share: 0.8 * plan.steps.at(-1), tried };
}

// -- reports in bulk ----------------------------------------------------------------------------------

// The n-th batch of a lane, which has vehicles of its own so that their reports stay in order. Their
// way lies in the past, a second and ten metres from report to report.
function batch(lane, n, plan, began) {
  const own = plan.vehicles / plan.lanes;
  const round = Math.floor((n * plan.batch) / own);
  const first = lane * own + ((n * plan.batch) % own);
  const at = new Date(began + 1000 * round).toISOString();
  const rows = [];
  for (let which = first; which < first + plan.batch; ++which) {
    const { lat, lng } = place(which);
    rows.push(`{"vehicleId":"${nameOf(which)}","lat":${(lat + 0.00009 * (round % 1000)).toFixed(6)},`
      + `"lng":${lng.toFixed(6)},"speed":36,"heading":0,"at":"${at}"}`);
  }
  return `[${rows.join(',')}]`;
}

export async function bulk(server, plan) {
  const token = await populate(server, plan.vehicles);
  const began = Date.now() - 12 * 3600 * 1000;
  let done = 0;
  let fault;
  let isOver = false;
  const send = async (lane) => {
    const http = new Http(server.port);
    for (let n = 0; !isOver; ++n) {
      const said = await http.call('POST', '/api/fleet/gps', token, batch(lane, n, plan, began));
      if (said.accepted !== plan.batch) throw new Error(`not all believed: ${JSON.stringify(said)}`);
      done += plan.batch;
    }
    http.close();
  };
  const lanes = Array.from({ length: plan.lanes }, (_, lane) => send(lane));
  const all = Promise.all(lanes).catch((why) => { fault = why; });
  const seen = await watch({ ...server, ...plan }, () => ({ done }));
  isOver = true;
  await all;
  if (fault) throw fault;
  const history = await stored(server, token);
  return {
    ok: history.written === done && history.shed === 0 && seen.done.done > 0, history,
    reports_per_cpu_s: seen.done.done / seen.cpu, reports_per_s: seen.done.done / seen.wall,
    server_cpu_percent: seen.server_cpu_percent,
  };
}
