import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, lastingPort, serve } from "../harness/fleetwired.mjs";
import {
  BOSS, CORA, DAN, XAN, as, contents, enter, history, made, order, scene, settings, settled, text,
} from "../harness/orders.mjs";
import { eventually } from "../harness/server.mjs";

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

  it("recovers the newest position, and no room of an order that was lost", async (t) => {
    const { server, clients, dan } = await scene(t, { "recovery.enabled": true });
    const cora = await enter(clients, CORA, { reconnectionDelay: 1_000, randomizationFactor: 0 });
    await cora.ask("order:join", { orderId: "o1" });
    const away = async (at, meanwhile) => {
      const cut = event(at.socket, "disconnect");
      at.socket.io.engine.close();
      await cut;
      await meanwhile();
      await event(at.socket, "connect");
      assert.equal(at.socket.recovered, true);
    };
    await away(cora, async () => {
      for (const lat of [1, 2])
        assert.equal((await dan.ask("driver:location", { orderId: "o1", lat, lng: 0 })).ok, true);
    });
    assert.equal((await cora.hears("location:updated")).at(-1).lat, 2);
    await settled(cora);
    assert.deepEqual(
      cora.of("location:updated").map(({ lat }) => lat),
      [2],
    );
    dan.socket.io.reconnectionDelay(1_000);
    dan.socket.io.randomizationFactor(0);
    await away(dan, () => made(server, BOSS, "POST", "/o1/status", { status: "created" }));
    assert.equal((await dan.ask("chat:history", { orderId: "o1" })).code, "ORDER_NOT_FOUND");
    await cora.ask("chat:message", text("to nobody"));
    await cora.hears("chat:message");
    await settled(dan);
    assert.deepEqual(dan.of("chat:message"), []);
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
