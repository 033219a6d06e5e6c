// Starting the servers under test and the load generator, pinned to their cores.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';

const serverCore = 0;
const loadCore = 1;
const canPin = cpus().length > 1;

function pinned(cores, command) {
  return canPin ? ['taskset', '-c', cores.join(','), ...command] : command;
}

// Starts a server and resolves to {port, pid, stop} once it says "ready PORT PID".
export async function startServer(command, cores = [serverCore]) {
  const [program, ...args] = pinned(cores, command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line');
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${command.join(' ')} ended early (${signal ?? code})`);
  });
  ended.catch(() => {});
  const [line] = await Promise.race([ready, ended]);
  const [, port, pid] = /^ready (\d+) (\d+)$/.exec(line) ?? [];
  if (!port) throw new Error(`${program} said "${line}" instead of "ready PORT PID"`);
  return { port: Number(port), pid: Number(pid), stop: () => stop(child) };
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const hurry = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(hurry);
}

// Runs the load generator; resolves to its figures, with `ok` telling whether all went well.
export async function runLoad(program, args, server) {
  const [command, ...rest] = pinned([loadCore], [program, ...args, '--port', String(server.port),
    '--server-pid', String(server.pid), '--json', '--quiet']);
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  child.stderr.on('data', (chunk) => { complaint += chunk; });
  const [code] = await once(child, 'close');
  if (!out) throw new Error(complaint.trim() || `the load generator ended with ${code}`);
  return { ok: code === 0, ...JSON.parse(out) };
}
