// What a run is measured by.

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const ticksPerSecond = 100;

// Processor time of all threads of a process so far, in seconds: user and system.
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

// Lets the load run; resolves to what happened in the window after the warm-up. `counts()` tells
// {name: number so far}.
export async function watch({ pid, warmup, duration }, counts) {
  await sleep(warmup * 1000);
  const before = { counts: counts(), cpu: cpuSeconds(pid), at: performance.now() };
  await sleep(duration * 1000);
  const cpu = cpuSeconds(pid) - before.cpu;
  const wall = (performance.now() - before.at) / 1000;
  const after = counts();
  const done = Object.fromEntries(
    Object.entries(after).map(([name, n]) => [name, n - before.counts[name]]),
  );
  return { cpu, wall, done, server_cpu_percent: (100 * cpu) / wall };
}

// Durations in milliseconds, told in microseconds.
export class Latencies {
  constructor() {
    this.values = [];
    this.isOn = false;
  }

  add(ms) {
    if (this.isOn) this.values.push(ms);
  }

  figures() {
    const sorted = Float64Array.from(this.values).sort();
    const at = (share) => 1000 * (sorted[Math.min(sorted.length - 1,
      Math.floor(share * sorted.length))] ?? NaN);
    return {
      samples: sorted.length,
      latency_p50_us: at(0.5), latency_p99_us: at(0.99), latency_p999_us: at(0.999),
      latency_max_us: at(1),
    };
  }
}

// Runs `make(index)` for 0..count-1, `width` at a time; the results in order.
export async function several(count, width, make) {
  const out = new Array(count);
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next++;
      out[index] = await make(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
  return out;
}

// Waits until `probe` returns something true, and returns it.
export async function until(probe, what, seconds = 30) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}

// An open loop: calls `send(n, due)` for n = 0, 1, 2 … at `perSecond`, also what came late; `due` is
// when it should have been, in milliseconds of performance.now(). Returns how to stop it.
export function pace(perSecond, send) {
  const began = performance.now();
  let sent = 0;
  let isOver = false;
  const step = () => {
    if (isOver) return;
    const now = performance.now();
    for (; began + (sent * 1000) / perSecond <= now; ++sent) {
      send(sent, began + (sent * 1000) / perSecond);
    }
    setTimeout(step, 1);
  };
  step();
  return () => {
    isOver = true;
    return sent;
  };
}
