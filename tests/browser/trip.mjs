// A whole trip between two pages with the npm client, polling first, then websocket.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { QUICK } from "../harness/identity.mjs";
import { CORNER, PLAZA, STATION, board, hire, settle } from "../harness/rides.mjs";
import { Server } from "../harness/server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const PAGES = ["driver.html", "passenger.html"];

async function servePages() {
  const pages = createServer((request, response) => {
    const name = new URL(request.url, "http://page").pathname.slice(1);
    if (!PAGES.includes(name)) return response.writeHead(404).end();
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(readFileSync(join(here, name)));
  });
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  return pages;
}

/** Yields {name, fault} for each thing that was looked at. */
export async function* takeTrip(browser, program, client) {
  const pages = await servePages();
  const origin = `http://127.0.0.1:${pages.address().port}`;
  const server = await Server.start([program], [
    "--port=0",
    "--telemetry.enabled=false",
    "--systems=rides",
    `--socketio.serve_client=${client}`,
    `--cors.origins=${origin}`,
    `--http.cors_origins=${origin}`,
    "--log.level=warn",
    ...Object.entries(QUICK).map(([name, value]) => `--${name}=${value}`),
  ]);
  try {
    const town = await settle(server);
    const driver = await hire(town, "ana@example.org");
    const passenger = await board(town, "pia@example.org");
    const address = (page, { token, id }, more) =>
      `${origin}/${page}?${new URLSearchParams({ server: server.url, token, id, ...more })}`;
    const see = async (page, name, condition) => ({
      name: `trip: ${name}`,
      fault: (await page.until(condition, 30_000))
        ? null
        : `not within 30 s: ${condition}; ${await page.evaluate("document.body.innerText")}`,
    });
    const text = (id) => `document.getElementById("${id}").textContent`;
    const atDriver = await browser.open(address("driver.html", driver, CORNER));
    yield await see(atDriver, "the driver's page is on websocket after polling",
      `${text("transports")} === "polling websocket"`);
    yield await see(atDriver, "the driver may be asked", `${text("state")} === "free"`);
    const atPassenger = await browser.open(
      address("passenger.html", passenger, {
        category: town.category.id,
        klass: town.klass.id,
        from: JSON.stringify(PLAZA),
        to: JSON.stringify(STATION),
      }),
    );
    yield await see(atPassenger, "the passenger's page is on websocket after polling",
      `${text("transports")} === "polling websocket"`);
    yield await see(atPassenger, "the passenger arrives", `${text("state")} === "completed"`);
    yield await see(atPassenger, "every step was shown, in order",
      `${text("steps")} === "requested assigning_started driver_accepted driver_assigned ` +
        `arriving_started driver_en_route driver_arrived_pickup started completed"`);
    yield await see(atPassenger, "the fare is shown", `Number(${text("fare")}) > 0`);
    yield await see(atDriver, "the driver is free again", `${text("state")} === "free"`);
    const faults = [...atDriver.faults, ...atPassenger.faults].join("\n");
    yield { name: "trip: the pages have no faults", fault: faults || null };
  } finally {
    await server.stop();
    pages.closeAllConnections();
    pages.close();
  }
}
