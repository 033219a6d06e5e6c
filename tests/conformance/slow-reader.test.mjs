import assert from "node:assert/strict";
import { it, ours, withFixture } from "../harness/fixture.mjs";
import { Polling } from "../harness/polling.mjs";
import { frame, Raw } from "../harness/raw.mjs";
import { eventually, sleep } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";
const BLOCK = "x".repeat(100_000);
const ENOUGH = 64_000_000;
const unbounded = "it keeps everything for a client that does not read";

withFixture("client", "clients that do not read", (context) => {
  /** Joins by hand and from then on reads nothing. */
  async function deaf() {
    const raw = await Raw.connect(context.server);
    await raw.upgrade(`${PATH}?EIO=4&transport=websocket`);
    raw.write(frame("40"));
    for (let i = 0; i < 2; ++i) await raw.frame();
    raw.socket.pause();
    return raw;
  }

  /** Sends until the server closes or takes no more; answers with the bytes it took. */
  async function flood(raw) {
    const block = frame(`421["echo","${BLOCK}"]`);
    let sent = 0;
    while (raw.socket.writable && sent < ENOUGH) {
      raw.write(block);
      sent += block.length;
      await sleep(0);
      for (let i = 0; raw.socket.writableLength > 0 && raw.socket.writable; ++i) {
        if (i === 300) return sent;
        await sleep(10);
      }
    }
    return sent;
  }

  async function speaker() {
    const socket = await Socket.open(context.server, PATH);
    socket.send("40");
    await socket.next();
    return socket;
  }

  ours(unbounded, "are read no further, or let go, before they cost much", async () => {
    const before = context.server.sockets();
    const raw = await deaf();
    if ((await flood(raw)) >= ENOUGH) {
      const letGo = () => context.server.sockets() <= before;
      await eventually(letGo, "who cannot be written to must be let go", 30_000);
      raw.socket.resume();
      await raw.ended;
      const kept = raw.socket.bytesRead;
      assert.ok(kept < ENOUGH / 4, `the server had kept ${kept} bytes for it`);
    }
    raw.destroy();
  });

  ours(unbounded, "by polling are read no further, or closed, before they cost much", async () => {
    const session = await Polling.open(context.server, PATH);
    await session.send("40");
    await session.collect(1);
    const block = `421["echo","${"x".repeat(900_000)}"]`;
    let taken = 0;
    await eventually(
      async () => {
        const response = await session.post(block).catch(() => ({ status: 0 }));
        if (response.status === 200) taken += block.length;
        assert.ok(taken < ENOUGH, "the server took all of it");
        return response.status !== 200;
      },
      "the session must be refused",
      60_000,
    );
  });

  it("do not delay those who read", async () => {
    const good = await speaker();
    const crowd = await Promise.all(Array.from({ length: 10 }, deaf));
    for (let round = 0; round < 30; ++round) {
      for (const raw of crowd) raw.write(frame(`42${round}["echo","${BLOCK}"]`));
      good.send(`42${round}["echo",${round}]`);
      assert.equal(await good.next(), `43${round}[${round}]`);
    }
    for (const raw of crowd) raw.destroy();
    await good.close();
  });

  it("find everything in order when they read again in time", async () => {
    const raw = await deaf();
    const total = 20;
    for (let i = 0; i < total; ++i) raw.write(frame(`42${i}["echo","${BLOCK}"]`));
    await sleep(300);
    raw.socket.resume();
    for (let i = 0; i < total;) {
      const text = (await raw.frame()).payload.toString();
      if (text === "2") raw.write(frame("3"));
      else assert.ok(text === `43${i++}["${BLOCK}"]`, text.slice(0, 40));
    }
    raw.destroy();
  });
});
