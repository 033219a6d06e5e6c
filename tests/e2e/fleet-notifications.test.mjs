import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { api, enter, fleet, made, tokenOf, trusting } from "../harness/fleet.mjs";
import { folder } from "../harness/fleetwired.mjs";
import { eventually } from "../harness/server.mjs";
import { io } from "socket.io-client";

/** The hook of the original's front end, without React: the same options and listeners. */
function useWebSocket(t, server, userId, token) {
  const state = { isConnected: false };
  const newSocket = io(server.url, {
    auth: {
      token: token,
      userId: userId,
    },
    reconnection: true,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 5000,
    reconnectionAttempts: 5,
  });
  newSocket.on("connect", () => {
    state.isConnected = true;
  });
  newSocket.on("disconnect", () => {
    state.isConnected = false;
  });
  state.socket = newSocket;
  state.unmount = () => newSocket.close();
  t.after(state.unmount);
  return state;
}

/** Its NotificationCenter. */
function notificationCenter(t, server, userId, token) {
  const hook = useWebSocket(t, server, userId, token);
  const { socket } = hook;
  const state = { notifications: [], counts: [], hook };
  socket.emit("notification:request-count");
  socket.on("notification:new", (notification) => {
    state.notifications = [notification, ...state.notifications];
  });
  socket.on("notification:count", ({ count }) => {
    state.counts.push(count);
  });
  state.unmount = () => {
    socket.off("notification:new");
    socket.off("notification:count");
  };
  /** What it draws. */
  state.render = () => state.notifications.map((notif) => [notif._id, notif.message]);
  return state;
}

const notify = (server, userId, more = {}) =>
  made(server, "POST", "/notifications", { body: { userId, message: "m", ...more } });

