// Runs the scenarios, the peers in turn, and keeps every round's figures.

import { cpus } from 'node:os';
import { startServer, runLoad } from './servers.mjs';
import { median, readable } from './stats.mjs';

export class Bench {
  // `programs`: {load, fleetwire, node}, the last two as command lines.
  constructor(programs, { rounds, note, began = Date.now() }) {
    this.programs = programs;
    this.rounds = rounds;
    this.note = note;
    this.began = began;
  }

  say(text) {
    const elapsed = Math.round((Date.now() - this.began) / 1000);
    this.note(`[${String(elapsed).padStart(4)} s] ${text}`);
  }

  // One fresh server, one run.
  async once(peer, load, { flags = [], cores } = {}) {
    const server = await startServer([...this.programs[peer], ...flags], cores);
    try {
      return await runLoad(this.programs.load, load, server);
    } finally {
      await server.stop();
    }
  }

  // A B A B …; resolves to {fleetwire: [figures...], node: [...]}.
  async compare(scenario) {
    const peers = (scenario.peers ?? ['fleetwire', 'node']).filter((peer) => this.programs[peer]);
    const results = Object.fromEntries(peers.map((peer) => [peer, []]));
    const rounds = Math.min(this.rounds, scenario.rounds ?? this.rounds);
    for (let round = 1; round <= rounds; ++round) {
      for (const peer of peers) {
        const figures = await this.once(peer, scenario.load);
        results[peer].push(figures);
        this.say(`${scenario.id} ${round}/${rounds} ${peer}: `
          + `${readable(figures[scenario.figure])} ${scenario.unit}`
          + `${figures.ok ? '' : ' (connections refused or lost, or unanswered)'}`);
      }
    }
    return { scenario, results };
  }

  // Fleetwire with one setting changed, against itself; rounds A B, B A, A B … so that a drift of the
  // machine favours neither.
  async compareVariant(variant) {
    const results = { base: [], changed: [] };
    const rounds = this.rounds * (variant.more ?? 1);
    for (let round = 1; round <= rounds; ++round) {
      for (const side of round % 2 ? ['base', 'changed'] : ['changed', 'base']) {
        const cores = side === 'changed' && cpus().length > 1 ? variant.cores : undefined;
        const figures = await this.once('fleetwire', variant.load, { flags: variant[side], cores });
        results[side].push(figures);
        this.say(`${variant.id} ${round}/${rounds} ${variant[side].join(' ')}: `
          + `${readable(figures[variant.figure])} per CPU second`);
      }
    }
    return { variant, results };
  }

  // Finds the highest rate that Node carries, then runs everyone at it.
  async compareLatency(plan) {
    const closed = await this.once('node', [...plan.load, ...plan.closed]);
    this.say(`latency: node closed loop ${readable(closed.requests_per_s)} requests/s`);
    const rate = await this.highestRate(plan, closed.requests_per_s);
    const load = [...plan.load, ...plan.closed, '--rate', rate.toFixed(0)];
    const compared = await this.compare({ ...plan, load, unit: 'µs p99' });
    return { plan, rate, results: compared.results };
  }

  async highestRate(plan, closedRate) {
    for (const step of plan.steps) {
      const rate = closedRate * step;
      const figures = await this.once('node',
        [...plan.load, ...plan.probe, '--rate', rate.toFixed(0)]);
      const carried = figures.ok && figures.unsent === 0
        && figures.requests_per_s >= 0.99 * rate && figures.latency_p99_us < plan.bound_us;
      this.say(`latency: node at ${readable(rate)}/s ${carried ? 'carries it' : 'falls behind'}, `
        + `p99 ${readable(figures.latency_p99_us)} µs`);
      if (carried) return rate;
    }
    return closedRate * plan.steps.at(-1) * 0.8;
  }
}

// Medians per peer of one figure, and whether every round was without loss.
export function summary(results, figure) {
  return Object.fromEntries(Object.entries(results).map(([peer, rounds]) => [peer, {
    value: median(rounds.map((round) => round[figure])),
    spread: [Math.min(...rounds.map((r) => r[figure])), Math.max(...rounds.map((r) => r[figure]))],
    ok: rounds.length > 0 && rounds.every((round) => round.ok),
  }]));
}
