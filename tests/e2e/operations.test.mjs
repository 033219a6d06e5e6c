import assert from "node:assert/strict";
import https from "node:https";
import { readFileSync } from "node:fs";
import { describe } from "node:test";
import tls from "node:tls";
import { io } from "socket.io-client";
import { Clients, event, MODES } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, internal, log, serve } from "../harness/fleetwired.mjs";
import { Polling, request } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";
const certificate = (name) => new URL(`./certificates/${name}`, import.meta.url).pathname;

describe("fleetwired: internal listener", () => {
  it("is alive and ready", async (t) => {
    const server = await serve(t);
    assert.equal((await internal(server, "/health/live")).status, 200);
    assert.equal((await internal(server, "/health/ready")).status, 200);
    assert.equal((await internal(server, "/nothing")).status, 404);
  });

  it("shows nothing of itself to clients", async (t) => {
    const server = await serve(t);
    for (const path of ["/metrics", "/health/live", "/health/ready", "/telemetry"]) {
      assert.equal((await request(`${server.url}${path}`)).status, 404, path);
    }
  });

  it("gives metrics as Prometheus reads them", async (t) => {
    const server = await serve(t);
    const socket = new Clients(server, t).io("", { transports: ["websocket"] });
    await event(socket, "connect");
    const response = await internal(server, "/metrics");
    assert.equal(response.status, 200);
    assert.match(response.headers["content-type"], /^text\/plain; version=0\.0\.4/);
    const types = new Map();
    const seen = new Set();
    for (const line of response.text.trimEnd().split("\n")) {
      const type = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/.exec(line);
      if (type) {
        assert.ok(!types.has(type[1]), `${type[1]} is declared twice`);
        types.set(type[1], type[2]);
        continue;
      }
      if (line.startsWith("# HELP ")) continue;
      const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (\S+)$/.exec(line);
      assert.ok(sample, `no sample: ${line}`);
      const family = sample[1].replace(/_(bucket|sum|count)$/, "");
      assert.ok(types.has(sample[1]) || types.has(family), `${sample[1]} has no type`);
      assert.ok(!seen.has(sample[1] + (sample[2] ?? "")), `${line} comes twice`);
      seen.add(sample[1] + (sample[2] ?? ""));
      assert.ok(Number.isFinite(Number(sample[3].replace("+Inf", "1"))), line);
      assert.match(sample[1], /^(fleetwire|process)_/);
    }
    for (const [name, type] of types) {
      if (type === "counter") assert.match(name, /_total$/, `${name} is a counter`);
    }
    assert.ok(types.size > 5);
  });

  it("gives telemetry as JSON", async (t) => {
    const server = await serve(t);
    const response = await internal(server, "/telemetry");
    assert.equal(response.status, 200);
    assert.match(response.headers["content-type"], /^application\/json/);
    assert.equal(typeof response.json(), "object");
  });
});

describe("fleetwired: log", () => {
  it("tells of clients that come and go, and never of their secrets", async (t) => {
    const server = await serve(t);
    const clients = new Clients(server, t);
    const auth = { token: "very-secret-token" };
    const socket = clients.io("/?key=very-secret-key", { auth, transports: ["polling"] });
    await event(socket, "connect");
    socket.emit("chat", "very-secret-words");
    socket.disconnect();
    await eventually(
      () =>
        ["connect", "disconnect"].every((name) => log(server).some((line) => line.event === name)),
      () => `the log lacks a line:\n${server.stderr}`,
    );
    await server.stop();
    for (const line of log(server)) {
      assert.ok(line.time && line.level && line.component && line.event, JSON.stringify(line));
    }
    assert.ok(!server.stderr.includes("very-secret"), server.stderr);
    assert.ok(log(server).find((line) => line.event === "disconnect").reason);
  });
});

