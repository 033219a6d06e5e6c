import assert from "node:assert/strict";
import { Clients, event, MODES } from "../harness/client.mjs";
import { it, withFixture } from "../harness/fixture.mjs";
import { sleep } from "../harness/server.mjs";

const UTF8 = ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"];
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What must not happen: fails the test through `assert` when it did. */
function never(emitter, name) {
  let happened = false;
  emitter.on(name, () => (happened = true));
  return () => assert.equal(happened, false, `${name} must not happen`);
}

for (const [mode, options] of Object.entries(MODES)) {
  withFixture("client", `talking, ${mode}`, (context) => {
    const dial = (t, namespace = "", extra = {}) =>
      new Clients(context.server, t).io(namespace, { ...options, ...extra });

    async function ask(t, name, answer, ...args) {
      const socket = dial(t);
      socket.emit(name, ...args);
      return event(socket, answer);
    }

    it("connects and is answered", async (t) => {
      // With state recovery on, an offset follows the arguments of every event.
      assert.equal((await ask(t, "hi", "hi")).length, 1);
    });

    it("acknowledges what the server asks for", async (t) => {
      const socket = dial(t);
      socket.on("ack", (answer) => answer(5, { test: true }));
      socket.emit("ack");
      await event(socket, "got it");
    });

    it("does not pass a wrong acknowledgement for the right one", async (t) => {
      const socket = dial(t);
      const check = never(socket, "got it");
      socket.on("ack", (answer) => answer(4, { test: true }));
      socket.emit("ack");
      await event(socket, "ack");
      assert.equal(await socket.emitWithAck("echo", 1), 1);
      check();
    });

    it("gets a date by acknowledgement", async (t) => {
      assert.match(await dial(t).emitWithAck("getAckDate", { test: true }), ISO);
    });

    it("gets a date by event", async (t) => {
      const [date] = await ask(t, "getDate", "takeDate");
      assert.match(date, ISO);
      assert.ok(!Number.isNaN(Date.parse(date)));
    });

    it("gets a date in an object", async (t) => {
      const [object] = await ask(t, "getDateObj", "takeDateObj");
      assert.deepEqual(Object.keys(object), ["date"]);
      assert.match(object.date, ISO);
    });

    it("gets the value false", async (t) => {
      assert.equal((await ask(t, "false", "false"))[0], false);
    });

    it("gets characters of several bytes, in order", async (t) => {
      const socket = dial(t);
      const heard = [];
      const done = new Promise((resolve) => {
        socket.on("takeUtf8", (text) => heard.push(text) === UTF8.length && resolve());
      });
      socket.emit("getUtf8");
      await done;
      assert.deepEqual(heard, UTF8);
    });

    for (const value of [null, 0, "", false, [], {}, "€😀", 1.5, { a: [null, { b: 1 }] }]) {
      it(`gets ${JSON.stringify(value)} echoed`, async (t) => {
        assert.deepEqual(await dial(t).emitWithAck("echo", value), value);
      });
    }

    for (const [name, answer] of [
      ["doge", "doge"],
      ["getbin", "takebin"],
    ]) {
      it(`gets the bytes of ${name}`, async (t) => {
        const [bytes] = await ask(t, name, answer);
        assert.equal(Buffer.from(bytes).toString(), "asdfasdf");
      });
    }

    it("sends bytes as bytes", (t) => ask(t, "buffa", "buffack", Buffer.from("howdy")));
    it("sends an ArrayBuffer as bytes", (t) => ask(t, "buffa", "buffack", new ArrayBuffer(4)));
    it("sends a typed array as bytes", (t) => ask(t, "buffa", "buffack", Uint8Array.of(1, 2)));
    it("sends text not as bytes", async (t) => {
      const socket = dial(t);
      const check = never(socket, "buffack");
      socket.emit("buffa", "text");
      await socket.emitWithAck("echo", 1);
      check();
    });
    it("sends bytes among JSON", (t) =>
      ask(t, "jsonbuff", "jsonbuff-ack", {
        hello: "lol",
        message: Buffer.from("howdy"),
        goodbye: "gotcha",
      }));
    it("keeps the order of events with and without bytes", async (t) => {
      const socket = dial(t);
      socket.emit("abuff1", Buffer.from("abuff1"));
      socket.emit("abuff2", "please arrive second");
      await event(socket, "abuff2-ack");
    });
    it("gets bytes echoed in an acknowledgement", async (t) => {
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 256));
      const answer = await dial(t).emitWithAck("echo", { bytes });
      assert.ok(Buffer.from(answer.bytes).equals(bytes));
    });

    it("learns its id, which is not that of the transport", async (t) => {
      for (const namespace of ["/", "/foo"]) {
        const socket = dial(t, namespace);
        const id = await socket.emitWithAck("getId");
        assert.equal(id, socket.id);
        assert.notEqual(id, socket.io.engine.id);
      }
    });
  });
}

