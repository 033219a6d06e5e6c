import assert from "node:assert/strict";
import { Socket as EngineClient } from "engine.io-client";
import { it, ours, withFixture } from "../harness/fixture.mjs";
import { Polling } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const GONE = { code: 3, message: "Bad request" };

withFixture("engineio", "upgrade step by step", (context) => {
  const dial = (session) =>
    new Socket(`${context.server.wsUrl}/engine.io/?EIO=4&transport=websocket&sid=${session.sid}`);

  async function probe(session) {
    const socket = dial(session);
    await socket.opened;
    socket.send("2probe");
    assert.equal(await socket.nextRaw(), "3probe");
    return socket;
  }

  async function upgraded() {
    const session = await Polling.open(context.server);
    const socket = await probe(session);
    socket.send("5");
    return { session, socket };
  }

  it("moves a session from polling to websocket", async () => {
    const { socket } = await upgraded();
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello");
    await socket.close();
  });

  it("sends no second open packet on the new transport", async () => {
    const { socket } = await upgraded();
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello", "the first thing after the probe is the echo");
    await socket.close();
  });

  it("releases the poll pending at the probe by noop", async () => {
    const session = await Polling.open(context.server);
    const polled = session.poll();
    const socket = await probe(session);
    assert.equal((await polled).text, "6");
    socket.send("5");
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello");
    await socket.close();
  });

  it("releases a poll that comes after the probe by noop", async () => {
    const session = await Polling.open(context.server);
    const socket = await probe(session);
    assert.equal((await session.poll()).text, "6");
    socket.send("5");
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello");
    await socket.close();
  });

  it("holds messages back between probe and upgrade and then sends them in order", async () => {
    const session = await Polling.open(context.server);
    const socket = await probe(session);
    const sent = Array.from({ length: 20 }, (_, i) => `4${i}`);
    await session.send(sent.slice(0, 10).join("\x1e"));
    await session.send(sent.slice(10).join("\x1e"));
    socket.send("5");
    assert.deepEqual(await socket.take(20), sent);
    await socket.close();
  });

  it("delivers to a poll what was waiting at the probe", async () => {
    const session = await Polling.open(context.server);
    await session.send("4before");
    const socket = await probe(session);
    assert.equal((await session.poll()).text, "4before");
    socket.send("5");
    socket.send("4after");
    assert.equal(await socket.next(), "4after");
    await socket.close();
  });

  it("carries binary after the upgrade as binary", async () => {
    const session = await Polling.open(context.server);
    const socket = await probe(session);
    await session.send("bAQIDBA==");
    socket.send("5");
    assert.deepEqual(await socket.next(), Buffer.from([1, 2, 3, 4]));
    await socket.close();
  });

  it("keeps the heartbeat going across the upgrade", async () => {
    const { socket } = await upgraded();
    for (let i = 0; i < 3; ++i) {
      assert.equal(await socket.nextRaw(), "2");
      socket.send("3");
    }
    await socket.close();
  });

  it("refuses polls and data by polling after the upgrade, and lives on", async () => {
    const { session, socket } = await upgraded();
    const polled = await session.poll();
    assert.equal(polled.status, 400);
    assert.deepEqual(polled.json(), GONE);
    assert.equal((await session.post("4stray")).status, 400);
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello");
    await socket.close();
  });

  it("closes a second websocket after the upgrade, and lives on", async () => {
    const { session, socket } = await upgraded();
    const second = dial(session);
    await second.closed;
    assert.deepEqual(second.pending, []);
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello");
    await socket.close();
  });

  it("closes a second websocket during the probe, and lives on", async () => {
    const session = await Polling.open(context.server);
    const socket = await probe(session);
    const second = dial(session);
    await second.closed;
    socket.send("5");
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello");
    await socket.close();
  });

  ours(
    "it lets it in",
    "closes a second websocket for a session that began on websocket",
    async () => {
      const first = await Socket.open(context.server);
      const second = dial({ sid: first.open.sid });
      second.opened.then(() => second.send("2probe"));
      await second.closed;
      first.send("4alive");
      assert.equal(await first.next(), "4alive");
      await first.close();
    },
  );

  for (const [what, packet] of [
    ["a wrong probe", "2prob"],
    ["a message before the probe", "4early"],
    ["a close packet before the probe", "1"],
    ["binary before the probe", Buffer.from([1, 2])],
  ]) {
    it(`closes the new transport on ${what}; the session stays on polling`, async () => {
      const session = await Polling.open(context.server);
      const socket = dial(session);
      await socket.opened;
      socket.send(packet);
      await socket.closed;
      await session.send("4alive");
      assert.deepEqual(await session.receive(), ["4alive"]);
      await session.close();
    });
  }

  it("stays on polling when the new transport goes after the probe", async () => {
    const session = await Polling.open(context.server);
    const socket = await probe(session);
    await socket.close();
    await session.send("4alive");
    assert.deepEqual(await session.receive(), ["4alive"]);
    const again = await probe(session);
    again.send("5");
    again.send("4second try");
    assert.equal(await again.next(), "4second try");
    await again.close();
  });

  it("closes the new transport when the session is closed during the probe", async () => {
    const session = await Polling.open(context.server);
    const socket = await probe(session);
    await session.post("1").catch(() => {});
    await socket.closed;
    assert.equal((await session.poll()).status, 400);
  });

  it("ends the session with the upgraded transport", async () => {
    const { session, socket } = await upgraded();
    await socket.close();
    await eventually(async () => {
      const response = await session.poll();
      return response.status === 400 && response.json().code === 1;
    }, "the session must be gone after its websocket closed");
  });

  it("answers a probe more than once", async () => {
    const session = await Polling.open(context.server);
    const socket = await probe(session);
    socket.send("2probe");
    assert.equal(await socket.nextRaw(), "3probe");
    socket.send("5");
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello");
    await socket.close();
  });

  it("refuses to upgrade a session over another protocol version", async () => {
    const session = await Polling.open(context.server);
    const socket = new Socket(
      `${context.server.wsUrl}/engine.io/?EIO=3&transport=websocket&sid=${session.sid}`,
    );
    await socket.closed;
    await session.send("4alive");
    await session.close();
  });
});

