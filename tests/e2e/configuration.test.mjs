import assert from "node:assert/strict";
import { describe } from "node:test";
import { it } from "../harness/fixture.mjs";
import { folder, run, serve } from "../harness/fleetwired.mjs";
import { Polling, request } from "../harness/polling.mjs";

const PATH = "/socket.io/";

describe("fleetwired: configuration", () => {
  const opened = async (server, path = PATH) => (await Polling.open(server, path)).open;

  it("has sane defaults", async (t) => {
    const server = await serve(t);
    const open = await opened(server);
    assert.equal(open.pingInterval, 25_000);
    assert.equal(open.pingTimeout, 20_000);
    assert.equal(open.maxPayload, 1_000_000);
  });

  it("reads a file", async (t) => {
    const file = folder(t).write(
      "a.toml",
      '[engineio]\nping_interval = "7s"\npingTimeout = 3000\n',
    );
    const server = await serve(t, {}, { args: ["--config", file] });
    const open = await opened(server);
    assert.equal(open.pingInterval, 7000);
    assert.equal(open.pingTimeout, 3000);
  });

  it("reads the environment, which wins over the file", async (t) => {
    const file = folder(t).write(
      "a.toml",
      '[engineio]\nping_interval = "7s"\nping_timeout = "3s"\n',
    );
    const env = { FLEETWIRE_ENGINEIO_PING_INTERVAL: "8s", FLEETWIRE_CONFIG: file };
    const open = await opened(await serve(t, {}, { env }));
    assert.equal(open.pingInterval, 8000);
    assert.equal(open.pingTimeout, 3000);
  });

  it("reads flags, which win over the environment", async (t) => {
    const env = { FLEETWIRE_ENGINEIO_PING_INTERVAL: "8s" };
    const open = await opened(await serve(t, { "engineio.ping_interval": "9s" }, { env }));
    assert.equal(open.pingInterval, 9000);
  });

  it("serves another path when told so", async (t) => {
    const server = await serve(t, { "engineio.path": "/live/" });
    await opened(server, "/live/");
    assert.equal((await request(`${server.url}${PATH}?EIO=4&transport=polling`)).status, 404);
  });

  it("offers no upgrade when told so", async (t) => {
    const server = await serve(t, { "engineio.allow_upgrades": false });
    assert.deepEqual((await opened(server)).upgrades, []);
  });

  it("refuses a transport that is turned off", async (t) => {
    const server = await serve(t, { "engineio.transports": "websocket" });
    const response = await request(`${server.url}${PATH}?EIO=4&transport=polling`);
    assert.equal(response.status, 400);
    assert.deepEqual(response.json(), { code: 0, message: "Transport unknown" });
  });

  it("shows its version and its help", () => {
    const version = run(["--version"]);
    assert.equal(version.status, 0);
    assert.match(version.stdout, /^fleetwired \d+\.\d+\.\d+\n$/);
    const help = run(["--help"]);
    assert.equal(help.status, 0);
    assert.match(help.stdout, /ping_interval/);
  });

  it("checks a configuration and starts nothing", (t) => {
    const file = folder(t).write("a.toml", "[server]\nport = 4321\n");
    const checked = run(["--config", file, "--check-config"]);
    assert.equal(checked.status, 0, checked.stderr);
    assert.match(checked.stdout, /4321/);
  });

  for (const [what, text, complaint] of [
    ["an unknown key", "[server]\nprot = 1\n", /a\.toml:2: .*server\.prot/],
    ["a value out of range", "[server]\nport = 70000\n", /a\.toml:2: .*server\.port/],
    ["a value of the wrong type", '[server]\nport = "many"\n', /a\.toml:2: .*server\.port/],
    ["broken TOML", "[server\n", /a\.toml:1/],
  ]) {
    it(`names file, line and key of ${what}`, (t) => {
      const file = folder(t).write("a.toml", text);
      for (const args of [["--check-config"], []]) {
        const refused = run(["--config", file, ...args]);
        assert.equal(refused.status, 2);
        assert.match(refused.stderr, complaint);
      }
    });
  }

  it("names a file that is not there", () => {
    const refused = run(["--config", "/nowhere/fleetwire.toml"]);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /\/nowhere\/fleetwire\.toml/);
  });

  it("says which port it could not have", async (t) => {
    const server = await serve(t);
    const second = run([`--server.port=${server.port}`, "--telemetry.enabled=false"]);
    assert.equal(second.status, 1);
    assert.match(second.stderr, new RegExp(String(server.port)));
    await Polling.open(server, PATH);
  });

  it("reads its file again on SIGHUP", async (t) => {
    const place = folder(t);
    const file = place.write("a.toml", '[cors]\norigins = ["http://one.example"]\n');
    const server = await serve(t, {}, { args: ["--config", file] });
    const allowed = async () => {
      const headers = { origin: "http://two.example" };
      const response = await request(Polling.address(server, PATH), { headers });
      return response.headers["access-control-allow-origin"];
    };
    assert.notEqual(await allowed(), "http://two.example");
    place.write("a.toml", '[cors]\norigins = ["http://two.example"]\n');
    server.signal("SIGHUP");
    while ((await allowed()) !== "http://two.example") await new Promise(setImmediate);
    place.write("a.toml", "[cors\n");
    server.signal("SIGHUP");
    while (!server.stderr.includes("reload_refused")) await new Promise(setImmediate);
    assert.equal(await allowed(), "http://two.example", "a broken file changes nothing");
  });
});
