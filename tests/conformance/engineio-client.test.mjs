import assert from "node:assert/strict";
import { Socket as EngineClient } from "engine.io-client";
import { it, withFixture } from "../harness/fixture.mjs";
import { request } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";

const MODES = {
  "polling only": { transports: ["polling"] },
  "websocket only": { transports: ["websocket"] },
  "polling, then websocket": { transports: ["polling", "websocket"] },
  "websocket, then polling": { transports: ["websocket", "polling"] },
};

withFixture("engineio", "the npm client", (context) => {
  const dial = (options) => {
    const client = new EngineClient(context.server.url, { path: "/engine.io/", ...options });
    client.binaryType = "nodebuffer";
    return client;
  };

  const event = (client, name) => new Promise((resolve) => client.once(name, resolve));

  async function close(client) {
    const closed = event(client, "close");
    client.close();
    await closed;
  }

  for (const [mode, options] of Object.entries(MODES)) {
    it(`opens, echoes text and binary and closes: ${mode}`, async () => {
      const client = dial(options);
      await event(client, "open");
      client.send("hello €");
      assert.equal(await event(client, "message"), "hello €");
      client.send(Buffer.from([0, 1, 254, 255]));
      assert.deepEqual(await event(client, "message"), Buffer.from([0, 1, 254, 255]));
      await close(client);
    });

    it(`stays open over several heartbeats: ${mode}`, async () => {
      const client = dial(options);
      await event(client, "open");
      for (let i = 0; i < 3; ++i) await event(client, "ping");
      client.send("alive");
      assert.equal(await event(client, "message"), "alive");
      await close(client);
    });

    it(`carries a burst of messages of all sizes in order: ${mode}`, async () => {
      const client = dial(options);
      await event(client, "open");
      const sent = Array.from({ length: 100 }, (_, i) => `${i}:${"x".repeat((i * 977) % 6000)}`);
      const echoed = [];
      const done = new Promise((resolve, reject) => {
        client.on("message", (data) => echoed.push(data) === sent.length && resolve());
        client.on("close", (reason) => reject(new Error(`closed by ${reason}`)));
      });
      for (const text of sent) client.send(text);
      await done;
      assert.deepEqual(echoed, sent);
      await close(client);
    });

    it(`sends what was buffered before close: ${mode}`, async () => {
      const client = dial(options);
      await event(client, "open");
      const { id } = client;
      const closed = event(client, "close");
      client.send("last words");
      client.close();
      assert.equal(await closed, "forced close");
      // The client does not wait for the answer to its close packet.
      const url = `${context.server.url}/engine.io/?EIO=4&transport=polling&sid=${id}`;
      await eventually(async () => (await request(url)).status === 400, "the session must be gone");
    });
  }

  it("upgrades and says so", async () => {
    const client = dial(MODES["polling, then websocket"]);
    const transport = await event(client, "upgrade");
    assert.equal(transport.name, "websocket");
    client.send("on websocket");
    assert.equal(await event(client, "message"), "on websocket");
    await close(client);
  });

  it("closes cleanly while it upgrades", async () => {
    for (let round = 0; round < 20; ++round) {
      const client = dial(MODES["polling, then websocket"]);
      await event(client, "open");
      const closed = event(client, "close");
      setTimeout(() => client.close(), round % 5);
      await closed;
    }
  });

  it("learns of a refused handshake", async () => {
    const client = dial({ transports: ["polling"], path: "/nothing/" });
    const error = await event(client, "error");
    assert.ok(error);
  });
});
