// Bad input of every kind: a typed refusal, nothing changed, everybody else served.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { NO_ARGUMENTS, NO_JSON, members, nested, sendRaw } from "../harness/bad-inputs.mjs";
import { Clients } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, serve } from "../harness/fleetwired.mjs";
import {
  BOSS,
  CORA,
  DAN,
  PLAZA,
  STATION,
  as,
  contents,
  enter,
  form,
  history,
  made,
  order,
  png,
  scene,
  settings,
  settled,
  shop,
  text,
  upload,
} from "../harness/orders.mjs";
import { Raw } from "../harness/raw.mjs";
import { eventually } from "../harness/server.mjs";

const raw = (server, who, method, path, body) =>
  sendRaw(server, who.token, method, `/api/orders${path}`, body);

const PLACES = '"pickup":{"lat":1,"lng":2},"dropoff":{"address":"x"}';

describe("orders: hostile bodies", () => {
  it("are refused where they are no JSON, and make no order", async (t) => {
    const server = await shop(t);
    await order(server, "o1", DAN);
    const before = await made(server, BOSS, "GET", "/o1");
    for (const path of ["", "/o1/assign", "/o1/status", "/o1/events", "/users/cora/events"])
      for (const body of NO_JSON) {
        const { status, code } = await raw(server, BOSS, "POST", path, body);
        assert.deepEqual(
          [status, code],
          [400, "Bad Request"],
          `${path} ${String(body).slice(0, 40)}`,
        );
      }
    assert.deepEqual(await made(server, BOSS, "GET", "/o1"), before);
    assert.equal((await as(server, BOSS, "GET", "")).body.meta.total, 1);
  });

  it("are answered in few words, however much is wrong", async (t) => {
    const server = await shop(t);
    const flood = members(30_000);
    for (const body of [flood, `{"pickup":${flood},"dropoff":${flood}}`]) {
      const { status, message } = await raw(server, CORA, "POST", "", body);
      assert.equal(status, 400);
      assert.ok(message.length <= 300, `${message.length} sentences`);
    }
    const register = await sendRaw(server, null, "POST", "/api/users/register", flood);
    assert.equal(register.status, 400);
    assert.ok(register.message.length <= 100, `${register.message.length} sentences`);
  });

  it("are refused in the form of the others when they are too large", async (t) => {
    const server = await shop(t);
    const one = await Raw.connect(server);
    t.after(() => one.destroy());
    one.write("POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n{");
    const { status, headers, body } = await one.response();
    assert.deepEqual([status, headers["content-type"]], [413, "application/json; charset=utf-8"]);
    assert.deepEqual(JSON.parse(body), {
      success: false,
      message: "body too large",
      error: { code: "Payload Too Large" },
    });
  });

  it("name no place and no order", async (t) => {
    const server = await shop(t);
    for (const body of [
      '{"pickup":{"lat":1e400,"lng":2},"dropoff":{"address":"x"}}',
      '{"pickup":{"lat":1,"lng":180.0001},"dropoff":{"address":"x"}}',
      '{"pickup":{"lat":"1","lng":2},"dropoff":{"address":"x"}}',
      '{"pickup":[],"dropoff":"x"}',
      `{${PLACES},"id":"."}`,
      `{${PLACES},"id":".."}`,
      `{${PLACES},"id":"users"}`,
      `{${PLACES},"id":"a/b"}`,
      `{${PLACES},"id":"\\u0000"}`,
      `{${PLACES},"notes":""}`,
      `{${PLACES},"notes":"${"😀".repeat(2001)}"}`,
      `{${PLACES},"items":["${"x".repeat(65_536)}"]}`,
      "null",
      "[]",
    ]) {
      const { status } = await raw(server, CORA, "POST", "", body);
      assert.equal(status, 400, body.slice(0, 80));
    }
    // The last of two counts, here as in JavaScript.
    const twice = `{${PLACES},"customerId":"cora","customerId":"xan"}`;
    assert.equal((await raw(server, CORA, "POST", "", twice)).status, 403);
    assert.equal((await as(server, BOSS, "GET", "")).body.meta.total, 0);
  });

  it("have odd texts, which are kept as they are", async (t) => {
    const all = settings(t, { "storage.data": folder(t).path });
    const first = await serve(t, all);
    const body = { id: "~", pickup: PLAZA, dropoff: STATION, notes: "\0'\"😀\u2028".repeat(300) };
    const items = [{ a: "'; DROP TABLE orders_orders" }, "</script>", 1e21, null];
    const before = await made(first, CORA, "POST", "", { ...body, items });
    assert.deepEqual([before.notes, before.items], [body.notes, items]);
    const deep = (depth) => `{${PLACES},"id":"deep","items":${nested(depth - 1)}}`;
    assert.equal((await raw(first, CORA, "POST", "", deep(65))).status, 400);
    assert.equal((await raw(first, CORA, "POST", "", deep(64))).status, 201);
    await first.stop();
    const second = await serve(t, all);
    const { unread, lastLocation, ...after } = await made(second, CORA, "GET", "/~");
    assert.deepEqual([after, unread, lastLocation], [before, 0, null]);
  });

  it("ask for pages, messages and images that are not there", async (t) => {
    const { server } = await scene(t);
    for (const query of [
      "page=0",
      "page=1000001",
      "limit=-1",
      "limit=",
      "status=created,assigned",
      "status=",
      `customerId=${"x".repeat(101)}`,
    ])
      assert.equal((await as(server, BOSS, "GET", `?${query}`)).status, 400, query);
    for (const query of ["page=1000000&limit=100", "customerId=%00", "driverId=%27+OR+1%3D1--"]) {
      const { status, body } = await as(server, BOSS, "GET", `?${query}`);
      assert.deepEqual([status, body.data], [200, []], query);
    }
    for (const path of [
      "/o1%00",
      "/O1",
      "/%ff",
      "/o1/messages?before=%00",
      "/users",
      "/o1/images/x",
      "/o1/messages?before=%27+OR+1%3D1--",
      "/o1/images/..%2f..%2fpromises.db",
      "/.",
      "/o1/images/..",
    ])
      assert.equal((await as(server, CORA, "GET", path)).status, 404, path);
  });

  it("are forms that end too early or hold something else", async (t) => {
    const { server } = await scene(t, { "orders.max_images": 1 });
    const good = form(png());
    const { type } = good;
    const boundary = "------fleetwire";
    const put = async (body, as = type) => {
      const answer = await upload(server, CORA, "o1", { type: as, body });
      return [answer.status, answer.body.error?.code];
    };
    const malformed = [400, "BAD_REQUEST"];
    for (const body of [
      "",
      good.body.subarray(0, 60),
      good.body.subarray(0, -20),
      `${boundary}\r\n${"X: y\r\n".repeat(20_000)}\r\nabc\r\n${boundary}--`,
    ])
      assert.deepEqual(await put(body), malformed, String(body).slice(0, 40));
    for (const as of [
      "multipart/form-data",
      "multipart/form-data; boundary=",
      "text/plain",
      `multipart/form-data; boundary=${"b".repeat(1000)}`,
    ])
      assert.deepEqual(await put(good.body, as), [415, "NOT_MULTIPART"], as.slice(0, 40));
    assert.deepEqual(await put(`${boundary}\r\n\r\n\r\n${boundary}--`), [400, "FILE_MISSING"]);
    const name = form(png(), { file: "..\\..\0/x", type: "text/html" });
    assert.deepEqual(await put(name.body), [201, undefined]);
    assert.deepEqual(await put(good.body), [409, "TOO_MANY_IMAGES"]);
  });
});

