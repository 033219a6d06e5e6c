// What the figures were measured on.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

function firstLine(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n')[0];
  } catch {
    return 'unknown';
  }
}

function compiler(build) {
  try {
    const cache = readFileSync(`${build}/CMakeCache.txt`, 'utf8');
    const path = /^CMAKE_CXX_COMPILER:\w+=(.+)$/m.exec(cache)?.[1];
    const type = /^CMAKE_BUILD_TYPE:\w+=(.+)$/m.exec(cache)?.[1];
    return `${firstLine(path, ['--version'])}, ${type}`;
  } catch {
    return 'unknown';
  }
}

// Share of all cores that other programs use, looked at for a second before the benchmark begins.
export async function otherLoad() {
  const before = cpuTimes();
  await sleep(1000);
  const after = cpuTimes();
  return 1 - (after.idle - before.idle) / (after.total - before.total);
}

function cpuTimes() {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  return {
    idle: sum(times.map((each) => each.idle)),
    total: sum(times.map((each) => sum(Object.values(each)))),
  };
}

export const isBusy = (load) => load > 0.1;

export function machine({ build, peerFolder, systemPeers, load }) {
  const locked = (folder) => JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8')).packages;
  const peer = { ...locked(systemPeers), ...locked(peerFolder) };
  const version = (name) => peer[`node_modules/${name}`]?.version ?? 'unknown';
  return {
    CPU: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
    Memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    Kernel: release(),
    Compiler: compiler(build),
    Peer: `socket.io ${version('socket.io')}, ws ${version('ws')}, `
      + `better-sqlite3 ${version('better-sqlite3')}, Node ${process.version}`,
    'Other programs': `${Math.round(100 * load)} % of the cores before the run`
      + `${isBusy(load) ? ': latency is not to be trusted' : ''}`,
    Date: new Date().toISOString().slice(0, 10),
  };
}
