import assert from "node:assert/strict";
import { it, withFixture } from "../harness/fixture.mjs";
import { Polling } from "../harness/polling.mjs";
import { eventually, sleep } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const INTERVAL = 300;
const TIMEOUT = 200;

withFixture("engineio", "heartbeat", (context) => {
  it("pings a polling session and takes its pongs", async () => {
    const session = await Polling.open(context.server);
    for (let i = 0; i < 4; ++i) {
      assert.equal((await session.poll()).text, "2");
      await session.send("3");
    }
    await session.close();
  });

  it("pings a websocket session and takes its pongs", async () => {
    const socket = await Socket.open(context.server);
    for (let i = 0; i < 4; ++i) {
      assert.equal(await socket.nextRaw(), "2");
      socket.send("3");
    }
    await socket.close();
  });

  it("pings once and not again before the pong", async () => {
    const socket = await Socket.open(context.server);
    assert.equal(await socket.nextRaw(), "2");
    await socket.closed;
    assert.deepEqual(socket.pending, []);
  });

  it("closes a polling session that does not answer, at its time", async () => {
    const session = await Polling.open(context.server);
    await sleep(INTERVAL + TIMEOUT);
    const response = await session.poll();
    assert.equal(response.status, 400);
    assert.deepEqual(response.json(), { code: 1, message: "Session ID unknown" });
  });

  it("closes a websocket session that does not answer", async () => {
    const socket = await Socket.open(context.server);
    const { code } = await socket.closed;
    assert.ok([1000, 1005, 1006].includes(code), `code ${code}`);
  });

  it("ends the pending poll of a session that does not answer", async () => {
    const session = await Polling.open(context.server);
    assert.equal((await session.poll()).text, "2");
    const response = await session.poll();
    assert.equal(response.status, 200);
    assert.equal(response.text, "1");
    assert.equal((await session.poll()).status, 400);
  });

  it("does not take messages for a pong", async () => {
    const socket = await Socket.open(context.server);
    let over = false;
    socket.closed.then(() => (over = true));
    await eventually(async () => {
      if (!over) socket.send("4busy");
      await sleep(20);
      return over;
    }, "a session that never sends a pong must be closed");
  });

  it("keeps a session for as long as it answers", async () => {
    const socket = await Socket.open(context.server);
    let pings = 0;
    while (pings < 6) {
      assert.equal(await socket.nextRaw(), "2");
      socket.send("3");
      ++pings;
    }
    socket.send("4alive");
    assert.equal(await socket.next(), "4alive");
    await socket.close();
  });

  it("takes an early pong", async () => {
    const socket = await Socket.open(context.server);
    socket.send("3");
    socket.send("3");
    socket.send("4alive");
    assert.equal(await socket.next(), "4alive");
    await socket.close();
  });

  it("pings also in the middle of traffic", async () => {
    const socket = await Socket.open(context.server);
    let pinged = false;
    for (let i = 0; !pinged && i < 2000; ++i) {
      socket.send(`4${i}`);
      const answer = await socket.nextRaw();
      if (answer === "2") pinged = true;
      await sleep(1);
    }
    assert.ok(pinged);
    await socket.close();
  });

  it("times many sessions out without harm to one that answers", async () => {
    const silent = await Promise.all(Array.from({ length: 60 }, () => Socket.open(context.server)));
    const good = await Socket.open(context.server);
    const closed = Promise.all(silent.map((socket) => socket.closed));
    let done = false;
    closed.then(() => (done = true));
    while (!done) {
      good.send("4alive");
      assert.equal(await good.next(), "4alive");
      await sleep(10);
    }
    await good.close();
  });
});