describe("orders: hostile events", () => {
  it("come with arguments of any kind", async (t) => {
    const { cora, dan } = await scene(t);
    for (const name of [
      "order:join",
      "order:leave",
      "driver:location",
      "chat:message",
      "chat:history",
      "chat:read",
      "chat:typing",
    ])
      for (const args of [
        ...NO_ARGUMENTS,
        [{ orderId: Buffer.from("o1") }],
        [{ orderId: ["o1"] }],
        [{ orderId: "\0" }],
        [{ orderId: "x".repeat(101) }],
        ["o1"],
      ]) {
        const { ok, code, message } = await dan.ask(name, ...args);
        assert.deepEqual([ok, code], [false, "BAD_REQUEST"], `${name} ${JSON.stringify(args)}`);
        assert.ok(message.length > 0);
      }
    const binary = {
      content: Buffer.from("x"),
      lat: Buffer.from("1"),
      lng: 2,
      upTo: Buffer.from("x"),
    };
    for (const name of ["chat:message", "driver:location", "chat:read"])
      assert.equal(
        (await dan.ask(name, { orderId: "o1", type: "TEXT", ...binary })).code,
        "BAD_REQUEST",
      );
    await settled(cora);
    assert.deepEqual(cora.heard.slice(1), []);
    assert.deepEqual((await history(cora)).messages, []);
  });

  it("say who somebody is, which nobody believes", async (t) => {
    const { cora, dan } = await scene(t);
    const lie = {
      senderId: "boss",
      senderName: "Boss",
      id: "x",
      createdAt: "2000-01-01",
      userId: "boss",
    };
    const { id } = await cora.ask("chat:message", text("me", lie));
    const [said] = await dan.hears("chat:message");
    assert.deepEqual([said.id, said.senderId, said.senderName], [id, "cora", "Cora"]);
    assert.notEqual(said.createdAt, lie.createdAt);
    await cora.ask("chat:typing", { orderId: "o1", ...lie });
    assert.deepEqual((await dan.hears("chat:typing"))[0].userId, "cora");
    await cora.ask("chat:read", { orderId: "o1", upTo: id, ...lie });
    assert.deepEqual((await dan.hears("chat:read"))[0].userId, "cora");
  });

  it("carry odd texts, counted in characters", async (t) => {
    const { cora, dan } = await scene(t);
    const odd = ["\0", "   ", "\u2028</script>'\"", "é".repeat(4000), "😀".repeat(4000)];
    for (const content of odd)
      assert.equal((await cora.ask("chat:message", text(content))).ok, true);
    assert.equal((await cora.ask("chat:message", text("😀".repeat(4001)))).code, "BAD_REQUEST");
    await dan.hears("chat:message", odd.length);
    assert.deepEqual(contents({ messages: dan.of("chat:message") }), odd);
    assert.deepEqual(contents(await history(cora)), odd);
    for (const content of [
      "https://",
      "HTTPS://example.org",
      "https://a b",
      'https://x/"><script>',
      "/api/orders/o1/images/../../o2",
      "/api/orders/o1/images/",
      "data:image/png;base64,AA",
    ])
      assert.equal(
        (await cora.ask("chat:message", text(content, { type: "IMAGE" }))).code,
        "BAD_REQUEST",
      );
  });

  it("replay a clientId with other words at once", async (t) => {
    const { cora, dan } = await scene(t);
    const say = (i) => cora.ask("chat:message", text(`words ${i % 3}`, { clientId: "same" }));
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => say(i)));
    assert.equal(new Set(answers.filter(({ ok }) => ok).map(({ id }) => id)).size, 1);
    const refused = answers.filter(({ ok }) => !ok).map(({ code }) => code);
    assert.deepEqual([...new Set(refused)], ["CLIENT_ID_TAKEN"]);
    assert.equal(refused.length, 20);
    await settled(dan);
    assert.equal(dan.of("chat:message").length, 1);
    assert.equal((await history(cora)).messages.length, 1);
  });

  it("tell positions of any year", async (t) => {
    const { server, cora, dan } = await scene(t);
    const tell = async (timestamp) => {
      const { ok, code } = await dan.ask("driver:location", {
        orderId: "o1",
        lat: 1,
        lng: 2,
        timestamp,
      });
      return ok || code;
    };
    assert.equal(await tell(undefined), true);
    for (const [timestamp, code] of [
      ["2600-01-01", "FUTURE_TIME"],
      ["9999-12-31T23:59:59.999Z", "FUTURE_TIME"],
      [253_402_300_799_999, "FUTURE_TIME"],
      ["0000-01-01", "STALE_POSITION"],
      ["1600-02-29", "STALE_POSITION"],
      [-1, "STALE_POSITION"],
      [253_402_300_800_000, "BAD_REQUEST"],
      [2 ** 53, "BAD_REQUEST"],
      [1e18, "BAD_REQUEST"],
      [0.5, "BAD_REQUEST"],
      ["2026-02-30", "BAD_REQUEST"],
      ["+275760-09-13T00:00:00Z", "BAD_REQUEST"],
      [true, "BAD_REQUEST"],
    ])
      assert.equal(await tell(timestamp), code, String(timestamp));
    assert.equal((await cora.hears("location:updated")).length, 1);
    await eventually(
      async () => (await made(server, CORA, "GET", "/o1/track")).length === 1,
      "no track",
    );
  });

  it("join and leave at once, and end as the last one says", async (t) => {
    const { cora, dan } = await scene(t);
    for (const last of ["order:join", "order:leave"]) {
      const other = last === "order:join" ? "order:leave" : "order:join";
      const all = Array.from({ length: 100 }, (_, i) =>
        cora.ask(i % 2 ? last : other, { orderId: "o1" }),
      );
      assert.ok((await Promise.all(all)).every(({ ok }) => ok));
      await dan.ask("chat:message", text(last));
      await dan.hears("chat:message", last === "order:join" ? 1 : 2);
      await cora.ask("chat:history", { orderId: "o1" });
      assert.equal(
        contents({ messages: cora.of("chat:message") }).includes(last),
        last === "order:join",
      );
    }
  });

  it("fill a connection with rooms", async (t) => {
    // Two are taken: of her session and of her id.
    const server = await shop(t, { "guard.max_rooms_per_socket": 3 });
    for (const id of ["o1", "o2"]) await order(server, id, DAN);
    const cora = await enter(new Clients(server, t), CORA);
    assert.equal((await cora.ask("order:join", { orderId: "o1" })).ok, true);
    const full = await cora.ask("order:join", { orderId: "o2" });
    assert.deepEqual([full.ok, full.code], [false, "TOO_MANY"]);
    assert.equal((await cora.ask("order:join", { orderId: "o1" })).ok, true);
    assert.deepEqual(await made(server, BOSS, "POST", "/o2/events", { event: "x" }), {
      delivered: 0,
    });
    assert.equal((await cora.ask("order:leave", { orderId: "o1" })).ok, true);
    assert.equal((await cora.ask("order:join", { orderId: "o2" })).ok, true);
    assert.deepEqual(await made(server, BOSS, "POST", "/o2/events", { event: "x" }), {
      delivered: 1,
    });
  });
});
