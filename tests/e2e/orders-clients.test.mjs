import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder } from "../harness/fleetwired.mjs";
import { ISO, UUID } from "../harness/formats.mjs";
import { QUICK, call, login, loginAdmin, register } from "../harness/identity.mjs";
import { ChatScreen, TrackingScreen, app, openApp } from "../harness/orders-app.mjs";
import {
  BOSS, CORA, DAN, KEY, PLAZA, STATION, as, enter, made, order, scene, shop, sign,
} from "../harness/orders.mjs";
import { eventually } from "../harness/server.mjs";

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
    await customer.socket.emitWithAck("order:leave", { orderId: "o1" });
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
    assert.deepEqual(cora.heard, [["exception", { status: "error", message: "Unauthorized" }]]);
    const [error] = await event(cora.socket, "connect_error");
    assert.deepEqual([error.message, error.data], ["Unauthorized", { code: "TOKEN_EXPIRED" }]);
  });

  it("closes the sockets of a key that was withdrawn, and no others", async (t) => {
    const keys = folder(t);
    const keep = (text) => {
      chmodSync(keys.write("shop.key", text), 0o600);
      return `${keys.path}/shop.key`;
    };
    const issuer = `name=shop; iss=shop; alg=HS256; key_file=${keep(KEY)}; expiry=optional`;
    const server = await shop(t, { ...QUICK, "auth.foreign_issuers": issuer });
    await register(server, "cora@example.org");
    const ours = await login(server, "cora@example.org");
    const clients = new Clients(server, t);
    const dan = { id: "dan", role: "driver" };
    const stays = await enter(clients, { token: ours.accessToken });
    const gone = [];
    for (const claims of [dan, { ...dan, exp: undefined }])
      gone.push(await enter(clients, { token: sign(claims) }));
    keep("another secret of thirty-two characters");
    const refused = Promise.all(gone.map(({ socket }) => event(socket, "connect_error")));
    server.signal("SIGHUP");
    for (const [index, [error]] of (await refused).entries()) {
      const { heard } = gone[index];
      assert.deepEqual([error.message, error.data], ["Unauthorized", { code: "INVALID_TOKEN" }]);
      assert.deepEqual(heard, [["exception", { status: "error", message: "Unauthorized" }]]);
    }
    assert.equal((await stays.ask("order:leave", { orderId: "o1" })).ok, true);
    assert.ok(stays.socket.connected);
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
    const last = at.heard.slice(-2);
    assert.deepEqual(last[0], ["exception", { status: "error", message: "Unauthorized" }]);
    assert.equal(last[1][0], "auth:session_revoked");
  });
});
