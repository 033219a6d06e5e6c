// The server program itself, with its own configuration, flags and environment.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, splitCommand } from "./server.mjs";
import { request } from "./polling.mjs";

function command() {
  const line = process.env.FLEETWIRED;
  assert.ok(line, "FLEETWIRED must name the server program (see tests/e2e/README.md)");
  return splitCommand(line);
}

/** Only what a test asks for: settings of the environment it runs in must not leak in. */
function environment(extra) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("FLEETWIRE_"));
  return { ...Object.fromEntries(kept), ...extra };
}

/** Runs the program to its end: {status, stdout, stderr}. */
export function run(args, { env = {} } = {}) {
  const [program, ...rest] = command();
  const done = spawnSync(program, [...rest, ...args], {
    env: environment(env),
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** `{ "server.port": 0 }` becomes `["--server.port=0"]`. */
export const flags = (settings) =>
  Object.entries(settings).map(([name, value]) => `--${name}=${value}`);

/** Starts the server on free ports and returns with its first line. */
export function launch(settings = {}, { args = [], env = {} } = {}) {
  const all = {
    "server.port": 0,
    "telemetry.port": 0,
    "log.format": "json",
    ...settings,
  };
  return Server.start(command(), [...flags(all), ...args], {
    label: "fleetwired",
    env: environment(env),
  });
}

/** Starts the server on free ports; `settings` are given as flags. */
export async function start(settings = {}, options = {}) {
  const server = await launch(settings, options);
  const { child } = server;
  // The line of the internal listener follows the first one.
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.telemetryUrl = /telemetry\s+(http:\/\/\S+)/.exec(server.stdout)?.[1];
  assert.equal(child.exitCode, null);
  return server;
}

/** A server for one test; stopped after it, which it must survive. */
export async function serve(test, settings, options) {
  const server = await start(settings, options);
  test.after(() => (server.running ? server.stop() : undefined));
  return server;
}

/**
 * A port for a server that is started again on it. Not one the kernel gives to clients: in between,
 * one of those that try to come back could take it, or even connect to itself.
 */
export async function lastingPort() {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** A folder for one test. */
export function folder(test) {
  const path = mkdtempSync(join(tmpdir(), "fleetwire-test-"));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, text) {
      writeFileSync(join(path, name), text);
      return join(path, name);
    },
  };
}

export const internal = (server, path) => request(`${server.telemetryUrl}${path}`);

/** The log so far: one object per JSON line. */
export function log(server) {
  return server.stderr
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}