describe("fleetwired: the client's files", () => {
  it("serves them from their folder and nothing else", async (t) => {
    const place = folder(t);
    place.write("socket.io.js", "window.io = 1;\n");
    place.write("secret.txt", "secret");
    const server = await serve(t, { "socketio.serve_client": place.path });
    const file = await request(`${server.url}${PATH}socket.io.js`);
    assert.equal(file.status, 200);
    assert.equal(file.text, "window.io = 1;\n");
    assert.match(file.headers["content-type"], /javascript/);
    for (const path of [
      "missing.js",
      "../secret.txt",
      "%2e%2e/secret.txt",
      "..%2fsecret.txt",
      "secret.txt%00.js",
    ]) {
      const response = await request(`${server.url}${PATH}${path}`);
      assert.notEqual(response.status, 200, path);
    }
  });

  it("serves none without a folder", async (t) => {
    const server = await serve(t);
    assert.notEqual((await request(`${server.url}${PATH}socket.io.js`)).status, 200);
  });
});

describe("fleetwired: TLS", () => {
  const settings = {
    "tls.certificate": certificate("first.pem"),
    "tls.key": certificate("first.key"),
  };

  const ca = () => readFileSync(certificate("first.pem"));

  for (const workers of [1, 3]) {
    it(`serves every transport, ${workers} workers`, async (t) => {
      const server = await serve(t, { ...settings, "server.workers": workers });
      assert.match(server.url, /^https:/);
      for (const options of Object.values(MODES)) {
        for (let i = 0; i < 5; ++i) {
          const socket = io(server.url, { forceNew: true, ca: ca(), ...options });
          t.after(() => socket.disconnect());
          await event(socket, "connect");
          if (options.transports.length > 1 && socket.io.engine.transport.name === "polling") {
            await event(socket.io.engine, "upgrade");
          }
        }
      }
    });
  }

  it("takes a new certificate on SIGHUP and keeps its clients", async (t) => {
    const place = folder(t);
    place.write("a.pem", ca());
    place.write("a.key", readFileSync(certificate("first.key")));
    const server = await serve(t, {
      "tls.certificate": `${place.path}/a.pem`,
      "tls.key": `${place.path}/a.key`,
    });
    const name = () =>
      new Promise((resolve, reject) => {
        const socket = tls.connect({
          port: server.port,
          host: server.host,
          rejectUnauthorized: false,
        });
        socket.once("secureConnect", () => {
          resolve(socket.getPeerCertificate().subject.CN);
          socket.destroy();
        });
        socket.once("error", reject);
      });
    assert.equal(await name(), "first.example");
    const client = io(server.url, { forceNew: true, ca: ca() });
    t.after(() => client.disconnect());
    await event(client, "connect");
    let cut = false;
    client.on("disconnect", () => (cut = true));
    place.write("a.pem", readFileSync(certificate("second.pem")));
    place.write("a.key", readFileSync(certificate("second.key")));
    server.signal("SIGHUP");
    await eventually(async () => (await name()) === "second.example", "the new certificate");
    assert.equal(cut, false);
  });

  it("does not speak without TLS on that port", async (t) => {
    const server = await serve(t, settings);
    const plain = { url: server.url.replace("https", "http") };
    const answer = await request(Polling.address(plain, PATH)).catch(() => undefined);
    assert.notEqual(answer?.status, 200);
    const agent = new https.Agent({ ca: ca() });
    await new Promise((resolve, reject) => {
      https
        .get(Polling.address(server, PATH), { agent }, (response) => {
          assert.equal(response.statusCode, 200);
          response.resume().on("end", resolve);
        })
        .on("error", reject);
    });
    agent.destroy();
  });
});