withFixture("engineio", "upgrade under traffic", (context) => {
  const TOTAL = 150;

  /** A client that counts while it upgrades; resolves with what came back. */
  function count(binary) {
    return new Promise((resolve, reject) => {
      const client = new EngineClient(context.server.url, {
        path: "/engine.io/",
        transports: ["polling", "websocket"],
      });
      client.binaryType = "nodebuffer";
      const echoed = [];
      let upgraded = false;
      let sent = 0;
      const tick = () => {
        if (client.readyState !== "open" || sent === TOTAL) return;
        // Half of the numbers is kept for the time after the upgrade.
        if (upgraded || sent < TOTAL / 2) {
          const text = String(sent++);
          client.send(binary && sent % 2 ? Buffer.from(text) : text);
        }
        setImmediate(tick);
      };
      client.on("open", tick);
      client.on("upgrade", () => (upgraded = true));
      client.on("upgradeError", reject);
      client.on("message", (data) => {
        echoed.push(Number(data.toString()));
        if (echoed.length === TOTAL) {
          setTimeout(() => client.close(), 20);
        }
      });
      client.on("close", (reason) => resolve({ echoed, reason, upgraded }));
    });
  }

  const numbers = Array.from({ length: TOTAL }, (_, i) => i);

  for (const binary of [false, true]) {
    it(`loses and reorders nothing of ${binary ? "mixed" : "text"} traffic`, async () => {
      for (let round = 0; round < 15; ++round) {
        const results = await Promise.all(Array.from({ length: 4 }, () => count(binary)));
        for (const { echoed, upgraded, reason } of results) {
          assert.deepEqual(echoed, numbers, `round ${round}, closed by ${reason}`);
          assert.ok(upgraded);
        }
      }
    });
  }

  it("loses nothing that is posted and polled while the upgrade is on its way", async () => {
    for (let round = 0; round < 20; ++round) {
      const session = await Polling.open(context.server);
      const arrived = [];
      const polling = (async () => {
        for (;;) {
          const response = await session.poll();
          assert.equal(response.status, 200);
          const packets = response.text.split("\x1e");
          arrived.push(...packets.filter((packet) => packet[0] === "4"));
          if (packets.includes("6")) return;
        }
      })();
      for (let i = 0; i < 5; ++i) await session.send(`4${i}`);
      const socket = new Socket(
        `${context.server.wsUrl}/engine.io/?EIO=4&transport=websocket&sid=${session.sid}`,
      );
      await socket.opened;
      socket.send("2probe");
      const posts = (async () => {
        for (let i = 5; i < 10; ++i) await session.send(`4${i}`);
      })();
      assert.equal(await socket.nextRaw(), "3probe");
      await posts;
      await polling;
      socket.send("5");
      for (let i = 10; i < 15; ++i) socket.send(`4${i}`);
      while (arrived.length < 15) arrived.push(await socket.next());
      assert.deepEqual(
        arrived,
        Array.from({ length: 15 }, (_, i) => `4${i}`),
        `round ${round}`,
      );
      await socket.close();
    }
  });
});
