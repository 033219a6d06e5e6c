import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { describe } from "node:test";
import { Clients, event, MODES } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, internal, lastingPort, launch, serve } from "../harness/fleetwired.mjs";
import { Polling, request } from "../harness/polling.mjs";
import { Raw } from "../harness/raw.mjs";
import { eventually } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";

/** Connects `count` clients of each mode. */
async function crowd(server, t, count) {
  const clients = new Clients(server, t);
  const sockets = Object.values(MODES).flatMap((options) =>
    Array.from({ length: count }, () => clients.io("", options)),
  );
  await Promise.all(
    sockets.map(async (socket) => {
      await event(socket, "connect");
      const { engine } = socket.io;
      if (engine.opts.transports.length > 1 && engine.transport.name === "polling") {
        await event(engine, "upgrade");
      }
    }),
  );
  return sockets;
}

describe("fleetwired: draining", () => {
  for (const workers of [1, 3]) {
    it(`closes transports on SIGTERM, and clients come back, ${workers} workers`, async (t) => {
      const settings = {
        "server.port": await lastingPort(),
        "server.workers": workers,
        "server.drain_wave": "300ms",
      };
      const server = await serve(t, settings);
      const sockets = await crowd(server, t, 10);
      // A client that polls has no transport between two polls, and then finds nobody there.
      const polling = sockets.map((socket) => socket.io.engine.transport.name === "polling");
      const reasons = Promise.all(sockets.map((socket) => event(socket, "disconnect")));
      await server.stop();
      for (const [i, [reason]] of (await reasons).entries()) {
        assert.match(reason, polling[i] ? /^transport (close|error)$/ : /^transport close$/);
      }
      const back = Promise.all(sockets.map((socket) => event(socket, "connect")));
      await serve(t, settings);
      await back;
    });
  }

  it("sends no disconnect packet", async (t) => {
    const server = await serve(t, { "server.drain_wave": "100ms" });
    const socket = await Socket.open(server, PATH);
    socket.send("40");
    await socket.next();
    const stopped = server.stop();
    const { code } = await socket.closed;
    assert.deepEqual(socket.pending, [], "no packet, only the end of the transport");
    assert.ok([1000, 1001, 1005, 1006, 1012].includes(code), `code ${code}`);
    await stopped;
  });

  it("ends a pending poll", async (t) => {
    const server = await serve(t, { "server.drain_wave": "100ms" });
    const session = await Polling.open(server, PATH);
    await session.send("40");
    await session.receive();
    const polled = session.poll();
    // Opening, joining, the answer to that, and the one that waits.
    await eventually(async () => {
      const { text } = await internal(server, "/metrics");
      return Number(/^fleetwire_http_requests_total (\d+)/m.exec(text)[1]) >= 4;
    }, "the poll must have arrived");
    const stopped = server.stop();
    assert.equal((await polled).text, "1");
    await stopped;
  });

  it("is not ready while it drains, and takes nobody new", async (t) => {
    const server = await serve(t, { "server.drain_wave": "3s" });
    assert.equal((await internal(server, "/health/ready")).status, 200);
    const sockets = await crowd(server, t, 5);
    const stopped = server.stop();
    await eventually(async () => {
      const response = await internal(server, "/health/ready").catch(() => ({ status: 0 }));
      return response.status !== 200;
    }, "readiness must go away");
    // The workers hear of it a moment later.
    await eventually(async () => {
      const response = await request(Polling.address(server, PATH)).catch(() => undefined);
      return response?.status !== 200;
    }, "nobody new must come in");
    await stopped;
    await eventually(() => sockets.every((socket) => !socket.connected), "all must be cut");
  });

  it("ends in time although a client reads nothing", async (t) => {
    const server = await serve(t, { "server.drain_wave": "100ms", "server.drain_timeout": "1s" });
    const silent = await Raw.connect(server);
    await silent.upgrade(`${PATH}?EIO=4&transport=websocket`);
    silent.socket.pause();
    await server.stop(15_000);
    silent.destroy();
  });

  it("ends at once on a second signal", async (t) => {
    const server = await serve(t, { "server.drain_wave": "30s", "server.drain_timeout": "60s" });
    const sockets = await Promise.all(Array.from({ length: 20 }, () => Socket.open(server, PATH)));
    server.signal("SIGTERM");
    await eventually(() => server.stderr.includes('"stopping"'), "it must have heard the first");
    server.signal("SIGTERM");
    await server.exit;
    await Promise.all(sockets.map((socket) => socket.closed));
  });

  it("ends well on a signal that comes with its first line", async () => {
    for (let round = 0; round < 15; ++round) {
      const server = await launch();
      await server.stop();
    }
  });

  it("ends well on a signal that comes before its first line", async (t) => {
    // A pipe as its file: it waits there until it is written to.
    const file = join(folder(t).path, "a.toml");
    assert.equal(spawnSync("mkfifo", [file]).status, 0);
    const flags = ["--config", file, "--server.port=0", "--telemetry.port=0"];
    const child = spawn(process.env.FLEETWIRED, flags, { stdio: "ignore" });
    const exit = event(child, "exit");
    const pipe = await open(file, "w");
    child.kill("SIGTERM");
    await pipe.close();
    assert.deepEqual(await exit, [0, null]);
  });

  it("stops on SIGINT as well", async (t) => {
    const server = await serve(t);
    server.signal("SIGINT");
    assert.deepEqual(await server.exit, { code: 0, signal: null });
    await server.stop();
  });
});

describe("fleetwired: planned restart", () => {
  it("recovers its clients when it has a place to store them", async (t) => {
    const settings = {
      "server.port": await lastingPort(),
      "recovery.enabled": true,
      "storage.data": folder(t).path,
      "server.drain_wave": "100ms",
    };
    const server = await serve(t, settings);
    const sockets = await crowd(server, t, 3);
    const ids = sockets.map((socket) => socket.id);
    const back = Promise.all(
      sockets.map(async (socket) => {
        await event(socket, "disconnect");
        await event(socket, "connect");
      }),
    );
    await server.stop();
    await serve(t, settings);
    await back;
    assert.deepEqual(
      sockets.map((socket) => socket.recovered),
      sockets.map(() => true),
    );
    assert.deepEqual(
      sockets.map((socket) => socket.id),
      ids,
    );
  });
});

describe("fleetwired: dying", () => {
  it("is replaced after kill -9, and clients come back by themselves", async (t) => {
    const settings = { "server.port": await lastingPort() };
    const server = await serve(t, settings);
    const sockets = await crowd(server, t, 5);
    const reasons = Promise.all(sockets.map((socket) => event(socket, "disconnect")));
    await server.kill();
    for (const [reason] of await reasons) assert.match(reason, /^transport (close|error)$/);
    const back = Promise.all(sockets.map((socket) => event(socket, "connect")));
    const next = await serve(t, settings);
    await back;
    assert.ok(next.running);
  });
});