describe("fleetwired: guards", () => {
  it("limits connections per address and frees their places", async (t) => {
    const server = await serve(t, { "guard.max_connections_per_address": 5 });
    const open = [];
    for (let i = 0; i < 5; ++i) open.push(await Socket.open(server, PATH));
    await assert.rejects(Socket.open(server, PATH));
    await open.pop().close();
    await eventually(
      () =>
        Socket.open(server, PATH)
          .then((socket) => open.push(socket))
          .catch(() => undefined),
      "a place must become free",
    );
    await Promise.all(open.map((socket) => socket.close()));
  });

  it("limits handshakes per address", async (t) => {
    const server = await serve(t, {
      "guard.handshakes_per_second": 0.001,
      "guard.handshake_burst": 3,
    });
    const statuses = [];
    for (let i = 0; i < 5; ++i)
      statuses.push(
        // One too many is closed before anything is read: an answer would cost what the guard saves.
        await request(Polling.address(server, PATH)).then(
          (answer) => answer.status,
          () => "closed",
        ),
      );
    assert.deepEqual(statuses.slice(0, 3), [200, 200, 200]);
    assert.ok(
      statuses.slice(3).every((status) => status === "closed"),
      `${statuses}`,
    );
  });

  it("admits only origins of its list", async (t) => {
    const server = await serve(t, { "guard.allowed_origins": "https://app.example" });
    const get = async (origin) =>
      (await request(Polling.address(server, PATH), { headers: { origin } })).status;
    assert.equal(await get("https://app.example"), 200);
    assert.equal(await get("https://evil.example"), 403);
    const socket = await Socket.open(server, PATH, { origin: "https://app.example" });
    await socket.close();
    await assert.rejects(Socket.open(server, PATH, { origin: "https://evil.example" }));
  });

  it("closes a connection that sends more events than allowed", async (t) => {
    const server = await serve(t, { "guard.events_per_second": 1, "guard.event_burst": 10 });
    const socket = await Socket.open(server, PATH);
    socket.send("40");
    await socket.next();
    for (let i = 0; i < 100; ++i) socket.send(`42["x",${i}]`);
    await socket.closed;
    const other = await Socket.open(server, PATH);
    await other.close();
  });

  it("closes a request that comes drop by drop", async (t) => {
    const server = await serve(t, { "guard.header_timeout": "300ms" });
    const { Raw } = await import("../harness/raw.mjs");
    const raw = await Raw.connect(server);
    const drops = setInterval(() => raw.write("X"), 20);
    raw.write("GET /socket.io/ HTTP/1.1\r\n");
    await raw.ended;
    clearInterval(drops);
    raw.destroy();
  });
});

describe("fleetwired: msgpack", () => {
  it("speaks it with the npm parser", async (t) => {
    const { default: parser } = await import("socket.io-msgpack-parser");
    const server = await serve(t, { "socketio.parser": "msgpack" });
    for (const options of Object.values(MODES)) {
      const socket = new Clients(server, t).io("", { ...options, parser });
      await event(socket, "connect");
      assert.match(socket.id, /^[A-Za-z0-9_-]{20}$/);
      const refused = new Clients(server, t).io("/unknown", { ...options, parser });
      const [error] = await event(refused, "connect_error");
      assert.equal(error.message, "Invalid namespace");
    }
  });
});

describe("fleetwired: several workers", () => {
  it("upgrades every session, whichever worker its requests come to", async (t) => {
    const server = await serve(t, { "server.workers": 4 });
    const clients = new Clients(server, t);
    const sockets = Array.from({ length: 60 }, () => clients.io("", { reconnection: false }));
    await Promise.all(
      sockets.map(async (socket) => {
        await event(socket, "connect");
        const { engine } = socket.io;
        if (engine.transport.name !== "websocket") await event(engine, "upgrade");
      }),
    );
    assert.ok(sockets.every((socket) => socket.connected));
  });

  it("leaves no descriptor behind", async (t) => {
    const server = await serve(t, { "server.workers": 4 });
    await (await Socket.open(server, PATH)).close();
    const baseline = server.descriptors();
    const clients = new Clients(server, t);
    const sockets = Array.from({ length: 40 }, () => clients.io());
    await Promise.all(sockets.map((socket) => event(socket, "connect")));
    clients.close();
    await server.settled(baseline);
  });
});
