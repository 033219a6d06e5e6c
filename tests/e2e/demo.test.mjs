import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { run, serve } from "../harness/fleetwired.mjs";
import { request } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";

const demo = (t) => serve(t, { systems: "demo" });

describe("fleetwired: the demo", () => {
  it("serves its page and what that needs", async (t) => {
    const server = await demo(t);
    const page = await request(`${server.url}/`);
    assert.equal(page.status, 200);
    assert.match(page.headers["content-type"], /^text\/html/);
    const parts = [...page.text.matchAll(/(?:src|href)="(\/demo\/[^"]+)"/g)].map(([, path]) => path);
    assert.deepEqual(parts, ["/demo/style.css", "/demo/map.js"]);
    for (const path of parts) assert.equal((await request(`${server.url}${path}`)).status, 200, path);
    const headers = { "If-None-Match": page.headers.etag };
    assert.equal((await request(`${server.url}/`, { headers })).status, 304);
    assert.equal((await request(`${server.url}/`, { method: "POST" })).status, 405);
    assert.equal((await request(`${server.url}/demo/`)).status, 404);
  });

  it("serves no page where it does not run", async (t) => {
    const server = await serve(t);
    assert.equal((await request(`${server.url}/`)).status, 404);
  });

  it("shows vans in a town and who is there", async (t) => {
    const socket = new Clients(await demo(t), t).io("/demo");
    const [town] = await event(socket, "town");
    assert.deepEqual(Object.keys(town), ["south", "west", "block", "columns", "rows"]);
    const vans = new Map();
    socket.on("van", (van) => vans.set(van.id, van)); // those of a second come at once
    assert.deepEqual(await event(socket, "watching"), [{ count: 1 }]);
    await eventually(() => vans.size === 8, "no eight vans");
    for (const { lat, lng } of vans.values())
      assert.ok(lat >= town.south - 1e-9 && lng >= town.west - 1e-9, `${lat} ${lng}`);
    assert.deepEqual(await socket.emitWithAck("ping"), undefined);
  });

  it("passes on what is said, up to 500 bytes", async (t) => {
    const clients = new Clients(await demo(t), t);
    const [speaker, listener] = [clients.io("/demo"), clients.io("/demo")];
    await Promise.all([event(speaker, "connect"), event(listener, "connect")]);
    const text = "a".repeat(500);
    const heard = event(listener, "said");
    assert.deepEqual(await speaker.emitWithAck("say", text), { ok: true });
    assert.deepEqual(await heard, [{ from: speaker.id, text }]);
    for (const bad of [`${text}a`, "", 5, null])
      assert.deepEqual(await speaker.emitWithAck("say", bad), { ok: false, code: "BAD_TEXT" });
  });

  it("is refused when its name is misspelt", () => {
    const { status, stderr } = run(["--check-config", "--systems=demo,dmeo"]);
    assert.equal(status, 2);
    assert.match(stderr, /systems: there is no "dmeo"; this build has .*demo/);
  });
});
