import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, lastingPort, serve } from "../harness/fleetwired.mjs";
import { QUICK, call, login, loginAdmin, register } from "../harness/identity.mjs";
import {
  BOSS,
  CORA,
  DAN,
  DORA,
  PLAZA,
  STATION,
  XAN,
  ChatScreen,
  TrackingScreen,
  app,
  as,
  download,
  enter,
  form,
  made,
  openApp,
  order,
  png,
  settings,
  settled,
  shop,
  sign,
  somebody,
  upload,
} from "../harness/orders.mjs";
import { eventually } from "../harness/server.mjs";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A shop with the order o1 of Cora and Dan, and sockets of both that have joined it. */
async function scene(t, more) {
  const server = await shop(t, more);
  await order(server, "o1", DAN);
  const clients = new Clients(server, t);
  const [cora, dan] = await Promise.all([enter(clients, CORA), enter(clients, DAN)]);
  for (const who of [cora, dan])
    assert.equal((await who.ask("order:join", { orderId: "o1" })).ok, true);
  return { server, clients, cora, dan };
}

const text = (content, more = {}) => ({ orderId: "o1", content, type: "TEXT", ...more });

const history = async (who, more = {}) => {
  const answer = await who.ask("chat:history", { orderId: "o1", ...more });
  assert.equal(answer.ok, true, JSON.stringify(answer));
  return answer;
};

const contents = ({ messages }) => messages.map(({ content }) => content);

describe("orders: the clients of the original", () => {
  it("follow a courier and talk to each other", async (t) => {
    const server = await shop(t);
    await order(server, "o1", DAN);
    const { service: customer } = await openApp(t, server, CORA);
    const { service: courier } = await openApp(t, server, DAN);
    const tracking = new TrackingScreen(customer, "o1");
    const chats = [new ChatScreen(customer, "o1"), new ChatScreen(courier, "o1")];
    const joined = event(courier.socket, "order:joined");
    courier.joinOrderRoom("o1");
    assert.deepEqual(await joined, [{ orderId: "o1" }]);
    courier.emitDriverLocation("o1", 10.49, -66.88);
    await eventually(() => tracking.driverLocation, "no position");
    assert.deepEqual(tracking.driverLocation, { lat: 10.49, lng: -66.88 });
    chats[0].handleSend("where are you?");
    await eventually(() => chats[1].messages.length === 1, "no message");
    chats[1].handleSend("around the corner");
    for (const chat of chats) {
      await eventually(() => chat.messages.length === 2, "no answer");
      const [first, second] = chat.messages;
      assert.deepEqual(Object.keys(first), [
        "id",
        "senderId",
        "senderName",
        "content",
        "type",
        "createdAt",
        "orderId",
      ]);
      assert.match(first.id, UUID);
      assert.match(first.createdAt, ISO);
      assert.deepEqual(
        [first.senderId, first.senderName, first.content, first.type, first.orderId],
        ["cora", "Cora", "where are you?", "TEXT", "o1"],
      );
      assert.equal(second.content, "around the corner");
    }
    const [position] = customer.logs("Driver location updated:");
    assert.deepEqual(Object.keys(position), ["orderId", "lat", "lng", "timestamp"]);
    assert.match(position.timestamp, ISO);
    assert.equal(customer.logs("New message:").length, 2);
    tracking.unmount();
    chats[0].unmount();
    const before = customer.logged.length;
    courier.sendMessage("o1", "gone?");
    await eventually(() => chats[1].messages.length === 3, "the courier left as well");
    assert.equal(customer.logged.length, before);
  });

  it("hear of states and assignments wherever they look", async (t) => {
    const server = await shop(t);
    await order(server, "o1");
    const { service: customer } = await openApp(t, server, CORA);
    const { service: courier } = await openApp(t, server, DAN);
    customer.joinOrderRoom("o1");
    await event(customer.socket, "order:joined");
    await made(server, BOSS, "POST", "/o1/assign", { driverId: "dan", driverName: "Dan" });
    await eventually(() => courier.logs("Order assigned:").length, "the courier is not told");
    const [assigned] = courier.logs("Order assigned:");
    assert.deepEqual(Object.keys(assigned), ["orderId", "driver", "at"]);
    assert.deepEqual([assigned.orderId, assigned.driver], ["o1", { id: "dan", name: "Dan" }]);
    await eventually(() => customer.logs("Order assigned:").length, "the room is not told");
    await made(server, DAN, "POST", "/o1/status", { status: "picked_up" });
    await eventually(() => customer.logs("Order status updated:").length === 2, "no state");
    const [first, second] = customer.logs("Order status updated:");
    assert.deepEqual(
      [first.status, first.previousStatus, first.by],
      ["assigned", "created", "boss"],
    );
    assert.deepEqual(Object.keys(second), ["orderId", "status", "previousStatus", "at", "by"]);
    assert.deepEqual(
      [second.orderId, second.status, second.previousStatus, second.by],
      ["o1", "picked_up", "assigned", "dan"],
    );
    assert.match(second.at, ISO);
    // Not in the room, so not told of the state.
    assert.equal(courier.logs("Order status updated:").length, 0);
  });

  it("come back to the foreground and go with the login", async (t) => {
    const server = await shop(t);
    await order(server, "o1", DAN);
    const nobody = app(t, server, null);
    nobody.service.connect();
    assert.deepEqual(nobody.service.logged, [["No auth token available"]]);
    const { service, hook } = await openApp(t, server, CORA);
    hook.changeAppState("background");
    service.socket.io.engine.close();
    await eventually(() => service.logs("Socket disconnected:").length, "not cut");
    service.disconnect();
    hook.changeAppState("active");
    await eventually(() => service.isConnected(), "does not come back");
    const ended = event(service.socket, "disconnect");
    hook.unmount();
    assert.deepEqual((await ended)[0], "io client disconnect");
    assert.equal(service.isConnected(), false);
  });

  it("hear why they may not come in", async (t) => {
    const server = await shop(t);
    const { service } = app(t, server, { token: "spoiled" });
    await eventually(() => service.logs("Socket connection error:").length, "no connect_error");
    const [error] = service.logs("Socket connection error:");
    assert.equal(error.message, "Unauthorized");
    assert.deepEqual(error.data, { code: "INVALID_TOKEN" });
    assert.equal(service.isConnected(), false);
  });
});

