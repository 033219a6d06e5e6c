// The demo's page as a newcomer sees it: served by `fleetwired`, client included.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "../harness/server.mjs";
import { text } from "./stage.mjs";

const views = [
  { name: "demo", width: 1280, height: 800 },
  { name: "demo-dark", width: 1280, height: 800, dark: true },
  { name: "demo-phone", width: 390, height: 844 },
];

/** Yields {name, fault} for each thing that was looked at; screenshots go to `pictures`. */
export async function* lookAtDemo({ browser, program, client }, pictures) {
  const server = await Server.start([program], [
    "--port=0",
    "--telemetry.enabled=false",
    "--systems=demo",
    `--socketio.serve_client=${client}`,
    "--log.level=warn",
  ]);
  const page = await browser.open(`${server.url}/`);
  const see = async (name, condition) => ({
    name: `demo: ${name}`,
    fault: (await page.until(condition, 15_000)) ? null : `not within 15 s: ${condition}`,
  });
  yield await see("the page is connected", `${text("state")} === "connected"`);
  yield await see("it is on websocket", `${text("transport")} === "websocket"`);
  yield await see("it sees eight vans a second", `${text("rate")} === "8"`);
  yield await see("it knows its round trip", `${text("latency")}.endsWith(" ms")`);
  yield await see("it counts who is there", `${text("watching")} === "1"`);
  await page.evaluate(`{
    const form = document.getElementById("say");
    form.elements.text.value = "hello <b>there</b>";
    form.requestSubmit();
  }`);
  yield await see("what is said comes back as text", `${text("talk")}.trim() === "you hello <b>there</b>"`);

  mkdirSync(pictures, { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 6000)); // so that there are trails
  for (const { name, width, height, dark } of views) {
    await page.resize(width, height, dark);
    await new Promise((resolve) => setTimeout(resolve, 300));
    writeFileSync(join(pictures, `${name}.png`), await page.screenshot());
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    yield { name: `demo: fits ${width} pixels`, fault: wide > width ? `it needs ${wide}` : null };
  }
  await server.stop();
  yield await see("the page says when the server goes", `${text("state")}.startsWith("reconnecting")`);
  const faults = page.faults.join("\n");
  yield { name: "demo: the page has no faults", fault: faults || null };
}
