import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, serve } from "../harness/fleetwired.mjs";
import {
  QUICK,
  call,
  login,
  loginAdmin,
  refresh,
  register,
  tryLogin,
} from "../harness/identity.mjs";
import { request } from "../harness/polling.mjs";

const NSP = "/account";
const ANA = "ana@example.org";

const identity = (t, settings = {}) => serve(t, { systems: "identity", ...QUICK, ...settings });

/** A server where Ana has an account. */
async function withAna(t, settings) {
  const server = await identity(t, settings);
  return { server, id: await register(server, ANA) };
}

const cookieOf = ({ headers }) => {
  const [first] = [headers["set-cookie"]].flat();
  return first?.split(";")[0];
};

/** A socket that reads `held.token` each time it connects. */
async function enter(clients, held, options = {}) {
  const socket = clients.io(NSP, { auth: (give) => give({ token: held.token }), ...options });
  const [hello] = await event(socket, "hello");
  return { socket, hello };
}

async function refused(clients, options) {
  const socket = clients.io(NSP, options);
  const [error] = await event(socket, "connect_error");
  socket.disconnect();
  return error;
}

describe("identity: logins", () => {
  it("gives an app both tokens and a browser a cookie", async (t) => {
    const { server } = await withAna(t);
    const app = await tryLogin(server, ANA, { sessionType: "mobile_app" });
    assert.equal(app.headers["set-cookie"], undefined);
    assert.equal(typeof app.body.data.refreshToken, "string");
    assert.ok(app.body.data.accessTokenExpiresAt > Date.now());
    const web = await tryLogin(server, ANA, { sessionType: "web" });
    assert.equal(web.body.data.refreshToken, undefined);
    assert.match(cookieOf(web), /^refreshToken=./);
    const next = await call(server, "POST", "/api/auth/refresh", {
      headers: { Cookie: cookieOf(web) },
    });
    assert.equal(next.status, 200);
    assert.equal(next.body.data.refreshToken, undefined);
    assert.notEqual(cookieOf(next), cookieOf(web));
    const out = await call(server, "POST", "/api/auth/logout", {
      headers: { Cookie: cookieOf(next) },
    });
    assert.equal(out.status, 204);
    assert.equal(cookieOf(out), "refreshToken=");
    const gone = await call(server, "GET", "/api/users/profile", {
      token: next.body.data.accessToken,
    });
    assert.equal(gone.status, 401);
    assert.equal(gone.body.message, "Token inválido o expirado");
  });

  it("lets two concurrent refreshes agree and a late one end the session", async (t) => {
    const { server } = await withAna(t, { "auth.refresh_grace": "1s" });
    const first = await login(server, ANA);
    const both = await Promise.all([1, 2].map(() => refresh(server, first.refreshToken)));
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(both[0].body.data.sid, both[1].body.data.sid);
    const socket = new Clients(server, t);
    const { socket: other } = await enter(socket, { token: both[0].body.data.accessToken });
    const told = event(other, "auth:session_revoked");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const late = await refresh(server, first.refreshToken);
    assert.equal(late.status, 401);
    assert.equal(late.body.message, "Refresh token inválido o revocado");
    assert.equal((await told)[0].reason, "token_reuse_detected");
    assert.equal((await refresh(server, both[0].body.data.refreshToken)).status, 401);
  });

  it("keeps accounts, locks and sessions across a restart", async (t) => {
    const data = folder(t).path;
    const settings = { "storage.data": data, "auth.lockout_failures": 2 };
    const first = await identity(t, settings);
    await register(first, ANA);
    await register(first, "eva@example.org");
    const eva = await login(first, "eva@example.org");
    for (let i = 0; i < 2; ++i)
      assert.equal((await tryLogin(first, ANA, { password: "wrong horse" })).status, 401);
    await first.stop();
    const second = await identity(t, settings);
    const locked = await tryLogin(second, ANA);
    assert.equal(locked.status, 401);
    assert.equal(locked.body.message, "Account is temporarily locked");
    const profile = await call(second, "GET", "/api/users/profile", { token: eva.accessToken });
    assert.equal(profile.status, 200);
    assert.equal((await refresh(second, eva.refreshToken)).status, 200);
    assert.equal(statSync(join(data, "secrets/access_secret")).mode & 0o777, 0o600);
  });

  it("answers pages of allowed origins with credentials", async (t) => {
    const { server } = await withAna(t, { "http.cors_origins": "https://app.example" });
    const ask = (Origin) =>
      request(`${server.url}/api/auth/login`, {
        method: "OPTIONS",
        headers: {
          Origin,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "content-type,x-auth-retried",
        },
      });
    const ours = await ask("https://app.example");
    assert.equal(ours.headers["access-control-allow-origin"], "https://app.example");
    assert.equal(ours.headers["access-control-allow-credentials"], "true");
    const other = await ask("https://evil.example");
    assert.equal(other.headers["access-control-allow-origin"], undefined);
  });

  it("sends logins beyond its queue away for a moment", async (t) => {
    const hashing = {
      "auth.hash_queue": 1,
      "auth.argon2_memory_kib": 19456,
      "auth.argon2_passes": 4,
    };
    const { server } = await withAna(t, hashing);
    const all = await Promise.all(Array.from({ length: 12 }, () => tryLogin(server, ANA)));
    const busy = all.filter(({ status }) => status === 429);
    assert.ok(busy.length > 0);
    assert.equal(busy.length + all.filter(({ status }) => status === 200).length, all.length);
    assert.equal(busy[0].headers["retry-after"], "2");
    assert.equal(busy[0].body.error.code, "Too Many Requests");
  });

  it("speaks Spanish and English where it has both", async (t) => {
    const { server } = await withAna(t);
    const say = async (language) =>
      (
        await call(server, "POST", "/api/auth/refresh", {
          body: {},
          headers: { "Accept-Language": language },
        })
      ).body.message;
    assert.equal(await say("es-ES,es;q=0.9"), "No se envió el refresh token");
    assert.equal(await say("en"), "No refresh token provided");
  });

  it("says what it can do", async (t) => {
    const server = await identity(t);
    const spec = await request(`${server.url}/api/docs/identity/openapi.yaml`);
    assert.equal(spec.status, 200);
    assert.match(spec.text, /^openapi: 3\.1/);
    for (const path of ["/api/auth/login", "/api/users/{id}/password"])
      assert.ok(spec.text.includes(`  ${path}:\n`), path);
  });
});

