// What the figures were measured on.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

// Before the benchmark adds its own: what else the machine was doing.
const loadBefore = loadavg()[0];

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

export const busy = () => loadBefore > 0.5;

export function machine({ build, peerFolder }) {
  const peer = JSON.parse(readFileSync(`${peerFolder}/package-lock.json`, 'utf8')).packages;
  const version = (name) => peer[`node_modules/${name}`]?.version ?? 'unknown';
  return {
    CPU: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
    Memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    Kernel: release(),
    Compiler: compiler(build),
    Peer: `socket.io ${version('socket.io')}, ws ${version('ws')}, Node ${process.version}`,
    'Load before': `${loadBefore.toFixed(1)}${busy() ? ' (busy: latency is not to be trusted)' : ''}`,
    Date: new Date().toISOString().slice(0, 10),
  };
}
