// Usage: node main.mjs BUILD_FOLDER; see README.md.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Server } from "../harness/server.mjs";
import { Chromium } from "./chromium.mjs";
import { lookAtDemo } from "./demo.mjs";
import { followVan } from "./fleet.mjs";
import { bringOrder } from "./order.mjs";
import { servePages } from "./stage.mjs";
import { takeTrip } from "./trip.mjs";

const SUITE_LIMIT = 240_000;
const here = dirname(fileURLToPath(import.meta.url));
const build = resolve(process.argv[2] ?? "build/release");
const client = resolve(here, "../node_modules/socket.io-client/dist");
const program = (name) => join(build, "bin", name);

const counts = { passed: 0, failed: 0 };
function report({ name, fault }) {
  counts[fault ? "failed" : "passed"] += 1;
  console.log(fault ? `✗ ${name}\n    ${fault.replaceAll("\n", "\n    ")}` : `✓ ${name}`);
}

async function runSuite(browser) {
  const data = mkdtempSync(join(tmpdir(), "fleetwire-browser-data-"));
  let server = null;
  const restart = async () => {
    const { port } = server;
    await server.stop();
    server = await start(port);
  };
  const pages = await servePages({ "/restart": restart });
  const { origin } = pages;
  const start = (port) =>
    Server.start([program("fleetwire-browser-server")], [String(port), data, origin, client]);
  try {
    server = await start(0);
    const page = await browser.open(`${origin}/suite.html?server=${encodeURIComponent(server.url)}`);
    const done = await page.until("window.finished", SUITE_LIMIT);
    (await page.evaluate("window.results ?? []")).forEach(report);
    report({ name: "the suite comes to its end", fault: done ? null : "it did not" });
    report({ name: "the suite's page has no faults", fault: page.faults.join("\n") || null });
    await server.stop();
  } finally {
    pages.close();
    rmSync(data, { recursive: true, force: true });
  }
}

for (const name of ["fleetwired", "fleetwire-browser-server"])
  if (!existsSync(program(name))) {
    console.error(`${program(name)} is not there; ./dev browser builds it`);
    process.exit(2);
  }
const browser = await Chromium.start().catch((error) => {
  console.error(`Chromium could not be started: ${error.message}`);
  process.exit(2);
});
try {
  await runSuite(browser);
  const means = { browser, program: program("fleetwired"), client };
  for (const play of [takeTrip, followVan, bringOrder])
    for await (const seen of play(means)) report(seen);
  const pictures = resolve(here, "../../build/browser");
  for await (const seen of lookAtDemo(means, pictures)) report(seen);
} catch (error) {
  report({ name: "nothing unexpected happens", fault: error.stack });
}
await browser.stop();
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
