// Starts and stops the server binaries under test, and says what they left behind.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { createInterface } from "node:readline";

const START_LIMIT = 30_000;
const STOP_LIMIT = 20_000;
const SANITIZER = /AddressSanitizer|LeakSanitizer|ThreadSanitizer|MemorySanitizer|runtime error:/;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `probe` returns something true; fails with `what` after `limit` milliseconds. */
export async function eventually(probe, what, limit = 10_000) {
  const deadline = Date.now() + limit;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) assert.fail(typeof what === "function" ? what() : what);
    await sleep(10);
  }
}

/** Splits a command line on white space, unless it names one existing file. */
export function splitCommand(line) {
  return existsSync(line) ? [line] : line.trim().split(/\s+/);
}

/** A server process that printed `listening on URL`. Owned by the test that started it. */
export class Server {
  constructor(child, label) {
    this.child = child;
    this.label = label;
    this.stdout = "";
    this.stderr = "";
    this.exit = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
  }

  static async start(command, args = [], { label = command.at(-1), env = process.env, cwd } = {}) {
    const [program, ...rest] = command;
    const child = spawn(program, [...rest, ...args], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const server = new Server(child, label);
    // A test process that dies must not leave its server behind.
    server.reaper = () => child.kill("SIGKILL");
    process.once("exit", server.reaper);
    child.stderr.on("data", (chunk) => (server.stderr += chunk));
    server.url = await server.#listening();
    server.port = Number(new URL(server.url).port);
    server.host = new URL(server.url).hostname;
    return server;
  }

  #listening() {
    const lines = createInterface({ input: this.child.stdout });
    return new Promise((resolve, reject) => {
      const fail = (what) => reject(new Error(`${this.label}: ${what}\n${this.stderr}`));
      const timer = setTimeout(() => {
        this.child.kill("SIGKILL");
        fail(`no "listening on" within ${START_LIMIT} ms`);
      }, START_LIMIT);
      this.child.once("error", (error) => fail(error.message));
      this.child.once("exit", (code) => fail(`ended with ${code} before it listened`));
      lines.on("line", (line) => {
        this.stdout += `${line}\n`;
        const found = /listening on (https?:\/\/\S+)/.exec(line);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[1]);
      });
    });
  }

  get pid() {
    return this.child.pid;
  }

  get wsUrl() {
    return this.url.replace(/^http/, "ws");
  }

  get running() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Number of open descriptors, from the kernel; -1 when the system does not tell. */
  descriptors() {
    try {
      return readdirSync(`/proc/${this.pid}/fd`).length;
    } catch {
      return -1;
    }
  }

  /** Number of open descriptors of a server at rest: the same for a while. */
  async atRest() {
    for (let count = this.descriptors(), same = 0; ; ++same) {
      await sleep(50);
      if (count !== this.descriptors()) [count, same] = [this.descriptors(), 0];
      if (same === 8) return count;
    }
  }

  /** Number of open sockets, of any kind. */
  sockets() {
    const folder = `/proc/${this.pid}/fd`;
    const isSocket = (name) => {
      try {
        return readlinkSync(`${folder}/${name}`).startsWith("socket:");
      } catch {
        return false;
      }
    };
    return readdirSync(folder).filter(isSocket).length;
  }

  /** Waits until no more descriptors are open than `baseline`. */
  async settled(baseline, limit = 15_000) {
    await eventually(
      () => this.descriptors() <= baseline,
      () => `${this.label}: ${this.descriptors()} descriptors open, ${baseline} at the start`,
      limit,
    );
  }

  signal(name) {
    this.child.kill(name);
  }

  /** Ends the process without a chance to clean up. */
  async kill() {
    this.child.kill("SIGKILL");
    process.removeListener("exit", this.reaper);
    return this.exit;
  }

  /** Asks the process to end and requires that it ends well: status 0, no sanitizer report. */
  async stop(limit = STOP_LIMIT) {
    if (this.running) this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), limit);
    const { code, signal } = await this.exit;
    clearTimeout(timer);
    process.removeListener("exit", this.reaper);
    const tail = this.stderr.slice(-8000);
    assert.ok(!SANITIZER.test(this.stderr), `${this.label}: sanitizer report\n${tail}`);
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, `${this.label}\n${tail}`);
  }
}