describe("orders: coming in", () => {
  it("refuses whoever has no good token and says why", async (t) => {
    const server = await shop(t);
    const clients = new Clients(server, t);
    const expired = sign({ id: "cora", role: "customer", exp: Math.floor(Date.now() / 1000) - 5 });
    for (const [auth, code] of [
      [{}, "MISSING_TOKEN"],
      [{ token: "" }, "MISSING_TOKEN"],
      [{ token: 7 }, "MISSING_TOKEN"],
      [{ token: "a.b.c" }, "INVALID_TOKEN"],
      [
        { token: sign({ id: "cora", role: "customer" }, "another secret of thirty-two letters") },
        "INVALID_TOKEN",
      ],
      [{ token: expired }, "TOKEN_EXPIRED"],
    ]) {
      const socket = clients.io("/events", { auth, reconnection: false });
      const [error] = await event(socket, "connect_error");
      assert.deepEqual([error.message, error.data], ["Unauthorized", { code }]);
    }
  });

  it("knows people by id or sub", async (t) => {
    const { server, clients } = await scene(t);
    const bySub = { token: sign({ sub: "cora", role: "customer", name: "Cora" }) };
    const cora = await enter(clients, bySub);
    assert.equal((await cora.ask("order:join", { orderId: "o1" })).ok, true);
    const { delivered } = await made(server, BOSS, "POST", "/users/cora/events", { event: "x" });
    assert.equal(delivered, 2);
  });

  it("closes the socket of a token that expires", async (t) => {
    const server = await shop(t);
    const soon = {
      token: sign({ id: "cora", role: "customer", exp: Math.ceil(Date.now() / 1000) + 2 }),
    };
    const cora = await enter(new Clients(server, t), soon);
    await event(cora.socket, "disconnect");
    const [error] = await event(cora.socket, "connect_error");
    assert.deepEqual([error.message, error.data], ["Unauthorized", { code: "TOKEN_EXPIRED" }]);
  });

  it("lets our own users in and sends them away with their session", async (t) => {
    const server = await shop(t, QUICK);
    const { accessToken: admin } = await loginAdmin(server);
    const cora = await register(server, "cora@example.org");
    const dan = await register(server, "dan@example.org", "driver");
    const customer = await login(server, "cora@example.org");
    const courier = await login(server, "dan@example.org", { type: "driver" });
    const asOne = (token) => (method, path, body) => as(server, { token }, method, path, body);
    const created = await asOne(customer.accessToken)("POST", "", {
      pickup: PLAZA,
      dropoff: STATION,
    });
    assert.equal(created.status, 201, JSON.stringify(created.body));
    const { id, customerId } = created.body.data;
    assert.match(id, UUID);
    assert.equal(customerId, cora);
    const wrong = await asOne(admin)("POST", `/${id}/assign`, { driverId: cora });
    assert.equal(wrong.body.error.code, "NOT_A_COURIER");
    const assigned = await asOne(admin)("POST", `/${id}/assign`, { driverId: dan });
    assert.equal(assigned.body.data.driver.name, "dan");
    const at = await enter(new Clients(server, t), { token: courier.accessToken });
    const position = { orderId: id, lat: 1, lng: 2 };
    assert.equal((await at.ask("driver:location", position)).ok, true);
    const gone = event(at.socket, "disconnect");
    const out = await call(server, "POST", "/api/auth/logout", {
      body: { refreshToken: courier.refreshToken },
    });
    assert.ok(out.status < 300, JSON.stringify(out.body));
    assert.equal((await gone)[0], "io server disconnect");
  });
});

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

