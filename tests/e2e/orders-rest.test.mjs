import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, serve } from "../harness/fleetwired.mjs";
import { ISO, UUID } from "../harness/formats.mjs";
import {
  BOSS, CORA, DAN, DORA, PLAZA, STATION, XAN, as, download, enter, form, made, order, png, scene,
  settings, shop, text, upload,
} from "../harness/orders.mjs";

describe("orders: states", () => {
  const states = async (server, who, id, ...all) => {
    for (const status of all) await made(server, who, "POST", `/${id}/status`, { status });
  };

  it("go their way, each told once", async (t) => {
    const { server, cora } = await scene(t);
    await states(server, DAN, "o1", "picked_up", "delivering", "delivered");
    const said = await cora.hears("order:status", 3);
    assert.deepEqual(
      said.map(({ previousStatus, status }) => `${previousStatus} ${status}`),
      ["assigned picked_up", "picked_up delivering", "delivering delivered"],
    );
  });

  it("are changed by those who may", async (t) => {
    const server = await shop(t);
    const move = (who, status, id = "o1") => as(server, who, "POST", `/${id}/status`, { status });
    await order(server, "o1", DAN);
    for (const [who, status, expected] of [
      [null, "picked_up", 401],
      [XAN, "cancelled", 404],
      [DORA, "picked_up", 404],
      [CORA, "picked_up", 403],
      [DAN, "cancelled", 403],
      [DAN, "delivered", 409],
      [BOSS, "assigned", 409],
      [BOSS, "lost", 400],
      [BOSS, undefined, 400],
      [DAN, "picked_up", 200],
      [CORA, "cancelled", 409],
      [DAN, "created", 409],
      [BOSS, "cancelled", 200],
      [BOSS, "delivering", 409],
    ]) {
      const answer = await move(who, status);
      assert.equal(answer.status, expected, `${who?.id} ${status}: ${JSON.stringify(answer.body)}`);
      if (expected === 409) assert.ok(answer.body.error.details.status);
    }
    const late = await move(BOSS, "delivered");
    assert.equal(late.body.error.code, "INVALID_TRANSITION");
    assert.deepEqual(late.body.error.details, { status: "cancelled" });
    await order(server, "o2", DAN);
    assert.equal((await move(CORA, "cancelled", "o2")).status, 200);
    assert.equal((await move(BOSS, "cancelled", "o9")).status, 404);
  });

  it("have one winner among many", async (t) => {
    const server = await shop(t);
    await order(server, "o1");
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        as(server, BOSS, "POST", "/o1/assign", { driverId: `d${i}` }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)]);
    const winner = answers.find(({ status }) => status === 200).body.data.driverId;
    assert.equal((await made(server, BOSS, "GET", "/o1")).driverId, winner);
  });
});

