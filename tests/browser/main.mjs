// Usage: node main.mjs BUILD_FOLDER; see README.md.
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Server } from "../harness/server.mjs";
import { Chromium } from "./chromium.mjs";
import { lookAtDemo } from "./demo.mjs";
import { takeTrip } from "./trip.mjs";

const SUITE_LIMIT = 240_000;
const here = dirname(fileURLToPath(import.meta.url));
const build = resolve(process.argv[2] ?? "build/release");
const client = resolve(here, "../node_modules/socket.io-client/dist");
const types = { ".html": "text/html", ".js": "text/javascript" };
const program = (name) => join(build, "bin", name);

const counts = { passed: 0, failed: 0 };
function report({ name, fault }) {
  counts[fault ? "failed" : "passed"] += 1;
  console.log(fault ? `✗ ${name}\n    ${fault.replaceAll("\n", "\n    ")}` : `✓ ${name}`);
}

/** Serves this folder's pages; POST /restart runs `restart` to its end. */
async function servePages(restart) {
  const pages = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://page");
    const name = pathname === "/" ? "suite.html" : pathname.slice(1);
    if (request.method === "POST" && pathname === "/restart") {
      await restart();
      return response.end();
    }
    if (!/^suite\.(html|js)$/.test(name)) return response.writeHead(404).end();
    response.setHeader("Content-Type", types[name.slice(5)]);
    response.end(readFileSync(join(here, name)));
  });
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  return pages;
}

async function runSuite(browser) {
  const data = mkdtempSync(join(tmpdir(), "fleetwire-browser-data-"));
  let server = null;
  const pages = await servePages(async () => {
    const { port } = server;
    await server.stop();
    server = await start(port);
  });
  const origin = `http://127.0.0.1:${pages.address().port}`;
  const start = (port) =>
    Server.start([program("fleetwire-browser-server")], [String(port), data, origin, client]);
  try {
    server = await start(0);
    const page = await browser.open(`${origin}/?server=${encodeURIComponent(server.url)}`);
    const done = await page.until("window.finished", SUITE_LIMIT);
    (await page.evaluate("window.results ?? []")).forEach(report);
    report({ name: "the suite comes to its end", fault: done ? null : "it did not" });
    report({ name: "the suite's page has no faults", fault: page.faults.join("\n") || null });
    await server.stop();
  } finally {
    pages.closeAllConnections();
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
  for await (const seen of takeTrip(browser, program("fleetwired"), client)) report(seen);
  const pictures = resolve(here, "../../build/browser");
  for await (const seen of lookAtDemo(browser, program("fleetwired"), client, pictures)) report(seen);
} catch (error) {
  report({ name: "nothing unexpected happens", fault: error.stack });
}
await browser.stop();
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
