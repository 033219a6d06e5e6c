import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { internal, serve, start } from "../harness/fleetwired.mjs";
import { request } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;

/** The labels between the braces, strictly. */
function labels(text) {
  const found = {};
  let end = 0;
  while (end < text.length) {
    LABEL.lastIndex = end;
    const match = LABEL.exec(text);
    assert.ok(match, `labels: ${text}`);
    assert.ok(!(match[1] in found), `label ${match[1]} comes twice: ${text}`);
    found[match[1]] = match[2];
    end = LABEL.lastIndex;
  }
  return found;
}

/** Reads the text format 0.0.4: families of type and samples, each in one piece. */
function prometheus(text) {
  assert.ok(text.endsWith("\n"));
  const families = new Map();
  let family;
  let help;
  for (const line of text.slice(0, -1).split("\n")) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (comment?.[1] === "HELP") {
      help = comment[2];
      continue;
    }
    if (comment) {
      assert.equal(comment[2], help, "HELP comes before TYPE");
      assert.match(comment[3], /^(counter|gauge|histogram)$/);
      assert.ok(!families.has(help), `${help} comes twice`);
      family = { name: help, type: comment[3], samples: [] };
      families.set(help, family);
      continue;
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    assert.ok(sample, `no sample: ${line}`);
    const suffix = sample[1].slice(family.name.length);
    assert.ok(sample[1].startsWith(family.name), `${sample[1]} stands below ${family.name}`);
    if (family.type === "histogram") assert.match(suffix, /^_(bucket|sum|count)$/);
    else assert.equal(suffix, "");
    const value = Number(sample[3]);
    assert.ok(Number.isFinite(value) && (family.type === "gauge" || value >= 0), line);
    family.samples.push({ suffix, labels: labels(sample[2] ?? ""), value });
  }
  for (const { name, type, samples } of families.values()) {
    if (type === "histogram") histogram(name, samples);
  }
  return families;
}

/** Buckets must grow to +Inf, which is the count. */
function histogram(name, samples) {
  let bounds = [];
  for (const sample of samples) {
    if (sample.suffix === "_bucket") {
      const bound = sample.labels.le === "+Inf" ? Infinity : Number(sample.labels.le);
      const last = bounds.at(-1);
      assert.ok(!last || (bound > last.bound && sample.value >= last.value), `${name} ${bound}`);
      bounds.push({ bound, value: sample.value });
    } else if (sample.suffix === "_count") {
      assert.equal(bounds.at(-1).bound, Infinity);
      assert.equal(bounds.at(-1).value, sample.value);
      bounds = [];
    }
  }
}

const metrics = async (server) => prometheus((await internal(server, "/metrics")).text);

/** The sum of a family's samples with those labels. */
function total(families, name, wanted = {}) {
  assert.ok(families.has(name), `${name} is missing`);
  return families
    .get(name)
    .samples.filter(({ labels }) => Object.entries(wanted).every(([k, v]) => labels[k] === v))
    .reduce((sum, { value }) => sum + value, 0);
}

const read = async (server, path) => {
  const response = await internal(server, path);
  assert.equal(response.status, 200, `${path}: ${response.text}`);
  assert.match(response.headers["content-type"], /^application\/json/);
  return response.json();
};

const connect = async (server, t, transport = "websocket") => {
  const socket = new Clients(server, t).io("", { transports: [transport] });
  await event(socket, "connect");
  return socket;
};

