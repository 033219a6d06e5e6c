// Secrets change while the server runs: SIGHUP makes it read them anew.
import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, log, serve } from "../harness/fleetwired.mjs";
import { QUICK, call, login, refresh, register } from "../harness/identity.mjs";
import { eventually } from "../harness/server.mjs";

const ANA = "ana@example.org";
const OLD = { access: "a".repeat(32), refresh: "r".repeat(32) };
const NEW = { access: "b".repeat(32), refresh: "s".repeat(32) };

const kid = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url")).kid;

/** A server whose secrets lie in files, where Ana has an account; and the ways to change them. */
async function town(t) {
  const place = folder(t);
  const keep = (name, text) => {
    const path = place.write(name, `${text}\n`);
    chmodSync(path, 0o600);
    return path;
  };
  const put = ({ access, refresh: turn }) => [keep("access", access), keep("refresh", turn)];
  const configure = (previous) => {
    const [access, turn] = [`${place.path}/access`, `${place.path}/refresh`];
    const old = (what) => JSON.stringify(previous ? [previous[what]] : []);
    return place.write(
      "a.toml",
      `[auth]\naccess_secret_file = "${access}"\nrefresh_secret_file = "${turn}"\n` +
        `previous_access_secrets = ${old("access")}\nprevious_refresh_secrets = ${old("refresh")}\n`,
    );
  };
  put(OLD);
  const args = ["--config", configure()];
  const server = await serve(t, { systems: "identity", "server.workers": 2, ...QUICK }, { args });
  await register(server, ANA);
  const told = (name) => log(server).filter((line) => line.event === name);
  const reload = async (name = "keys_loaded") => {
    const before = told(name).length;
    server.signal("SIGHUP");
    await eventually(() => told(name).length > before, `no ${name}`);
    return told(name).at(-1);
  };
  const status = async (token) =>
    (await call(server, "GET", "/api/users/profile", { token })).status;
  return { server, put, keep, configure, reload, status };
}

describe("identity: secrets", () => {
  it("change without a restart, and nobody is cut off", async (t) => {
    const { server, put, configure, reload, status } = await town(t);
    const before = await login(server, ANA, { sessionType: "mobile_app" });
    const clients = new Clients(server, t);
    const socket = clients.io("/account", { auth: { token: before.accessToken } });
    await event(socket, "hello");
    let isCut = false;
    socket.on("disconnect", () => (isCut = true));

    put(NEW);
    configure(OLD);
    assert.equal((await reload()).new_secrets, true);
    assert.equal(await status(before.accessToken), 200);
    await event(clients.io("/account", { auth: { token: before.accessToken } }), "hello");
    const after = await login(server, ANA, { sessionType: "mobile_app" });
    assert.notEqual(kid(after.accessToken), kid(before.accessToken));
    assert.equal(await status(after.accessToken), 200);
    assert.ok(!isCut);

    // Whoever refreshes has tokens of the new secrets.
    const turned = await refresh(server, before.refreshToken);
    assert.equal(turned.status, 200, JSON.stringify(turned.body));
    const { accessToken, refreshToken } = turned.body.data;
    assert.equal(kid(accessToken), kid(after.accessToken));

    // Then the old ones may go.
    configure();
    assert.equal((await reload()).new_secrets, false);
    assert.equal(await status(before.accessToken), 401);
    assert.equal((await refresh(server, before.refreshToken)).status, 401);
    assert.equal(await status(accessToken), 200);
    assert.equal((await refresh(server, refreshToken)).status, 200);
  });

  it("stay when the new ones are no good", async (t) => {
    const { server, keep, put, reload, status } = await town(t);
    const { accessToken } = await login(server, ANA);
    keep("access", "short");
    assert.match((await reload("settings_kept")).why, /access_secret/);
    assert.equal(await status(accessToken), 200);
    put({ access: NEW.access, refresh: NEW.access });
    assert.match((await reload("settings_kept")).why, /must differ/);
    assert.equal(await status(accessToken), 200);
    assert.equal(kid((await login(server, ANA)).accessToken), kid(accessToken));
    assert.ok(!server.stderr.includes(NEW.access), "a secret was logged");
  });

  it("that were made in memory outlive a reload", async (t) => {
    const server = await serve(t, { systems: "identity", ...QUICK });
    await register(server, ANA);
    const { accessToken } = await login(server, ANA);
    server.signal("SIGHUP");
    await eventually(() => log(server).some((l) => l.event === "keys_loaded"), "not reloaded");
    const profile = await call(server, "GET", "/api/users/profile", { token: accessToken });
    assert.equal(profile.status, 200);
  });
});
