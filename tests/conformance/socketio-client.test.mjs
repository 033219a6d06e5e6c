import assert from "node:assert/strict";
import { it, withFixture } from "../harness/fixture.mjs";
import { Clients, event, MODES } from "../harness/client.mjs";

for (const [mode, options] of Object.entries(MODES)) {
  withFixture("socketio", `the npm client, ${mode}`, (context) => {
    const connect = (t, namespace = "", extra = {}) =>
      new Clients(context.server, t).io(namespace, { ...options, ...extra });

    it("connects, and hears its own credentials", async (t) => {
      const socket = connect(t, "", { auth: { token: "abc", list: [1, null] } });
      const [auth] = await event(socket, "auth");
      assert.deepEqual(auth, { token: "abc", list: [1, null] });
      assert.equal(socket.connected, true);
      assert.ok(!socket.recovered);
      assert.match(socket.id, /^[A-Za-z0-9_-]{20}$/);
    });

    it("connects to a custom namespace", async (t) => {
      const socket = connect(t, "/custom");
      assert.deepEqual(await event(socket, "auth"), [{}]);
    });

    it("learns of a refused namespace", async (t) => {
      const socket = connect(t, "/random");
      const [error] = await event(socket, "connect_error");
      assert.equal(error.message, "Invalid namespace");
      assert.equal(socket.connected, false);
    });

    it("echoes values of all types", async (t) => {
      const socket = connect(t);
      const values = [1, "2", { 3: [true] }, null, "", -0.5, [[]], "€😀"];
      socket.emit("message", ...values);
      assert.deepEqual(await event(socket, "message-back"), values);
    });

    it("echoes binary, nested", async (t) => {
      const socket = connect(t);
      socket.emit("message", { a: [Buffer.from([1, 2])] }, Buffer.alloc(0), "x");
      const [first, second, third] = await event(socket, "message-back");
      assert.deepEqual([...new Uint8Array(first.a[0])], [1, 2]);
      assert.equal(new Uint8Array(second).length, 0);
      assert.equal(third, "x");
    });

    it("gets acknowledgements for many events, each its own", async (t) => {
      const socket = connect(t);
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          socket.timeout(20_000).emitWithAck("message-with-ack", i),
        ),
      );
      assert.deepEqual(
        answers,
        Array.from({ length: 200 }, (_, i) => i),
      );
    });

    it("gets acknowledgements with binary", async (t) => {
      const socket = connect(t);
      const answer = await socket
        .timeout(20_000)
        .emitWithAck("message-with-ack", Buffer.from("abc"));
      assert.equal(Buffer.from(answer).toString(), "abc");
    });

    it("keeps the order of a burst sent before and after it connected", async (t) => {
      const socket = connect(t);
      const total = 300;
      const seen = [];
      const done = new Promise((resolve) => {
        socket.on("message-back", (value) => seen.push(value) === total && resolve());
      });
      for (let i = 0; i < total / 2; ++i) socket.emit("message", i);
      await event(socket, "connect");
      for (let i = total / 2; i < total; ++i) socket.emit("message", i);
      await done;
      assert.deepEqual(
        seen,
        Array.from({ length: total }, (_, i) => i),
      );
    });

    it("carries several namespaces on one connection", async (t) => {
      const manager = new Clients(context.server, t).manager(options);
      const main = manager.socket("/");
      const custom = manager.socket("/custom");
      await Promise.all([event(main, "connect"), event(custom, "connect")]);
      assert.notEqual(main.id, custom.id);
      custom.disconnect();
      assert.equal(await main.timeout(20_000).emitWithAck("message-with-ack", 1), 1);
      custom.connect();
      await event(custom, "connect");
    });

    it("stays connected over several heartbeats", async (t) => {
      const socket = connect(t);
      let left = false;
      socket.on("disconnect", () => (left = true));
      await event(socket, "connect");
      for (let i = 0; i < 4; ++i) await event(socket.io, "ping");
      assert.equal(left, false);
      assert.equal(await socket.timeout(20_000).emitWithAck("message-with-ack", 1), 1);
    });

    it("comes back after its transport was cut", async (t) => {
      const socket = connect(t);
      await event(socket, "connect");
      const { id } = socket;
      socket.io.engine.close();
      await event(socket, "connect");
      assert.notEqual(socket.id, id);
      assert.ok(!socket.recovered);
    });

    it("leaves and comes back by hand", async (t) => {
      const socket = connect(t);
      await event(socket, "connect");
      const left = event(socket, "disconnect");
      socket.disconnect();
      assert.deepEqual((await left)[0], "io client disconnect");
      socket.connect();
      await event(socket, "connect");
    });
  });
}

// The long heartbeat of this kind: a client process that is busy with itself loses no connection.
withFixture("client", "many clients", (context) => {
  it("serves a hundred clients that upgrade at the same time", async (t) => {
    const clients = new Clients(context.server, t);
    const sockets = Array.from({ length: 100 }, () => clients.io());
    const answers = await Promise.all(
      sockets.map((socket, i) => socket.timeout(30_000).emitWithAck("echo", i)),
    );
    assert.deepEqual(
      answers,
      sockets.map((_, i) => i),
    );
  });

  it("survives clients that come and go in a hurry", async (t) => {
    const clients = new Clients(context.server, t);
    for (let round = 0; round < 10; ++round) {
      const sockets = Array.from({ length: 20 }, () => clients.io());
      setTimeout(() => sockets.forEach((socket) => socket.disconnect()), round * 3);
      const good = clients.io();
      assert.equal(await good.timeout(30_000).emitWithAck("echo", round), round);
      good.disconnect();
      sockets.forEach((socket) => socket.disconnect());
    }
  });
});