describe("fleetwired: telemetry", () => {
  for (const workers of [1, 3]) {
    it(`counts what clients do, ${workers} workers`, async (t) => {
      const server = await serve(t, { "server.workers": workers });
      const before = await metrics(server);
      const sockets = [await connect(server, t), await connect(server, t, "polling")];
      for (const socket of sockets) for (let i = 0; i < 10; ++i) socket.emit("unheard", i);
      const enough = (after) =>
        total(after, "fleetwire_received_events_total") -
          total(before, "fleetwire_received_events_total") ===
        20;
      const after = await eventually(async () => {
        const now = await metrics(server);
        return enough(now) && now;
      }, "twenty events must be counted");
      assert.equal(total(after, "fleetwire_connections", { transport: "websocket" }), 1);
      assert.equal(total(after, "fleetwire_connections", { transport: "polling" }), 1);
      assert.equal(total(after, "fleetwire_actors", { kind: "connection" }), 2);
      assert.equal(total(after, "fleetwire_namespace_sockets", { namespace: "/" }), 2);
      assert.equal(after.get("fleetwire_worker_cpu_seconds_total").samples.length, workers);
      for (const name of ["fleetwire_received_bytes_total", "fleetwire_sent_bytes_total"]) {
        assert.ok(total(after, name) > total(before, name), name);
      }
      for (const socket of sockets) socket.disconnect();
      await eventually(
        async () => total(await metrics(server), "fleetwire_connections_closed_total") === 2,
        "both must be counted as closed",
      );
    });

    it(`lists connections and what belongs to them, ${workers} workers`, async (t) => {
      const server = await serve(t, { "server.workers": workers });
      const sockets = [];
      for (let i = 0; i < 5; ++i) sockets.push(await connect(server, t));
      for (let i = 0; i < 50; ++i) sockets[3].emit("unheard");
      const id = `connection.${sockets[3].io.engine.id}`;
      const first = () => read(server, "/telemetry/actors?kind=connection&sort=messages&limit=2");
      await eventually(async () => (await first()).actors[0].messages_in >= 51, "51 messages");
      const page = await first();
      assert.equal(page.total, 5);
      assert.equal(page.actors.length, 2);
      assert.equal(page.actors[0].id, id);
      assert.equal(page.actors[0].transport, "websocket");
      const rest = await read(server, "/telemetry/actors?sort=messages&limit=50&offset=2");
      const ids = new Set([...page.actors, ...rest.actors].map((one) => one.id));
      assert.equal(ids.size, 5);
      const one = await read(server, `/telemetry/actors/${id}`);
      assert.equal(one.children.length, 1);
      assert.ok(one.children[0].id.endsWith(`:${sockets[3].id}`));
      const socket = await read(server, `/telemetry/actors/${one.children[0].id}`);
      assert.equal(socket.namespace, "/");
      assert.equal(socket.parent, id);
      const worker = await read(server, `/telemetry/actors/${one.parent}`);
      assert.ok(worker.children.some((child) => child.id === id));
      const engine = await read(server, "/telemetry/actors/engine");
      assert.equal(engine.children.length, workers);
      let listed = 0;
      for (let i = 0; i < workers; ++i) {
        listed += (await read(server, `/telemetry/actors?worker=${i}`)).total;
      }
      assert.equal(listed, 5);
      sockets[3].disconnect();
      await eventually(
        async () => (await internal(server, `/telemetry/actors/${id}`)).status === 404,
        "it must be forgotten",
      );
    });
  }

  it("names the top talkers", async (t) => {
    const server = await serve(t);
    await connect(server, t);
    const loud = await connect(server, t);
    loud.emit("unheard", "x".repeat(10_000));
    await eventually(async () => {
      const { top } = await read(server, "/telemetry");
      return top.bytes[0]?.id === `connection.${loud.io.engine.id}` && top.bytes[0].bytes_in > 1e4;
    }, "the loud one must come first");
  });

  it("answers what it does not know with a JSON error", async (t) => {
    const server = await serve(t);
    for (const [path, status] of [
      ["/", 404],
      ["/telemetry/", 404],
      ["/telemetry/actorsx", 404],
      ["/telemetry/actors/", 404],
      ["/telemetry/actors/planet.1", 404],
      ["/telemetry/actors/worker.99", 404],
      ["/telemetry/actors/room.0.%2F:none", 404],
      ["/telemetry/actors/connection.aaaaaaaaaaaaaaaaaaaa", 404],
      ["/telemetry/actors?limit=501", 400],
      ["/telemetry/actors?colour=red", 400],
    ]) {
      const response = await internal(server, path);
      assert.equal(response.status, status, path);
      assert.equal(typeof response.json().error, "string", path);
    }
    const posted = await request(`${server.telemetryUrl}/metrics`, { method: "POST", body: "x" });
    assert.equal(posted.status, 405);
    assert.equal(posted.headers.allow, "GET, HEAD");
  });

  it("is not ready while it drains", async (t) => {
    const server = await start({ "server.drain_wave": "3s" });
    const sockets = [];
    for (let i = 0; i < 100; ++i) sockets.push(await Socket.open(server, "/socket.io/"));
    assert.equal((await internal(server, "/health/ready")).status, 200);
    assert.equal(total(await metrics(server), "fleetwire_ready"), 1);
    const stopped = server.stop();
    await eventually(async () => {
      const response = await internal(server, "/health/ready").catch(() => undefined);
      assert.ok(response, "it must say so before it is gone");
      return response.status === 503;
    }, "readiness must turn 503");
    await stopped;
    await Promise.all(sockets.map((socket) => socket.closed));
  });
});

describe("fleetwire-top", { skip: !process.env.FLEETWIRE_TOP }, () => {
  /** Runs the program to its end without holding up the clients of this process. */
  const top = (args) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.env.FLEETWIRE_TOP, args);
      const done = { stdout: "", stderr: "" };
      child.stdout.on("data", (chunk) => (done.stdout += chunk));
      child.stderr.on("data", (chunk) => (done.stderr += chunk));
      child.once("error", reject);
      child.once("close", (status) => resolve({ ...done, status }));
    });

  it("prints telemetry as JSON", async (t) => {
    const server = await serve(t);
    await connect(server, t);
    const done = await top(["--once", "--json", "--url", server.telemetryUrl]);
    assert.equal(done.status, 0, done.stderr);
    assert.equal(JSON.parse(done.stdout).connections.websocket, 1);
  });

  it("prints a view as text", async (t) => {
    const server = await serve(t);
    const socket = await connect(server, t);
    const done = await top(["--once", "--interval=0.1", `--url=${server.telemetryUrl}`]);
    assert.equal(done.status, 0, done.stderr);
    assert.match(done.stdout, new RegExp(` ${socket.io.engine.id}`));
    assert.ok(!done.stdout.includes("\x1b"));
  });

  it("says what is wrong", async () => {
    const nobody = await top(["--once", "--url", "http://127.0.0.1:1"]);
    assert.equal(nobody.status, 1);
    assert.match(nobody.stderr, /fleetwire-top: /);
    assert.equal((await top(["--json"])).status, 2);
    assert.equal((await top(["--help"])).status, 0);
  });
});