describe("orders: chat", () => {
  it("acknowledges what is stored and tells the room once", async (t) => {
    const { cora, dan, clients } = await scene(t);
    const twin = await enter(clients, CORA);
    await twin.ask("order:join", { orderId: "o1" });
    const answer = await cora.ask("chat:message", text("hello", { clientId: "k1" }));
    assert.deepEqual(Object.keys(answer), ["ok", "id", "createdAt"]);
    for (const at of [cora, dan, twin]) {
      const [message] = await at.hears("chat:message");
      assert.deepEqual(message, {
        id: answer.id,
        senderId: "cora",
        senderName: "Cora",
        content: "hello",
        type: "TEXT",
        createdAt: answer.createdAt,
        orderId: "o1",
        clientId: "k1",
      });
    }
    // The sender hears it before the acknowledgement.
    assert.equal(cora.of("chat:message").length, 1);
  });

  it("stores one clientId of a sender once", async (t) => {
    const { cora, dan } = await scene(t);
    const same = text("once", { clientId: "k1" });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => cora.ask("chat:message", same)),
    );
    assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
    assert.ok(answers.every(({ ok }) => ok));
    const other = await dan.ask("chat:message", same);
    assert.notEqual(other.id, answers[0].id);
    const replayed = await cora.ask("chat:message", { ...same, content: "twice" });
    assert.equal(replayed.code, "CLIENT_ID_TAKEN");
    await settled(dan);
    assert.equal(dan.of("chat:message").length, 2);
    assert.deepEqual(contents(await history(cora)), ["once", "once"]);
  });

  it("keeps the order of what one says", async (t) => {
    const { cora, dan } = await scene(t);
    const wanted = Array.from({ length: 60 }, (_, i) => `m${i}`);
    for (const content of wanted) cora.socket.emit("chat:message", text(content));
    await dan.hears("chat:message", 60);
    assert.deepEqual(contents({ messages: dan.of("chat:message") }), wanted);
    assert.deepEqual(contents(await history(cora, { limit: 100 })), wanted);
  });

  it("is read back in pages", async (t) => {
    const { server, cora } = await scene(t);
    const ids = [];
    for (let i = 0; i < 5; ++i) ids.push((await cora.ask("chat:message", text(`m${i}`))).id);
    const all = await history(cora);
    assert.deepEqual([contents(all), all.hasMore], [["m0", "m1", "m2", "m3", "m4"], false]);
    const last = await history(cora, { limit: 2 });
    assert.deepEqual([contents(last), last.hasMore], [["m3", "m4"], true]);
    const before = await history(cora, { limit: 2, before: ids[3] });
    assert.deepEqual([contents(before), before.hasMore], [["m1", "m2"], true]);
    const first = await history(cora, { limit: 2, before: ids[1] });
    assert.deepEqual([contents(first), first.hasMore], [["m0"], false]);
    const rest = await made(server, CORA, "GET", `/o1/messages?before=${ids[3]}&limit=2`);
    assert.deepEqual(rest, { messages: before.messages, hasMore: true });
    for (const bad of [{ limit: 0 }, { limit: 101 }, { limit: "x" }, { before: 7 }])
      assert.equal((await cora.ask("chat:history", { orderId: "o1", ...bad })).code, "BAD_REQUEST");
    const unknown = await cora.ask("chat:history", { orderId: "o1", before: "nothing" });
    assert.equal(unknown.code, "MESSAGE_NOT_FOUND");
    assert.equal((await as(server, CORA, "GET", "/o1/messages?limit=101")).status, 400);
    assert.equal((await as(server, XAN, "GET", "/o1/messages")).status, 404);
  });

  it("refuses what is no message and changes nothing", async (t) => {
    const { cora, dan } = await scene(t);
    for (const bad of [
      {},
      null,
      7,
      "text",
      [],
      { orderId: "o1" },
      text(""),
      text("x".repeat(4001)),
      text(7),
      text(null),
      text("x", { type: "VIDEO" }),
      text("x", { type: undefined }),
      text("x", { orderId: 7 }),
      text("x", { orderId: "" }),
      text("x", { orderId: "a/b" }),
      text("x", { clientId: "" }),
      text("x", { clientId: 7 }),
      text("x", { clientId: "k".repeat(101) }),
      text("http://example.org/a.png", { type: "IMAGE" }),
      text("javascript:alert(1)", { type: "IMAGE" }),
    ]) {
      const answer = await cora.ask("chat:message", bad);
      assert.deepEqual([answer.ok, answer.code], [false, "BAD_REQUEST"], JSON.stringify(bad));
      assert.equal(typeof answer.message, "string");
    }
    assert.equal(
      (await cora.ask("chat:message", text("x", { orderId: "o9" }))).code,
      "ORDER_NOT_FOUND",
    );
    assert.equal((await cora.ask("chat:message", text("x".repeat(4000)))).ok, true);
    assert.equal(
      (await cora.ask("chat:message", text("https://example.org/a.png", { type: "IMAGE" }))).ok,
      true,
    );
    await dan.hears("chat:message", 2);
    assert.equal((await history(cora)).messages.length, 2);
  });

  it("tells of errors that nobody waits for", async (t) => {
    const { cora } = await scene(t);
    for (const [name, body, code] of [
      ["chat:message", text(""), "BAD_REQUEST"],
      ["order:join", { orderId: "o9" }, "ORDER_NOT_FOUND"],
      ["driver:location", { orderId: "o1", lat: 1, lng: 1 }, "FORBIDDEN"],
      ["chat:read", { orderId: "o1", upTo: "x" }, "MESSAGE_NOT_FOUND"],
      ["order:leave", null, "BAD_REQUEST"],
    ]) {
      const said = event(cora.socket, "exception");
      cora.socket.emit(name, body);
      const [{ message, ...rest }] = await said;
      assert.deepEqual(rest, { status: "error", code, event: name });
      assert.ok(message.length > 0);
    }
  });

  it("says who is typing to the others", async (t) => {
    const { cora, dan } = await scene(t);
    assert.deepEqual(await cora.ask("chat:typing", { orderId: "o1" }), { ok: true });
    assert.deepEqual(await dan.hears("chat:typing"), [
      { orderId: "o1", userId: "cora", userName: "Cora" },
    ]);
    assert.deepEqual(cora.of("chat:typing"), []);
  });

  it("keeps read marks, which only go forward", async (t) => {
    const { server, cora, dan } = await scene(t);
    const ids = [];
    for (const what of ["a", "b", "c"]) ids.push((await dan.ask("chat:message", text(what))).id);
    const read = (upTo) => cora.ask("chat:read", { orderId: "o1", upTo });
    const unread = async () => (await made(server, CORA, "GET", "/o1")).unread;
    assert.equal(await unread(), 3);
    assert.deepEqual(await read(ids[1]), { ok: true });
    const mark = { orderId: "o1", userId: "cora", upTo: ids[1] };
    for (const at of [cora, dan]) assert.deepEqual(await at.hears("chat:read"), [mark]);
    assert.equal(await unread(), 1);
    for (const again of [ids[1], ids[0]]) assert.equal((await read(again)).ok, true);
    assert.equal(await unread(), 1);
    assert.equal((await read("nothing")).code, "MESSAGE_NOT_FOUND");
    assert.equal((await cora.ask("chat:read", { orderId: "o1" })).code, "BAD_REQUEST");
    await settled(dan);
    assert.equal(dan.of("chat:read").length, 1);
  });
});