describe("identity: sockets", () => {
  it("refuses with the reason before the namespace is joined", async (t) => {
    const { server } = await withAna(t);
    const clients = new Clients(server, t);
    assert.equal((await refused(clients)).message, "Missing token");
    const wrong = await refused(clients, { auth: { token: "nonsense" } });
    assert.equal(wrong.message, "Invalid or expired access token");
    assert.deepEqual(wrong.data, { code: "INVALID_TOKEN" });
    const { accessToken, refreshToken } = await login(server, ANA);
    assert.equal(
      (await refused(clients, { auth: { token: refreshToken } })).message,
      "Invalid or expired access token",
    );
    await call(server, "POST", "/api/auth/logout", { body: { refreshToken } });
    assert.equal(
      (await refused(clients, { auth: { token: accessToken } })).message,
      "Invalid session",
    );
  });

  it("takes the token from the header, too", async (t) => {
    const { server, id } = await withAna(t);
    const { accessToken, sid } = await login(server, ANA);
    const socket = new Clients(server, t).io(NSP, {
      extraHeaders: { Authorization: `bearer ${accessToken}` },
    });
    assert.deepEqual(await event(socket, "hello"), [{ ok: true, nsp: NSP, userId: id, sid }]);
  });

  it("believes a foreign issuer, but not that somebody is an admin", async (t) => {
    const key = folder(t).write("key", "a secret shared with others\n");
    chmodSync(key, 0o600);
    const server = await identity(t, {
      "auth.foreign_issuers": `name=orders; iss=elsewhere; alg=HS256; key_file=${key}`,
    });
    const part = (what) => Buffer.from(JSON.stringify(what)).toString("base64url");
    const sign = (claims) => {
      const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
      const hash = createHmac("sha256", "a secret shared with others").update(text);
      return `${text}.${hash.digest("base64url")}`;
    };
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims = { iss: "elsewhere", sub: "7", role: "admin", exp };
    const clients = new Clients(server, t);
    const { hello } = await enter(clients, { token: sign(claims) });
    assert.deepEqual(hello, { ok: true, nsp: NSP, userId: "7", sid: "" });
    // Nor that his users are ours: to the REST interface he is nobody.
    const users = await call(server, "GET", "/api/users", { token: sign(claims) });
    assert.equal(users.status, 401);
    const other = sign({ ...claims, iss: "nobody" });
    assert.equal(
      (await refused(clients, { auth: { token: other } })).message,
      "Invalid or expired access token",
    );
  });

  it("does not recover a socket whose session was revoked", async (t) => {
    const { server } = await withAna(t, { "recovery.enabled": true });
    const session = await login(server, ANA);
    const { socket } = await enter(new Clients(server, t), { token: session.accessToken });
    const id = socket.id;
    // Back as he was, and known without the middlewares.
    socket.io.engine.close();
    await event(socket, "connect");
    assert.equal(socket.recovered, true);
    assert.equal(socket.id, id);
    socket.io.reconnection(false);
    socket.io.engine.close();
    await call(server, "POST", "/api/auth/logout", {
      body: { refreshToken: session.refreshToken },
    });
    const error = event(socket, "connect_error");
    socket.connect();
    assert.equal((await error)[0].message, "Invalid session");
  });

  it("lets in and sends away where the settings want it", async (t) => {
    const { server } = await withAna(t, { "auth.reject": "disconnect" });
    const socket = new Clients(server, t).io(NSP, { auth: { token: "nonsense" } });
    let heard = false;
    socket.on("hello", () => (heard = true));
    const [, [reason]] = await Promise.all([event(socket, "connect"), event(socket, "disconnect")]);
    assert.equal(reason, "io server disconnect");
    assert.equal(heard, false);
  });

  it("tells a revoked session's sockets, then disconnects them for good", async (t) => {
    const { server } = await withAna(t);
    const clients = new Clients(server, t);
    const [one, two] = [await login(server, ANA), await login(server, ANA)];
    const { socket } = await enter(clients, { token: one.accessToken });
    const { socket: stays } = await enter(clients, { token: two.accessToken });
    const order = [];
    socket.on("auth:session_revoked", (note) => order.push(note));
    const gone = event(socket, "disconnect");
    const list = await call(server, "GET", "/api/auth/sessions", { token: two.accessToken });
    assert.equal(list.body.data.length, 2);
    const [{ id }] = list.body.data.filter(({ sid }) => sid === one.sid);
    const ended = await call(server, "DELETE", `/api/auth/sessions/${id}`, {
      token: two.accessToken,
    });
    assert.deepEqual(ended.body.data, { revoked: 1 });
    assert.equal((await gone)[0], "io server disconnect");
    assert.equal(order.length, 1);
    assert.equal(order[0].sid, one.sid);
    assert.equal(order[0].reason, "session_revoked");
    assert.match(order[0].at, /^\d{4}-.*Z$/);
    assert.equal(socket.active, false);
    assert.equal(stays.connected, true);
  });

  it("sends away who is of another type now, before the admin is answered", async (t) => {
    const { server, id } = await withAna(t);
    const session = await login(server, ANA);
    const { socket } = await enter(new Clients(server, t), { token: session.accessToken });
    const told = event(socket, "auth:session_revoked");
    const gone = event(socket, "disconnect");
    const { accessToken: token } = await loginAdmin(server);
    const change = (body) => call(server, "PATCH", `/api/users/${id}`, { token, body });
    assert.equal((await change({ name: "Bea" })).status, 200);
    assert.equal(socket.connected, true);
    assert.equal((await change({ userType: "driver" })).body.data.userType, "driver");
    assert.equal((await told)[0].reason, "user_changed");
    assert.equal((await gone)[0], "io server disconnect");
    assert.equal(socket.active, false);
  });

  it("cuts a refreshed session's sockets off and they come back by themselves", async (t) => {
    const { server } = await withAna(t);
    const clients = new Clients(server, t);
    const first = await login(server, ANA);
    const held = { token: first.accessToken };
    const { socket } = await enter(clients, held);
    const note = event(socket, "auth:session_refreshed");
    const cut = event(socket, "disconnect");
    const { body } = await refresh(server, first.refreshToken);
    held.token = body.data.accessToken;
    const [{ oldSid, newSid }] = await note;
    assert.deepEqual([oldSid, newSid], [first.sid, body.data.sid]);
    assert.match((await cut)[0], /^transport (close|error)$/);
    const [hello] = await event(socket, "hello");
    assert.ok([first.sid, body.data.sid].includes(hello.sid));
    // The old token is good for the grace of thirty seconds.
    const { hello: late } = await enter(clients, { token: first.accessToken });
    assert.equal(late.sid, first.sid);
  });

  it("closes a socket when its token expires", async (t) => {
    const { server } = await withAna(t, { "auth.access_ttl": "2s" });
    const first = await login(server, ANA);
    const { socket } = await enter(new Clients(server, t), { token: first.accessToken });
    const [[reason], [error]] = await Promise.all([
      event(socket, "disconnect"),
      event(socket, "connect_error"),
    ]);
    assert.match(reason, /^transport (close|error)$/);
    assert.ok(Date.now() >= first.accessTokenExpiresAt - 1_000);
    assert.match(error.message, /^(Invalid or expired access token|Access expired)$/);
  });

  it("ends the other sessions with a new password", async (t) => {
    const { server, id } = await withAna(t);
    const clients = new Clients(server, t);
    const [here, there] = [await login(server, ANA), await login(server, ANA)];
    const { socket: stays } = await enter(clients, { token: here.accessToken });
    const { socket: goes } = await enter(clients, { token: there.accessToken });
    const told = event(goes, "auth:session_revoked");
    const done = await call(server, "PATCH", `/api/users/${id}/password`, {
      token: here.accessToken,
      body: { newPassword: "battery staple", confirmPassword: "battery staple" },
    });
    assert.equal(done.status, 200);
    assert.equal((await told)[0].reason, "password_changed");
    assert.equal(stays.connected, true);
    assert.equal((await tryLogin(server, ANA)).status, 401);
  });
});
