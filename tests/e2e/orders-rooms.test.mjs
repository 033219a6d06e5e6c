import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import {
  BOSS, CORA, DAN, DORA, XAN, as, enter, form, made, png, scene, settled, shop, sign, text, upload,
} from "../harness/orders.mjs";
import { eventually } from "../harness/server.mjs";

describe("orders: rooms", () => {
  it("tell whoever joins how things stand", async (t) => {
    const { cora, dan, clients } = await scene(t);
    const fresh = await cora.ask("order:join", { orderId: "o1" });
    assert.deepEqual(fresh, { ok: true, orderId: "o1", status: "assigned", unread: 0 });
    assert.deepEqual(cora.of("location:updated"), []);
    await dan.ask("driver:location", { orderId: "o1", lat: 1.5, lng: 2.5, heading: 90, speed: 4 });
    for (const what of ["one", "two"]) await dan.ask("chat:message", text(what));
    const late = await enter(clients, CORA);
    const joined = await late.ask("order:join", { orderId: "o1" });
    const { timestamp, ...where } = joined.lastLocation;
    assert.deepEqual(where, { lat: 1.5, lng: 2.5, heading: 90, speed: 4 });
    assert.equal(joined.unread, 2);
    const [position] = await late.hears("location:updated");
    assert.deepEqual(position, { orderId: "o1", lat: 1.5, lng: 2.5, timestamp });
    assert.deepEqual(late.heard[0], ["order:joined", { orderId: "o1" }]);
  });

  it("are for those whose order it is", async (t) => {
    const { clients } = await scene(t);
    for (const who of [XAN, DORA]) {
      const at = await enter(clients, who);
      const answer = await at.ask("order:join", { orderId: "o1" });
      assert.deepEqual(answer, { ok: false, code: "ORDER_NOT_FOUND", message: "Order not found" });
      assert.deepEqual(await at.ask("order:join", { orderId: "o9" }), answer);
      for (const [name, body] of [
        ["chat:message", text("let me in")],
        ["chat:history", { orderId: "o1" }],
        ["chat:typing", { orderId: "o1" }],
        ["chat:read", { orderId: "o1", upTo: "x" }],
        ["driver:location", { orderId: "o1", lat: 1, lng: 1 }],
      ])
        assert.equal((await at.ask(name, body)).code, "ORDER_NOT_FOUND", name);
      assert.deepEqual(at.heard, []);
    }
    const boss = await enter(clients, BOSS);
    assert.equal((await boss.ask("order:join", { orderId: "o1" })).ok, true);
  });

  it("are left", async (t) => {
    const { cora, dan } = await scene(t);
    assert.deepEqual(await cora.ask("order:leave", { orderId: "o1" }), { ok: true, orderId: "o1" });
    await dan.ask("chat:message", text("anybody?"));
    await dan.hears("chat:message");
    await settled(cora);
    assert.deepEqual(cora.of("chat:message"), []);
  });

  it("lose the courier who declines", async (t) => {
    const { server, cora, dan } = await scene(t);
    await made(server, DAN, "POST", "/o1/status", { status: "created" });
    await dan.hears("order:status");
    assert.equal((await dan.ask("chat:message", text("still here"))).code, "ORDER_NOT_FOUND");
    await cora.ask("chat:message", text("to nobody"));
    await cora.hears("chat:message");
    await settled(dan);
    assert.deepEqual(dan.of("chat:message"), []);
    const back = await made(server, CORA, "GET", "/o1");
    assert.deepEqual([back.status, back.driver, back.driverId], ["created", null, null]);
    await made(server, BOSS, "POST", "/o1/assign", { driverId: "dora", driverName: "Dora" });
  });

  it("reach all devices of a user", async (t) => {
    const { server, clients, cora } = await scene(t);
    const second = await enter(clients, CORA, { transports: ["polling"] });
    const path = "/users/cora/events";
    const body = { event: "promo", data: { text: "ñ", n: [1, null] } };
    for (const who of [{ token: sign({ id: "erp", role: "dispatcher" }) }, BOSS])
      assert.deepEqual(await made(server, who, "POST", path, body), { delivered: 2 });
    for (const at of [cora, second])
      assert.deepEqual(await at.hears("promo", 2), [body.data, body.data]);
    assert.deepEqual(await made(server, BOSS, "POST", "/users/none/events", body), {
      delivered: 0,
    });
    const bare = event(cora.socket, "bare");
    await made(server, BOSS, "POST", path, { event: "bare" });
    assert.deepEqual(await bare, []);
  });

  it("hear what back ends say to an order", async (t) => {
    const { server, cora, dan } = await scene(t);
    const body = { event: "order:eta", data: 7 };
    assert.deepEqual(await made(server, BOSS, "POST", "/o1/events", body), { delivered: 2 });
    for (const at of [cora, dan]) assert.deepEqual(await at.hears("order:eta"), [7]);
    for (const who of [CORA, DAN, XAN]) {
      assert.equal((await as(server, who, "POST", "/o1/events", body)).status, 403);
      assert.equal((await as(server, who, "POST", "/users/cora/events", body)).status, 403);
    }
    assert.equal((await as(server, BOSS, "POST", "/o9/events", body)).status, 404);
    for (const bad of [
      {},
      { event: "" },
      { event: 7 },
      { event: "disconnect" },
      { event: "connect" },
      { event: "a".repeat(101) },
      { event: "x", more: 1 },
    ])
      assert.equal(
        (await as(server, BOSS, "POST", "/o1/events", bad)).status,
        400,
        JSON.stringify(bad),
      );
  });
});