describe("orders: REST", () => {
  it("makes orders", async (t) => {
    const server = await shop(t);
    const body = { pickup: PLAZA, dropoff: STATION, items: [{ name: "ñ", n: 2 }], notes: "ring" };
    const mine = await as(server, CORA, "POST", "", body);
    assert.equal(mine.status, 201, JSON.stringify(mine.body));
    const { id, createdAt, updatedAt, ...rest } = mine.body.data;
    assert.match(id, UUID);
    assert.match(createdAt, ISO);
    assert.equal(updatedAt, createdAt);
    assert.deepEqual(rest, {
      customerId: "cora",
      driverId: null,
      driver: null,
      status: "created",
      items: [{ name: "ñ", n: 2 }],
      pickup: PLAZA,
      dropoff: STATION,
      notes: "ring",
    });
    const seen = await made(server, CORA, "GET", `/${id}`);
    assert.deepEqual(seen, { ...mine.body.data, lastLocation: null, unread: 0 });
    const named = await as(server, BOSS, "POST", "", { ...body, id: "A-1", customerId: "cora" });
    assert.equal(named.body.data.id, "A-1");
    const again = await as(server, BOSS, "POST", "", { ...body, id: "A-1", customerId: "xan" });
    assert.deepEqual([again.status, again.body.error.code], [409, "ORDER_EXISTS"]);
    assert.equal((await made(server, CORA, "GET", "/A-1")).customerId, "cora");
  });

  it("refuses bad orders in words", async (t) => {
    const server = await shop(t);
    const good = { customerId: "cora", pickup: PLAZA, dropoff: STATION };
    for (const [more, words] of [
      [{ customerId: undefined }, "customerId must be a string"],
      [{ customerId: 7 }, "customerId must be a string"],
      [{ pickup: undefined }, "pickup must be an object"],
      [{ pickup: {} }, "pickup must have lat and lng, or an address"],
      [{ pickup: { lat: 1 } }, "pickup must have both lat and lng, or neither"],
      [{ dropoff: { lat: 91, lng: 0 } }, "dropoff.lat must not be greater than 90"],
      [{ dropoff: { address: "x", more: 1 } }, "property dropoff.more should not exist"],
      [{ items: {} }, "items must be an array of at most 500 elements and 64 KiB"],
      [{ items: Array(501).fill(1) }, "items must be an array of at most 500 elements and 64 KiB"],
      [{ notes: "x".repeat(2001) }, "notes must be shorter than or equal to 2000 characters"],
      [{ id: "a b" }, "id must consist of letters, digits and ._~:-"],
      [{ id: "a".repeat(101) }, "id must be shorter than or equal to 100 characters"],
      [{ status: "delivered" }, "property status should not exist"],
    ]) {
      const { status, body } = await as(server, BOSS, "POST", "", { ...good, ...more });
      assert.equal(status, 400, JSON.stringify(more));
      assert.deepEqual(body.message, [words]);
    }
    assert.equal(
      (
        await as(server, BOSS, "POST", "", {
          ...good,
          items: Array(500).fill(1),
          notes: "x".repeat(2000),
          id: "a".repeat(100),
        })
      ).status,
      201,
    );
    for (const [who, more, expected] of [
      [null, {}, 401],
      [CORA, { customerId: "xan" }, 403],
      [DAN, { customerId: undefined }, 403],
    ])
      assert.equal((await as(server, who, "POST", "", { ...good, ...more })).status, expected);
  });

  it("lists orders of those who ask", async (t) => {
    const server = await shop(t);
    await order(server, "o1", DAN);
    await order(server, "o2");
    await order(server, "o3", DAN, XAN);
    const list = async (who, query = "") => {
      const { status, body } = await as(server, who, "GET", query);
      assert.equal(status, 200, JSON.stringify(body));
      return [body.data.map(({ id }) => id), body.meta.total];
    };
    assert.deepEqual(await list(BOSS), [["o3", "o2", "o1"], 3]);
    assert.deepEqual(await list(CORA), [["o2", "o1"], 2]);
    assert.deepEqual(await list(DAN), [["o3", "o1"], 2]);
    assert.deepEqual(await list(DORA), [[], 0]);
    assert.deepEqual(await list(CORA, "?status=assigned"), [["o1"], 1]);
    assert.deepEqual(await list(CORA, "?customerId=xan"), [[], 0]);
    assert.deepEqual(await list(BOSS, "?customerId=xan"), [["o3"], 1]);
    assert.deepEqual(await list(BOSS, "?driverId=dan&limit=1&page=2"), [["o1"], 2]);
    for (const bad of ["?status=lost", "?limit=101", "?page=x", "?foo=1"])
      assert.equal((await as(server, BOSS, "GET", bad)).status, 400, bad);
    assert.equal((await as(server, null, "GET", "")).status, 401);
  });

  it("shows an order to its people", async (t) => {
    const server = await shop(t);
    await order(server, "o1", DAN);
    for (const who of [CORA, DAN, BOSS])
      assert.equal((await made(server, who, "GET", "/o1")).id, "o1");
    for (const who of [XAN, DORA]) assert.equal((await as(server, who, "GET", "/o1")).status, 404);
    for (const path of ["/o9", "/a%20b", "/%2e%2e%2fx"])
      assert.equal((await as(server, BOSS, "GET", path)).status, 404, path);
  });

  it("assigns by dispatchers, to whoever drives", async (t) => {
    const server = await shop(t);
    await order(server, "o1");
    const assign = (who, body, id = "o1") => as(server, who, "POST", `/${id}/assign`, body);
    for (const who of [CORA, DAN, XAN])
      assert.equal((await assign(who, { driverId: "dan" })).status, 403);
    for (const bad of [{}, { driverId: 7 }, { driverId: "" }, { driverId: "d", x: 1 }])
      assert.equal((await assign(BOSS, bad)).status, 400);
    assert.equal((await assign(BOSS, { driverId: "dan" }, "o9")).status, 404);
    const done = await assign(BOSS, { driverId: "dan", driverName: "Dan" });
    assert.deepEqual(done.body.data.driver, { id: "dan", name: "Dan" });
    const twice = await assign(BOSS, { driverId: "dora" });
    assert.deepEqual([twice.status, twice.body.error.details], [409, { status: "assigned" }]);
  });
});

