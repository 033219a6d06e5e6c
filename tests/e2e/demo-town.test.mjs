// The town of `fleetwire-ctl seed demo`, and `fleetwire-ctl listen` in it.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { describe } from "node:test";
import { it } from "../harness/fixture.mjs";
import { folder, serve } from "../harness/fleetwired.mjs";
import { call, tryLogin } from "../harness/identity.mjs";
import { eventually, splitCommand } from "../harness/server.mjs";

const PASSWORD = "demo-town";
const HERE = { lat: 23.115, lng: -82.362 };
const THERE = { lat: 23.121, lng: -82.352 };

function ctl(...args) {
  const [program, ...rest] = splitCommand(process.env.FLEETWIRE_CTL);
  const done = spawnSync(program, [...rest, ...args], { encoding: "utf8", timeout: 60_000 });
  return { status: done.status, out: done.stdout, error: done.stderr };
}

/** Runs `listen` until it has printed `count` events: its lines and how it ended. */
function listen(server, ...args) {
  const [program, ...rest] = splitCommand(process.env.FLEETWIRE_CTL);
  const child = spawn(program, [...rest, "listen", "--url", server.url, ...args]);
  const heard = { child, text: "", error: "" };
  child.stdout.on("data", (chunk) => (heard.text += chunk));
  child.stderr.on("data", (chunk) => (heard.error += chunk));
  heard.ended = new Promise((resolve) => child.on("exit", resolve));
  return heard;
}

const town = (t, data) => serve(t, { systems: "rides", "storage.data": data });

async function logIn(server, name) {
  const type = name.replace(/\d+$/, "");
  const { status, body } = await tryLogin(server, `${name}@town.example`, { password: PASSWORD, type });
  assert.equal(status, 200, JSON.stringify(body));
  return { token: body.data.accessToken, id: body.data.user.id };
}

async function list(server, path, token) {
  const { body } = await call(server, "GET", `${path}?limit=100`, { token });
  assert.equal(body.success, true, JSON.stringify(body));
  return body.data;
}

describe("the demo town", () => {
  it("is made before the server starts, and a second time changes nothing", async (t) => {
    const { path } = folder(t);
    const made = ctl("seed", "demo", "--data", path);
    assert.equal(made.status, 0, made.error);
    assert.match(made.out, /^21 people and 47 other rows/);
    assert.match(ctl("seed", "demo", "--data", path).out, /^0 people and 0 other rows/);
    const server = await town(t, path);
    const admin = await logIn(server, "admin");
    assert.equal((await list(server, "/api/drivers", admin.token)).length, 10);
    assert.equal((await list(server, "/api/vehicle-types", admin.token)).length, 2);
    assert.equal((await list(server, "/api/users", admin.token)).length, 21);
  });

  it("is made while the server runs, which then knows it", async (t) => {
    const { path } = folder(t);
    const server = await town(t, path);
    const made = ctl("seed", "demo", "--data", path);
    assert.equal(made.status, 0, made.error);
    await eventually(
      async () => (await list(server, "/api/vehicle-categories")).length === 2,
      "the server does not know the catalogue",
    );
    const driver = await logIn(server, "driver1");
    const ping = await call(server, "POST", "/api/driver-availability/ping-location", {
      token: driver.token,
      body: HERE,
    });
    assert.equal(ping.body.data.isMatchable, true, JSON.stringify(ping.body));
  });

  it("refuses to take over what belongs to somebody else", async (t) => {
    const { path } = folder(t);
    const [program, ...rest] = splitCommand(process.env.FLEETWIRE_CTL);
    const create = ["user", "create", "--data", path, "--email", "driver1@town.example"];
    const made = spawnSync(program, [...rest, ...create, "--password-stdin"], { input: "password 1\n" });
    assert.equal(made.status, 0, made.stderr.toString());
    const { status, error } = ctl("seed", "demo", "--data", path);
    assert.equal(status, 1);
    assert.match(error, /driver1@town\.example is somebody else/);
  });
});

describe("fleetwire-ctl listen", () => {
  it("prints what sockets of both sides hear of a trip", async (t) => {
    const { path } = folder(t);
    assert.equal(ctl("seed", "demo", "--data", path).status, 0);
    const server = await town(t, path);
    const ears = [
      listen(server, "--as", "driver1", "--count", "3"),
      listen(server, "--as", "passenger1", "--count", "3", "--json"),
    ];
    t.after(() => ears.forEach(({ child }) => child.kill()));
    await eventually(() => ears.every(({ text }) => text.includes("hello")), "not connected");
    const driver = await logIn(server, "driver1");
    await call(server, "POST", "/api/driver-availability/ping-location", {
      token: driver.token,
      body: { ...HERE, forceSave: true },
    });
    const passenger = await logIn(server, "passenger1");
    const [klass] = (await list(server, "/api/vehicle-service-classes")).filter(
      ({ name }) => name === "Standard",
    );
    const [category] = (await list(server, "/api/vehicle-categories")).filter(
      ({ name }) => name === "Car",
    );
    const asked = await call(server, "POST", "/api/trips", {
      token: passenger.token,
      body: {
        passengerId: passenger.id,
        paymentMode: "cash",
        pickupPoint: HERE,
        stops: [{ point: THERE }],
        vehicleCategoryId: category.id,
        serviceClassId: klass.id,
      },
    });
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    const codes = await Promise.all(ears.map(({ ended }) => ended));
    assert.deepEqual(codes, [0, 0], ears.map(({ error }) => error).join());
    const [atDriver, atPassenger] = ears.map(({ text }) => text.trim().split("\n"));
    assert.match(atDriver[0], /^connected to \/drivers$/);
    for (const line of atDriver.slice(1))
      assert.match(line, /^\d\d:\d\d:\d\d\.\d{3} \/drivers [a-z:_]+ \{.*\}$/);
    assert.deepEqual(
      atPassenger.map((line) => JSON.parse(line)[0]),
      ["hello", "trip:requested", "trip:assigning_started"],
    );
  });

  it("says why it may not listen", async (t) => {
    const { path } = folder(t);
    assert.equal(ctl("seed", "demo", "--data", path).status, 0);
    const server = await town(t, path);
    const at = ["listen", "--url", server.url];
    const wrong = ctl(...at, "--as", "driver11");
    assert.equal(wrong.status, 1);
    assert.match(wrong.error, /Email o contraseña inválidos/);
    const { token } = await logIn(server, "passenger1");
    const refused = ctl(...at, "--token", token, "--namespace", "/drivers");
    assert.equal(refused.status, 1);
    assert.match(refused.error, /Wrong userType/);
    assert.equal(ctl(...at, "--as", "nobody").status, 2);
    assert.equal(ctl(...at).status, 2);
    assert.equal(ctl("listen", "--url", "http://127.0.0.1:1", "--as", "driver1").status, 1);
  });

  it("comes back when the server does", async (t) => {
    const { path } = folder(t);
    assert.equal(ctl("seed", "demo", "--data", path).status, 0);
    const first = await town(t, path);
    const ear = listen(first, "--as", "driver2", "--count", "2");
    t.after(() => ear.child.kill());
    await eventually(() => ear.text.includes("hello"), "not connected");
    const { port } = first;
    await first.stop();
    await serve(t, { systems: "rides", "storage.data": path, "server.port": port });
    assert.equal(await ear.ended, 0, ear.error);
    assert.match(ear.error, /trying again/);
    assert.equal(ear.text.match(/hello/g).length, 2);
  });
});