withFixture("client", "connections", (context) => {
  it("opens nothing until asked to", async (t) => {
    const socket = new Clients(context.server, t).io("", { autoConnect: false });
    assert.equal(socket.io.engine, undefined);
    socket.connect();
    await event(socket, "connect");
  });

  it("shares one connection between namespaces", async (t) => {
    const manager = new Clients(context.server, t).manager();
    const sockets = ["/", "/foo", "/asd", "/valid", "/timeout_socket"].map((one) =>
      manager.socket(one),
    );
    await Promise.all(sockets.map((socket) => event(socket, "connect")));
    assert.equal(new Set(sockets.map((socket) => socket.id)).size, 5);
  });

  it("joins a namespace later", async (t) => {
    const manager = new Clients(context.server, t).manager();
    await event(manager.socket("/"), "connect");
    const foo = manager.socket("/foo");
    await event(foo, "connect");
    assert.equal(await foo.emitWithAck("getId"), foo.id);
  });

  it("joins a namespace after the connection was closed", async (t) => {
    const manager = new Clients(context.server, t).manager();
    const main = manager.socket("/");
    await event(main, "connect");
    main.disconnect();
    await event(manager.socket("/foo"), "connect");
  });

  it("joins a namespace while it leaves another", async (t) => {
    const manager = new Clients(context.server, t).manager();
    const foo = manager.socket("/foo");
    await event(foo, "connect");
    const asd = manager.socket("/asd");
    foo.disconnect();
    await event(asd, "connect");
  });

  it("keeps the connection when one of two namespaces is left", async (t) => {
    const manager = new Clients(context.server, t).manager({ autoConnect: false });
    const foo = manager.socket("/foo");
    const asd = manager.socket("/asd");
    foo.connect();
    await event(foo, "connect");
    asd.connect();
    await event(asd, "connect");
    const check = never(asd, "disconnect");
    foo.disconnect();
    await sleep(200);
    check();
    const closed = event(manager, "close");
    asd.disconnect();
    await closed;
  });

  for (const [mode, options] of Object.entries(MODES)) {
    it(`reconnects by itself, ${mode}`, async (t) => {
      const socket = new Clients(context.server, t).io("", options);
      await event(socket, "connect");
      const left = event(socket, "disconnect");
      const back = event(socket.io, "reconnect");
      socket.io.engine.close();
      assert.equal((await left)[0], "forced close");
      assert.equal(socket.id, undefined);
      await back;
      assert.equal(await socket.emitWithAck("echo", 1), 1);
    });
  }

  it("reconnects by hand and then by itself", async (t) => {
    const socket = new Clients(context.server, t).io();
    await event(socket, "connect");
    socket.disconnect();
    assert.equal(socket.id, undefined);
    socket.connect();
    await event(socket, "connect");
    const back = event(socket.io, "reconnect");
    socket.io.engine.close();
    await back;
  });

  it("reconnects one socket of two when the other was closed", async (t) => {
    const manager = new Clients(context.server, t).manager();
    const main = manager.socket("/");
    const asd = manager.socket("/asd");
    await Promise.all([event(main, "connect"), event(asd, "connect")]);
    const check = never(main, "connect");
    manager.once("reconnect_attempt", () => main.disconnect());
    const back = event(asd, "connect");
    manager.engine.close();
    await back;
    await sleep(50);
    check();
  });

  it("does not reconnect without need", async (t) => {
    const manager = new Clients(context.server, t).manager();
    const check = never(manager, "reconnect_attempt");
    await event(manager.socket("/valid"), "connect");
    await sleep(100);
    check();
  });

  it("leaves and comes back in one breath, with one disconnect", async (t) => {
    for (const options of Object.values(MODES)) {
      const socket = new Clients(context.server, t).io("", options);
      let disconnects = 0;
      socket.on("disconnect", () => ++disconnects);
      await event(socket, "connect");
      socket.disconnect().connect();
      await event(socket, "connect");
      await sleep(100);
      assert.equal(disconnects, 1);
      assert.equal(await socket.emitWithAck("echo", 1), 1);
    }
  });

  it("recovers its state, having heard something before", async (t) => {
    const socket = new Clients(context.server, t).io();
    socket.emit("hi");
    await event(socket, "hi");
    const { id } = socket;
    socket.io.engine.close();
    await event(socket, "connect");
    assert.equal(socket.recovered, true);
    assert.equal(socket.id, id);
  });

  for (const transports of [["polling"], ["websocket"]]) {
    it(`gives up in time when the server takes longer, ${transports}`, async (t) => {
      const socket = new Clients(context.server, t).io("", { transports, timeout: 0 });
      const [error] = await event(socket, "connect_error");
      assert.equal(error.message, "timeout");
    });
  }

  it("gives up after the attempts it was given", async (t) => {
    const manager = new Clients(context.server, t).manager({ timeout: 0, reconnectionAttempts: 2 });
    const attempts = [];
    manager.on("reconnect_attempt", (count) => attempts.push(count));
    manager.socket("/timeout_socket");
    await event(manager, "reconnect_failed");
    assert.deepEqual(attempts, [1, 2]);
  });

  it("comes to nothing where no server is", async (t) => {
    const manager = new Clients(context.server, t).manager(
      { reconnectionAttempts: 2 },
      "http://127.0.0.1:1",
    );
    manager.socket("/asd");
    await event(manager, "reconnect_failed");
  });

  it("opens and closes many connections in a row", async (t) => {
    for (let i = 0; i < 50; ++i) {
      const socket = new Clients(context.server, t).io("", Object.values(MODES)[i % 3]);
      await event(socket, "connect");
      socket.disconnect();
    }
  });
});
