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

// Starts a server and resolves to {port, pid, stop} once it says "ready PORT PID" or "listening on URL".
export async function startServer(command, cores = [serverCore]) {
  const [program, ...args] = pinned(cores, command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line');
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${command[0]} ended early (${signal ?? code})`);
  });
  ended.catch(() => {});
  const [line] = await Promise.race([ready, ended]);
  const port = /^ready (\d+) /.exec(line)?.[1] ?? /listening on http:\/\/[^ ]*:(\d+)/.exec(line)?.[1];
  if (!port) throw new Error(`${command[0]} said "${line}" instead of where it listens`);
  return { port: Number(port), pid: child.pid, stop: () => stop(child) };
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const hurry = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(hurry);
}

// Runs a program on the core of the load; resolves to {code, out, complaint}.
export async function pinnedRun(whole) {
  const [command, ...args] = pinned([loadCore], whole);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  child.stderr.on('data', (chunk) => { complaint += chunk; });
  const [code] = await once(child, 'close');
  return { code, out, complaint };
}

// Runs the load generator; resolves to its figures, with `ok` telling whether all went well.
export async function runLoad(program, args, server) {
  const { code, out, complaint } = await pinnedRun([program, ...args, '--port', String(server.port),
    '--server-pid', String(server.pid), '--json', '--quiet']);
  if (!out) throw new Error(complaint.trim() || `the load generator ended with ${code}`);
  return { ok: code === 0, ...JSON.parse(out) };
}