describe("fleet: notifications", () => {
  it("reach the notification center of the original", async (t) => {
    const server = await fleet(t);
    const before = await notify(server, "u1", { title: "Early", message: "while away" });
    const center = notificationCenter(t, server, "u1", tokenOf("u1", "driver"));
    await eventually(() => center.counts.length === 1, "no count");
    assert.deepEqual(center.counts, [1]);
    assert.equal(center.hook.isConnected, true);
    const sent = await notify(server, "u1", {
      title: "Trip Update",
      message: "Your trip has started",
      type: "trip",
      data: { tripId: "t1" },
    });
    await eventually(() => center.counts.length === 2, "no second count");
    assert.deepEqual(center.notifications, [sent]);
    assert.deepEqual(center.render(), [[sent._id, "Your trip has started"]]);
    assert.equal(sent._id, sent.id);
    assert.deepEqual(sent, {
      _id: sent.id,
      id: sent.id,
      title: "Trip Update",
      message: "Your trip has started",
      type: "trip",
      data: { tripId: "t1" },
      read: false,
      createdAt: new Date(sent.createdAt).toISOString(),
    });
    center.hook.socket.emit("notification:mark-read", before.id);
    await eventually(() => center.counts.length === 3, "no third count");
    assert.deepEqual(center.counts, [1, 2, 1]);
    center.unmount();
    center.hook.unmount();
    await eventually(() => !center.hook.isConnected, "still connected");
  });

  it("are for one user, on all of his sockets", async (t) => {
    const server = await fleet(t);
    const clients = new Clients(server, t);
    const [one, two, other] = [
      await enter(clients, "u1", "driver"),
      await enter(clients, "u1", "driver", { transports: ["polling"] }),
      await enter(clients, "u2", "driver"),
    ];
    const { id } = await notify(server, "u1");
    for (const { all } of [one, two])
      await eventually(() => all("notification:count").length === 1, "no count");
    assert.deepEqual(
      await one.socket.emitWithAck("notification:mark-read", { notificationId: id }),
      {
        ok: true,
        count: 0,
      },
    );
    await eventually(() => two.all("notification:count").length === 2, "not told");
    assert.deepEqual(two.all("notification:count"), [{ count: 1 }, { count: 0 }]);
    assert.deepEqual(await other.socket.emitWithAck("notification:request-count"), {
      ok: true,
      count: 0,
    });
    assert.deepEqual(other.heard, [["notification:count", { count: 0 }]]);
  });

  it("are listed page by page and read all at once", async (t) => {
    const server = await fleet(t);
    const ids = [];
    for (let i = 0; i < 5; ++i) ids.unshift((await notify(server, "u1", { message: `m${i}` })).id);
    await notify(server, "u2");
    const { socket, all } = await enter(new Clients(server, t), "u1", "driver");
    const ask = (...args) => socket.emitWithAck("notification:list", ...args);
    const idsOf = (page) => page.notifications.map((each) => each.id);
    const whole = await ask();
    assert.deepEqual([idsOf(whole), whole.hasMore, whole.ok], [ids, false, true]);
    assert.deepEqual(await ask(null), whole);
    assert.deepEqual(await ask({}), whole);
    const first = await ask({ limit: 2 });
    assert.deepEqual([idsOf(first), first.hasMore], [ids.slice(0, 2), true]);
    const rest = await ask({ limit: 3, before: ids[1] });
    assert.deepEqual([idsOf(rest), rest.hasMore], [ids.slice(2), false]);
    assert.equal((await socket.emitWithAck("notification:mark-read", ids[4])).count, 4);
    assert.deepEqual(idsOf(await ask({ unread: true })), ids.slice(0, 4));
    assert.deepEqual(await socket.emitWithAck("notification:mark-all-read"), {
      ok: true,
      count: 0,
      marked: 4,
    });
    assert.deepEqual(all("notification:count"), [{ count: 4 }, { count: 0 }]);
    assert.deepEqual(idsOf(await ask({ unread: true })), []);
    assert.ok((await ask()).notifications.every((each) => each.read));
    const token = tokenOf("u1", "driver");
    const page = await made(server, "GET", `/notifications?limit=2&before=${ids[0]}`, { token });
    assert.deepEqual([idsOf(page), page.hasMore], [ids.slice(1, 3), true]);
  });

  it("go to many at once, each told once, or to none", async (t) => {
    const server = await fleet(t);
    const clients = new Clients(server, t);
    const one = await enter(clients, "u1", "driver");
    const body = { userIds: ["u1", "u2", "u1"], message: "to you" };
    const sent = await made(server, "POST", "/notifications/bulk", { body });
    assert.equal(sent.sent, 2);
    assert.deepEqual(
      sent.notifications.map((each) => each.userId),
      ["u1", "u2"],
    );
    await eventually(() => one.all("notification:count").length === 1, "no count");
    assert.equal(one.all("notification:new").length, 1);
    const bad = await api(server, "POST", "/notifications/bulk", {
      body: { userIds: ["u1", "a b"], message: "to you" },
    });
    assert.equal(bad.status, 400);
    assert.equal((await one.socket.emitWithAck("notification:request-count")).count, 1);
    const userIds = Array.from({ length: 1000 }, (_, i) => `n${i}`);
    const many = await made(server, "POST", "/notifications/bulk", {
      body: { userIds, message: "m" },
    });
    assert.equal(many.sent, 1000);
    userIds.push("n1000");
    const more = await api(server, "POST", "/notifications/bulk", {
      body: { userIds, message: "m" },
    });
    assert.equal(more.status, 400);
  });

  it("broadcasts reach everyone and are counted by nobody", async (t) => {
    const server = await fleet(t);
    const clients = new Clients(server, t);
    const all = [await enter(clients, "u1", "driver"), await enter(clients, "u2", "admin")];
    const body = { message: "System maintenance in 5 minutes", type: "warning" };
    const sent = await made(server, "POST", "/notifications/broadcast", { body });
    for (const each of all) {
      await eventually(() => each.all("notification:broadcast").length === 1, "not told");
      assert.deepEqual(each.all("notification:broadcast")[0], sent);
      assert.equal(sent.message, body.message);
      assert.equal(sent.type, "warning");
      assert.equal((await each.socket.emitWithAck("notification:request-count")).count, 0);
    }
  });

  it("survive a restart with their counts", async (t) => {
    const data = folder(t).path;
    const trust = trusting(t);
    const start = () => fleet(t, { "storage.data": data, ...trust });
    const first = await start();
    const read = await notify(first, "u1", { message: "read" });
    const unread = await notify(first, "u1", { message: "unread" });
    const token = tokenOf("u1", "driver");
    const marked = await made(first, "PATCH", `/notifications/${read.id}/read`, { token });
    assert.deepEqual(marked, { id: read.id, read: true, count: 1 });
    first.child.kill("SIGKILL");
    await first.exit;
    const second = await start();
    const { socket } = await enter(new Clients(second, t), "u1", "driver");
    assert.equal((await socket.emitWithAck("notification:request-count")).count, 1);
    const { notifications } = await socket.emitWithAck("notification:list");
    assert.deepEqual(notifications, [unread, { ...read, read: true }]);
  });

  it("keep of one user as many as the settings say", async (t) => {
    const server = await fleet(t, { "fleet.notifications_per_user": 3 });
    const { socket, all } = await enter(new Clients(server, t), "u1", "driver");
    for (let i = 0; i < 5; ++i) await notify(server, "u1", { message: `m${i}` });
    const { notifications } = await socket.emitWithAck("notification:list");
    assert.deepEqual(
      notifications.map((each) => each.message),
      ["m4", "m3", "m2"],
    );
    assert.deepEqual(
      all("notification:count").map(({ count }) => count),
      [1, 2, 3, 3, 3],
    );
  });

  it("count right under many writers and readers", async (t) => {
    const server = await fleet(t, { "server.workers": 2 });
    const clients = new Clients(server, t);
    const sockets = [];
    for (let i = 0; i < 4; ++i) sockets.push(await enter(clients, "u1", "driver"));
    const work = Array.from({ length: 60 }, async (_, i) => {
      const { socket } = sockets[i % sockets.length];
      const { id } = await notify(server, "u1", { message: `m${i}` });
      if (i % 3) await socket.emitWithAck("notification:mark-read", id);
      else await socket.emitWithAck("notification:request-count");
    });
    await Promise.all(work);
    const { count } = await sockets[0].socket.emitWithAck("notification:request-count");
    assert.equal(count, 20);
    for (const { all } of sockets) {
      const told = () => all("notification:count").map((each) => each.count);
      await eventually(() => all("notification:new").length === 60, "some are missing");
      // One for each of 60 that came, one for each that was read or asked for, and the last.
      await eventually(() => told().length === 121, () => `${told().length} counts`);
      assert.equal(told().at(-1), 20, `a count that lies: ${told()}`);
      // Every socket hears the same, in the order of the commits.
      assert.deepEqual(
        told(),
        sockets[0].all("notification:count").map((each) => each.count),
      );
    }
  });

  it("of bad input change nothing and say what is wrong", async (t) => {
    const server = await fleet(t);
    const { socket, heard } = await enter(new Clients(server, t), "u1", "driver");
    const foreign = await notify(server, "u2");
    const code = async (name, ...args) => (await socket.emitWithAck(name, ...args)).code;
    for (const bad of [
      null,
      1,
      true,
      "",
      "a b",
      "x".repeat(65),
      {},
      { notificationId: 7 },
      [foreign.id],
    ])
      assert.equal(await code("notification:mark-read", bad), "INVALID_ID", JSON.stringify(bad));
    for (const id of [foreign.id, "nobody's"])
      assert.equal(
        await code("notification:mark-read", id.replace("'", "")),
        "NOTIFICATION_NOT_FOUND",
      );
    for (const bad of [1, "x", [], { limit: 0 }, { limit: 101 }, { limit: "1" }, { before: {} }])
      assert.equal(await code("notification:list", bad), "INVALID_INPUT", JSON.stringify(bad));
    socket.emit("notification:mark-read", { notificationId: foreign.id });
    assert.deepEqual((await event(socket, "exception"))[0], {
      status: "error",
      code: "NOTIFICATION_NOT_FOUND",
      message: `You have no notification ${foreign.id}`,
      event: "notification:mark-read",
    });
    const status = async (method, path, options) =>
      (await api(server, method, path, options)).status;
    for (const body of [
      undefined,
      [],
      {},
      { userId: "u1" },
      { message: "m" },
      { userId: 7, message: "m" },
      { userId: "a b", message: "m" },
      { userId: "u1", message: "" },
      { userId: "u1", message: "x".repeat(2001) },
      { userId: "u1", message: "m", title: "x".repeat(201) },
      { userId: "u1", message: "m", data: [] },
      { userId: "u1", message: "m", data: { a: "x".repeat(16_384) } },
      { userId: "u1", message: "m", unknown: 1 },
    ])
      assert.equal(
        await status("POST", "/notifications", { body }),
        400,
        JSON.stringify(body)?.slice(0, 80),
      );
    const token = tokenOf("u1", "driver");
    const body = { userId: "u1", message: "m", userIds: ["u1"] };
    for (const path of ["/notifications", "/notifications/bulk", "/notifications/broadcast"]) {
      assert.equal(await status("POST", path, { body, token }), 403, path);
      assert.equal(await status("POST", path, { body, token: "nonsense" }), 401, path);
    }
    assert.equal(await status("PATCH", `/notifications/${foreign.id}/read`, { token }), 404);
    assert.equal(await status("PATCH", "/notifications/a%20b/read", { token }), 400);
    assert.equal(await status("GET", "/notifications?limit=101", { token }), 400);
    assert.equal((await socket.emitWithAck("notification:request-count")).count, 0);
    assert.ok(!heard.some(([name]) => name === "notification:new"));
    assert.equal(
      (await made(server, "GET", "/notifications", { token: tokenOf("u2", "x") })).notifications
        .length,
      1,
    );
  });
});
