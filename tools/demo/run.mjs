// Starts the server given as arguments, fills its town with life, and says what to try.
// Usage: node run.mjs FLEETWIRED [FLAG...]; see README.md.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pause } from "./client.mjs";
import { fleet } from "./fleet.mjs";
import { orders } from "./orders.mjs";
import { rides } from "./rides.mjs";

/** What each system adds to the demo; a new one is a file beside rides.mjs and a name here. */
const ACTS = [rides, fleet, orders];

const [program, ...flags] = process.argv.slice(2);
const folder = process.env.TOWN_FOLDER ?? "build/demo";
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (colour ? `\x1b[1m${text}\x1b[0m` : text);
const faint = (text) => (colour ? `\x1b[2m${text}\x1b[0m` : text);

const server = spawn(program, flags, { stdio: ["inherit", "pipe", "inherit"] });
const town = {
  closed: false,
  programs: `${dirname(program)}/`,
  /** Keeps an endless task from ending the demo. */
  run(task) {
    task.catch((error) => this.closed || console.error(`demo: ${error.message}`));
  },
  save(name, text) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  },
};

/** The lines that the server says about itself; on when the last of them was heard. */
async function banner() {
  const said = {};
  for await (const line of createInterface({ input: server.stdout })) {
    console.log(line);
    const url = /listening on (\S+)/.exec(line);
    const [, name, text] = /^ {2}(\w+) +(.*)$/.exec(line) ?? [];
    if (url) said.url = url[1];
    if (name) said[name] = text;
    if (name === "settings") break;
  }
  return said;
}

async function play() {
  const said = await banner();
  if (!said.url) return;
  const telemetry = /^http:\S+/.exec(said.telemetry ?? "")?.[0];
  town.url = said.url;
  town.isDefaultUrl = /:3000$/.test(said.url);
  town.telemetryFlag = telemetry && !telemetry.endsWith(":9100") ? ` --url ${telemetry}` : "";
  const systems = (said.systems ?? "").split(", ");
  const lines = [];
  for (const act of ACTS.filter(({ system }) => systems.includes(system)))
    lines.push(...act.tour(town, await act.start(town)));
  if (systems.includes("demo")) lines.unshift(["a live map", [`${town.url}/`]]);
  console.log(`\n${bold("Try")}`);
  for (const [title, commands] of lines)
    console.log(`\n  ${faint(title)}\n${commands.map((line) => `    ${line}`).join("\n")}`);
  console.log("\nCtrl-C lets the clients go in order; twice ends at once.");
}

// Ctrl-C reaches the server, too, and the server decides when this ends.
process.on("SIGINT", () => (town.closed = true));
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
server.on("error", (error) => {
  console.error(`demo: ${error.message}`);
  process.exit(1);
});
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
await play().catch(async (error) => {
  console.error(`demo: nobody plays here (${error.message})`);
  await pause(0);
});
server.stdout.resume();