describe("orders: positions", () => {
  it("come from the courier alone", async (t) => {
    const { cora, dan, clients } = await scene(t);
    const where = { orderId: "o1", lat: 1, lng: 2 };
    assert.deepEqual(await dan.ask("driver:location", where), { ok: true });
    const boss = await enter(clients, BOSS);
    for (const at of [cora, boss])
      assert.equal((await at.ask("driver:location", where)).code, "FORBIDDEN");
    assert.equal((await cora.hears("location:updated")).length, 1);
  });

  it("are on earth, newer than the last and not of tomorrow", async (t) => {
    const { server, cora, dan } = await scene(t);
    const at = (ms) => new Date(Date.now() + ms).toISOString();
    const tell = (what) => dan.ask("driver:location", { orderId: "o1", lat: 1, lng: 2, ...what });
    assert.equal((await tell({ timestamp: at(-2_000) })).ok, true);
    for (const [what, code] of [
      [{ lat: 90.1 }, "BAD_REQUEST"],
      [{ lat: -90.1 }, "BAD_REQUEST"],
      [{ lng: 180.1 }, "BAD_REQUEST"],
      [{ lng: -180.1 }, "BAD_REQUEST"],
      [{ lat: NaN }, "BAD_REQUEST"],
      [{ lat: Infinity }, "BAD_REQUEST"],
      [{ lat: "1" }, "BAD_REQUEST"],
      [{ lat: null }, "BAD_REQUEST"],
      [{ lng: undefined }, "BAD_REQUEST"],
      [{ lng: [2] }, "BAD_REQUEST"],
      [{ heading: 361 }, "BAD_REQUEST"],
      [{ heading: "n" }, "BAD_REQUEST"],
      [{ speed: -3 }, "BAD_REQUEST"],
      [{ speed: 201 }, "BAD_REQUEST"],
      [{ timestamp: "yesterday" }, "BAD_REQUEST"],
      [{ timestamp: {} }, "BAD_REQUEST"],
      [{ timestamp: at(3_600_000) }, "FUTURE_TIME"],
      [{ timestamp: at(-3_000) }, "STALE_POSITION"],
      [{ timestamp: Date.now() - 3_000 }, "STALE_POSITION"],
    ])
      assert.equal((await tell(what)).code, code, JSON.stringify(what));
    assert.equal((await cora.hears("location:updated")).length, 1);
    assert.equal((await tell({ heading: -1, speed: -1, lat: 5 })).ok, true);
    await cora.hears("location:updated", 2);
    await eventually(async () => {
      const { body } = await as(server, CORA, "GET", "/o1/track");
      return body.meta.total === 2;
    }, "the track is not written");
  });

  it("end with the order", async (t) => {
    const { server, dan } = await scene(t);
    for (const status of ["picked_up", "delivering", "delivered"])
      await made(server, DAN, "POST", "/o1/status", { status });
    const answer = await dan.ask("driver:location", { orderId: "o1", lat: 1, lng: 2 });
    assert.deepEqual([answer.code, answer.status], ["ORDER_OVER", "delivered"]);
  });

  it("make a track, in pages", async (t) => {
    const { server, dan } = await scene(t);
    for (let i = 0; i < 5; ++i)
      assert.equal((await dan.ask("driver:location", { orderId: "o1", lat: i, lng: 0 })).ok, true);
    const track = async (query, who = CORA) =>
      (await as(server, who, "GET", `/o1/track${query}`)).body;
    await eventually(async () => (await track("")).meta.total === 5, "the track is not written");
    const page = await track("?limit=2&page=2");
    assert.deepEqual(
      page.data.map(({ lat }) => lat),
      [2, 3],
    );
    assert.deepEqual(Object.keys(page.data[0]), ["lat", "lng", "timestamp"]);
    assert.equal(page.meta.hasNext, true);
    assert.equal((await track("", XAN)).error.code, "ORDER_NOT_FOUND");
    for (const bad of ["?limit=0", "?limit=1001", "?page=0", "?limit=x", "?foo=1"])
      assert.equal((await as(server, CORA, "GET", `/o1/track${bad}`)).status, 400, bad);
    assert.equal((await as(server, CORA, "GET", "/o1/track?limit=1000")).status, 200);
  });

  it("show a slow reader the newest at last", async (t) => {
    const { cora, dan } = await scene(t);
    for (let i = 0; i < 300; ++i)
      dan.socket.emit("driver:location", { orderId: "o1", lat: i / 10, lng: 0 });
    await settled(dan);
    await eventually(() => cora.of("location:updated").at(-1)?.lat === 29.9, "not the newest");
  });
});

