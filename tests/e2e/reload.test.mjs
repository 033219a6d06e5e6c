// What a running server takes over from its file on SIGHUP: a test for each place a setting goes to.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { it } from "../harness/fixture.mjs";
import { folder, log, serve } from "../harness/fleetwired.mjs";
import { Polling, request } from "../harness/polling.mjs";
import { Raw } from "../harness/raw.mjs";
import { eventually } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";

/** A server with a file, and the way to change it: [server, change]. */
async function configured(t, text, settings = {}) {
  const place = folder(t);
  const file = place.write("a.toml", text);
  const server = await serve(t, { "server.workers": 2, ...settings }, { args: ["--config", file] });
  const change = (changed) => {
    place.write("a.toml", changed);
    server.signal("SIGHUP");
  };
  return [server, change];
}

const status = async (server, headers = {}) =>
  (await request(Polling.address(server, PATH), { headers })).status;

async function joined(server) {
  const socket = await Socket.open(server, PATH);
  socket.send("40");
  await socket.next();
  return socket;
}

describe("fleetwired: reload", () => {
  it("changes the log level, both ways", async (t) => {
    const [server, change] = await configured(t, '[log]\nlevel = "warn"\n');
    const connects = () => log(server).filter((line) => line.event === "connect").length;
    const visit = async () => (await joined(server)).close();
    await visit();
    change('[log]\nlevel = "info"\n');
    await eventually(async () => (await visit(), connects() > 0), "lines must appear");
    change('[log]\nlevel = "warn"\n');
    await eventually(async () => {
      const before = connects();
      for (let i = 0; i < 5; ++i) await visit();
      return connects() === before;
    }, "lines must cease");
  });

  it("changes the origins that may connect", async (t) => {
    const [server, change] = await configured(t, "");
    const origin = { origin: "https://evil.example" };
    assert.equal(await status(server, origin), 200);
    change('[guard]\nallowed_origins = ["https://app.example"]\n');
    await eventually(async () => (await status(server, origin)) === 403, "it must be refused");
    assert.equal(await status(server, { origin: "https://app.example" }), 200);
  });

  it("changes the limits of a connection that is open", async (t) => {
    const [server, change] = await configured(t, "");
    const socket = await joined(server);
    for (let i = 0; i < 100; ++i) socket.send(`42["x",${i}]`);
    change("[guard]\nevents_per_second = 1\nevent_burst = 1\n");
    let closed = false;
    socket.closed.then(() => (closed = true));
    // Never more than the old limit lets pass: a connection in debt is not read until it has paid.
    await eventually(() => {
      if (!closed) socket.send('42["x"]');
      return closed;
    }, "it must be closed");
  });

  it("changes how many namespaces a connection may join", async (t) => {
    const [server, change] = await configured(t, "");
    const refusal = async () => {
      const socket = await joined(server);
      socket.send("40/unknown,");
      const answer = await Promise.race([socket.next().catch(() => "closed"), socket.closed]);
      await socket.close();
      return `${answer}`;
    };
    assert.match(await refusal(), /^44\/unknown,/);
    change("[guard]\nmax_namespaces_per_connection = 1\n");
    await eventually(async () => !/^44/.test(await refusal()), "it must be closed");
  });

  it("changes how many connections there may be", async (t) => {
    const [server, change] = await configured(t, "");
    const first = await joined(server);
    change("[guard]\nmax_connections = 1\n");
    const opens = () => Socket.open(server, PATH).then((socket) => socket.close());
    await eventually(
      () =>
        opens().then(
          () => false,
          () => true,
        ),
      "no more must get in",
    );
    change("[guard]\nmax_connections = 0\n");
    await eventually(
      () =>
        opens().then(
          () => true,
          () => false,
        ),
      "others must get in again",
    );
    await first.close();
  });

  it("changes how many handshakes an address may make", async (t) => {
    const [server, change] = await configured(t, "");
    assert.equal(await status(server), 200);
    change("[guard]\nhandshakes_per_second = 0.001\nhandshake_burst = 1\n");
    await eventually(
      () =>
        status(server).then(
          () => false,
          () => true,
        ),
      "it must be refused",
    );
  });

  it("changes the limits of requests", async (t) => {
    const [server, change] = await configured(t, "");
    const long = { "x-long": "x".repeat(2000) };
    assert.equal(await status(server, long), 200);
    change('[guard]\nmax_header_bytes = 1000\nheader_timeout = "200ms"\n');
    await eventually(async () => (await status(server, long)) === 431, "it must be refused");
    const slow = await Raw.connect(server);
    slow.write("GET /socket.io/ HTTP/1.1\r\n");
    await slow.ended;
    slow.destroy();
  });

  it("tells of what needs a restart, and leaves it", async (t) => {
    const [server, change] = await configured(t, '[engineio]\nping_interval = "7s"\n');
    change('[engineio]\nping_interval = "9s"\n');
    await eventually(
      () => log(server).some((line) => line.setting === "engineio.ping_interval"),
      "it must be named",
    );
    assert.equal((await Polling.open(server, PATH)).open.pingInterval, 7000);
  });
});