describe("orders: images", () => {
  it("are kept beside the database and shown to members", async (t) => {
    const data = folder(t);
    const all = settings(t, { "storage.data": data.path });
    const first = await serve(t, all);
    await order(first, "o1", DAN);
    const bytes = png(5_000);
    const sent = await upload(
      first,
      CORA,
      "o1",
      form(bytes, { type: "text/html", file: "../../x" }),
    );
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    const { id, url, ...rest } = sent.body.data;
    assert.deepEqual(rest, { orderId: "o1", type: "image/png", size: 5_000 });
    assert.equal(url, `/api/orders/o1/images/${id}`);
    await first.kill();
    const second = await serve(t, all);
    for (const who of [CORA, DAN, BOSS]) {
      const seen = await download(second, who, url);
      assert.equal(seen.status, 200);
      assert.ok(seen.bytes.equals(bytes));
      assert.equal(seen.headers["content-type"], "image/png");
      assert.equal(seen.headers["x-content-type-options"], "nosniff");
    }
    for (const [who, status] of [
      [XAN, 404],
      [DORA, 404],
      [null, 401],
    ])
      assert.equal((await download(second, who, url)).status, status);
    await order(second, "o2", DAN);
    assert.equal((await download(second, CORA, url.replace("o1", "o2"))).status, 404);
    assert.equal((await download(second, CORA, `${url}x`)).status, 404);
    const clients = new Clients(second, t);
    const cora = await enter(clients, CORA);
    assert.equal((await cora.ask("chat:message", text(url, { type: "IMAGE" }))).ok, true);
    const foreign = text(url, { type: "IMAGE", orderId: "o2" });
    assert.equal((await cora.ask("chat:message", foreign)).code, "BAD_REQUEST");
    const missing = text(url.replace(id, "0".repeat(8) + id.slice(8)), { type: "IMAGE" });
    assert.equal((await cora.ask("chat:message", missing)).code, "IMAGE_NOT_FOUND");
  });

  it("are PNG, JPEG or WebP by what they hold, up to a size", async (t) => {
    const server = await shop(t, { "orders.max_image_bytes": 100, "orders.max_images": 3 });
    await order(server, "o1", DAN);
    const jpeg = Buffer.from("ffd8ffe000104a464946", "hex");
    const webp = Buffer.concat([Buffer.from("RIFF"), Buffer.alloc(4), Buffer.from("WEBPVP8 ....")]);
    const put = async (what, who = CORA, id = "o1") => {
      const { status, body } = await upload(server, who, id, what);
      return [status, body.error?.code ?? body.data?.type];
    };
    assert.deepEqual(await put(form(png(101))), [413, "IMAGE_TOO_LARGE"]);
    assert.deepEqual(await put(form(Buffer.from("<svg/>"))), [415, "NOT_AN_IMAGE"]);
    assert.deepEqual(await put(form(Buffer.alloc(0))), [415, "NOT_AN_IMAGE"]);
    assert.deepEqual(await put({ type: "image/png", body: png(64) }), [415, "NOT_MULTIPART"]);
    assert.deepEqual(await put({ ...form(png(64)), body: "garbage" }), [400, "BAD_REQUEST"]);
    assert.deepEqual(await put({ type: form(png(64)).type, body: "------fleetwire--" }), [
      400,
      "FILE_MISSING",
    ]);
    assert.deepEqual(await put(form(png(64)), XAN), [404, "ORDER_NOT_FOUND"]);
    assert.deepEqual(await put(form(png(64)), CORA, "o9"), [404, "ORDER_NOT_FOUND"]);
    assert.deepEqual(await put(form(png(100))), [201, "image/png"]);
    assert.deepEqual(await put(form(jpeg), DAN), [201, "image/jpeg"]);
    assert.deepEqual(await put(form(webp)), [201, "image/webp"]);
    assert.deepEqual(await put(form(png(64))), [409, "TOO_MANY_IMAGES"]);
  });
});