describe("orders: cuts", () => {
  it("stores and tells once what was sent before there was a connection", async (t) => {
    const { server, clients, dan } = await scene(t);
    const socket = clients.io("/events", { auth: { token: CORA.token }, autoConnect: false });
    socket.emit("order:join", { orderId: "o1" });
    const answers = ["one", "two"].map((what) =>
      socket.emitWithAck("chat:message", text(what, { clientId: what })),
    );
    socket.connect();
    assert.ok((await Promise.all(answers)).every(({ ok }) => ok));
    await settled(dan);
    assert.deepEqual(contents({ messages: dan.of("chat:message") }), ["one", "two"]);
    assert.deepEqual(contents(await made(server, CORA, "GET", "/o1/messages")), ["one", "two"]);
  });

  it("recovers what was missed, without doubles", async (t) => {
    const { clients, dan } = await scene(t, { "recovery.enabled": true });
    // Away long enough to miss something.
    const cora = await enter(clients, CORA, { reconnectionDelay: 1_000, randomizationFactor: 0 });
    await cora.ask("order:join", { orderId: "o1" });
    await dan.ask("chat:message", text("before", { clientId: "b" }));
    await cora.hears("chat:message");
    const cut = event(cora.socket, "disconnect");
    cora.socket.io.engine.close();
    await cut;
    const resent = cora.ask("chat:message", text("during", { clientId: "d" }));
    await dan.ask("chat:message", text("missed", { clientId: "m" }));
    await event(cora.socket, "connect");
    assert.equal(cora.socket.recovered, true);
    assert.equal((await resent).ok, true);
    await cora.hears("chat:message", 3);
    await settled(cora);
    assert.deepEqual(contents({ messages: cora.of("chat:message") }), [
      "before",
      "missed",
      "during",
    ]);
    // Still in the room and still known.
    await dan.ask("chat:message", text("after"));
    await cora.hears("chat:message", 4);
  });

  it("survives being killed in the middle of a chat", async (t) => {
    const data = folder(t);
    const port = await lastingPort();
    const all = settings(t, { "storage.data": data.path, "server.port": port });
    const first = await serve(t, all);
    await order(first, "o1", DAN);
    const clients = new Clients(first, t);
    const [cora, dan] = [await enter(clients, CORA), await enter(clients, DAN)];
    for (const at of [cora, dan]) await at.ask("order:join", { orderId: "o1" });
    await made(first, DAN, "POST", "/o1/status", { status: "picked_up" });
    const acknowledged = new Map();
    const pending = new Set();
    /** As apps do: again under the same clientId until it is acknowledged. */
    const insist = async (clientId) => {
      pending.add(clientId);
      for (;;) {
        const answer = await cora.socket
          .timeout(500)
          .emitWithAck("chat:message", text(clientId, { clientId }))
          .catch(() => null);
        if (!answer?.ok) continue;
        acknowledged.set(clientId, answer.id);
        pending.delete(clientId);
        return;
      }
    };
    const talk = Promise.all(Array.from({ length: 40 }, (_, i) => insist(`k${i}`)));
    await eventually(() => acknowledged.size > 0, "nothing acknowledged");
    await first.kill();
    const before = new Map(acknowledged);
    const second = await serve(t, all);
    await talk;
    const { messages } = await made(second, CORA, "GET", "/o1/messages?limit=100");
    assert.equal(messages.length, 40);
    assert.equal(new Set(messages.map(({ clientId }) => clientId)).size, 40);
    for (const [clientId, id] of [...before, ...acknowledged])
      assert.equal(messages.find((one) => one.clientId === clientId).id, id);
    assert.equal((await made(second, CORA, "GET", "/o1")).status, "picked_up");
  });
});

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