describe("orders: an open house", () => {
  const open = (t, more = {}) => shop(t, { "orders.membership": "open", ...more });

  it("begins an order with its first use and lets anybody in", async (t) => {
    const server = await open(t);
    const clients = new Clients(server, t);
    const [xan, dora] = [await enter(clients, XAN), await enter(clients, DORA)];
    const joined = await xan.ask("order:join", { orderId: "elsewhere-1" });
    assert.deepEqual(joined, { ok: true, orderId: "elsewhere-1", status: "created", unread: 0 });
    const where = { orderId: "elsewhere-1", lat: 1, lng: 2 };
    assert.equal((await dora.ask("driver:location", where)).ok, true);
    assert.equal((await xan.ask("driver:location", where)).code, "FORBIDDEN");
    assert.equal((await xan.hears("location:updated"))[0].lat, 1);
    const said = { orderId: "elsewhere-2", content: "hi", type: "TEXT" };
    assert.equal((await xan.ask("chat:message", said)).ok, true);
    assert.equal((await made(server, CORA, "GET", "/elsewhere-2")).customerId, null);
    assert.equal((await as(server, CORA, "GET", "/elsewhere-3")).status, 404);
    const body = { event: "note", data: 1 };
    assert.deepEqual(await made(server, BOSS, "POST", "/elsewhere-1/events", body), {
      delivered: 1,
    });
  });

  it("begins none by what it refuses", async (t) => {
    const server = await open(t);
    const clients = new Clients(server, t);
    const [xan, dora] = [await enter(clients, XAN), await enter(clients, DORA)];
    const known = { orderId: "known", content: "hi", type: "TEXT", clientId: "k1" };
    assert.equal((await xan.ask("chat:message", known)).ok, true);
    const missing = "/api/orders/bad-5/images/00000000-0000-4000-8000-000000000000";
    const image = (orderId, content) => ({ orderId, content, type: "IMAGE" });
    for (const [at, name, body, code] of [
      [dora, "driver:location", { orderId: "bad-1", lat: 100, lng: 0 }, "BAD_REQUEST"],
      [xan, "driver:location", { orderId: "bad-2", lat: 1, lng: 0 }, "FORBIDDEN"],
      [xan, "chat:message", image("bad-3", "http://x"), "BAD_REQUEST"],
      [xan, "chat:message", { ...known, orderId: "bad-4" }, "CLIENT_ID_TAKEN"],
      [xan, "chat:message", image("bad-5", missing), "IMAGE_NOT_FOUND"],
    ])
      assert.equal((await at.ask(name, body)).code, code, body.orderId);
    const file = form(Buffer.from("no image"));
    assert.equal((await upload(server, XAN, "bad-6", file)).status, 415);
    const { data, meta } = (await as(server, BOSS, "GET", "")).body;
    assert.deepEqual([meta.total, data[0].id], [1, "known"]);
    // What is refused once may be used after all.
    const where = { orderId: "bad-1", lat: 10, lng: 0 };
    assert.equal((await dora.ask("driver:location", where)).ok, true);
    const said = { ...known, orderId: "bad-4", clientId: "k2" };
    assert.equal((await xan.ask("chat:message", said)).ok, true);
    assert.equal((await upload(server, XAN, "bad-6", form(png()))).status, 201);
    assert.equal((await as(server, BOSS, "GET", "")).body.meta.total, 4);
  });
});

describe("orders: idle ones", () => {
  it("leave memory and come back as they were", async (t) => {
    const { server, cora, dan } = await scene(t, {
      "orders.idle_after": "1s",
      "telemetry.enabled": true,
    });
    await dan.ask("driver:location", { orderId: "o1", lat: 1, lng: 2 });
    const alive = async () => {
      const metrics = await (await fetch(`${server.telemetryUrl}/metrics`)).text();
      return Number(/fleetwire_actors\{kind="order"\} (\d+)/.exec(metrics)?.[1]);
    };
    assert.equal(await alive(), 1);
    await eventually(async () => (await alive()) === 0, "the order stays");
    const again = await cora.ask("order:join", { orderId: "o1" });
    assert.deepEqual([again.status, again.lastLocation.lat], ["assigned", 1]);
    assert.equal(await alive(), 1);
  });
});
