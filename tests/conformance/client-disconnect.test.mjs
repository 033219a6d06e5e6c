// How the server ends sockets and connections, as the npm client hears of it.
import assert from "node:assert/strict";
import { Clients, event, MODES } from "../harness/client.mjs";
import { it, withFixture } from "../harness/fixture.mjs";
import { sleep } from "../harness/server.mjs";

/** Two sockets on one connection, each of which has heard an event, upgraded if that is its way. */
async function pair(context, t, options) {
  const manager = new Clients(context.server, t).manager(options);
  const upgraded =
    options.transports.length > 1
      ? event(manager, "open").then(() => event(manager.engine, "upgrade"))
      : undefined;
  const main = manager.socket("/");
  const foo = manager.socket("/foo");
  await Promise.all([event(main, "connect"), event(foo, "connect"), upgraded]);
  main.emit("hi");
  await event(main, "hi");
  return { manager, main, foo };
}

const WAYS = {
  "socket.disconnect(true)": "disconnectMe",
  "disconnectSockets(true)": "disconnectRoom",
};

for (const [mode, options] of Object.entries(MODES)) {
  withFixture("client", `sent away, ${mode}`, (context) => {
    for (const [call, name] of Object.entries(WAYS)) {
      it(`${call} ends every namespace, and nothing is recovered`, async (t) => {
        const { manager, main, foo } = await pair(context, t, options);
        const { id } = main;
        const reasons = Promise.all([event(main, "disconnect"), event(foo, "disconnect")]);
        const closed = event(manager.engine, "close");
        main.emit(name, true);
        for (const [reason] of await reasons) assert.equal(reason, "io server disconnect");
        await closed;
        await sleep(100);
        assert.ok(!main.active && !main.connected, "it does not come back by itself");
        main.connect();
        await event(main, "connect");
        assert.equal(main.recovered, false);
        assert.notEqual(main.id, id);
        assert.equal(await main.emitWithAck("echo", 1), 1);
      });
    }

    it("socket.disconnect() ends its own namespace only", async (t) => {
      const { main, foo } = await pair(context, t, options);
      const left = event(main, "disconnect");
      main.emit("disconnectMe", false);
      assert.equal((await left)[0], "io server disconnect");
      assert.equal(await foo.emitWithAck("getId"), foo.id);
    });

    it("a closed transport is a broken one: the client comes back and is recovered", async (t) => {
      const { main, foo } = await pair(context, t, options);
      const { id } = main;
      const reasons = Promise.all([event(main, "disconnect"), event(foo, "disconnect")]);
      const back = Promise.all([event(main, "connect"), event(foo, "connect")]);
      main.emit("closeTransport");
      for (const [reason] of await reasons) assert.equal(reason, "transport close");
      await back;
      assert.equal(main.recovered, true);
      assert.equal(main.id, id);
      assert.equal(await main.emitWithAck("echo", 1), 1);
    });
  });
}

withFixture("client", "sent away at once", (context) => {
  it("in the middle of its upgrade", async (t) => {
    for (let round = 0; round < 10; ++round) {
      const socket = new Clients(context.server, t).io();
      await event(socket, "connect");
      const left = event(socket, "disconnect");
      await sleep(round);
      socket.emit("disconnectMe", true);
      assert.equal((await left)[0], "io server disconnect");
    }
  });
});
