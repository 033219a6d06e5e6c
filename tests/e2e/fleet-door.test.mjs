import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { api, enter, fleet, inSeconds, sign, tokenOf, trusting } from "../harness/fleet.mjs";
import { serve } from "../harness/fleetwired.mjs";
import { QUICK, call, login, register } from "../harness/identity.mjs";
import { eventually } from "../harness/server.mjs";

/** Why a socket may not enter. */
async function refused(clients, auth, options = {}) {
  const socket = clients.io("", { auth, ...options });
  const [error] = await event(socket, "connect_error");
  socket.disconnect();
  return [error.message, error.data?.code];
}

const INVALID = ["Authentication error: invalid token", "INVALID_TOKEN"];

describe("fleet: the door", () => {
  it("lets the other back end's people in by the claims they have", async (t) => {
    const server = await fleet(t);
    const clients = new Clients(server, t);
    const exp = inSeconds(60);
    for (const claims of [
      { id: "u1", role: "driver", exp },
      { sub: "u1", userType: "driver", exp },
      { userId: "u1", exp },
      { id: "u1", sub: "somebody else", role: "driver", userType: "admin", exp },
    ]) {
      const socket = clients.io("", { auth: { token: sign(claims), userId: "u1" } });
      await event(socket, "connect");
      socket.disconnect();
    }
    const numbered = clients.io("", {
      auth: { token: sign({ id: 7, role: "x", exp }), userId: 7 },
    });
    await event(numbered, "connect");
  });

  it("says why somebody may not enter", async (t) => {
    const server = await fleet(t);
    const clients = new Clients(server, t);
    const exp = inSeconds(60);
    assert.deepEqual(await refused(clients, {}), [
      "Authentication error: missing token",
      "MISSING_TOKEN",
    ]);
    assert.deepEqual(await refused(clients, undefined), [
      "Authentication error: missing token",
      "MISSING_TOKEN",
    ]);
    for (const seconds of [-60, -1])
      assert.deepEqual(
        await refused(clients, { token: sign({ id: "u1", exp: inSeconds(seconds) }) }),
        ["Authentication error: token expired", "TOKEN_EXPIRED"],
      );
    const good = tokenOf("u1", "driver");
    for (const userId of ["u2", "", 1, true, { id: "u1" }, ["u1"]])
      assert.deepEqual(await refused(clients, { token: good, userId }), [
        "Authentication error: user mismatch",
        "USER_MISMATCH",
      ]);
    const [header, payload, signature] = good.split(".");
    for (const token of [
      "nonsense",
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      sign({ id: "u1", exp }, { secret: "another" }),
      sign({ id: "u1", exp }, { alg: "none" }),
      sign({ id: "u1", exp }, { alg: "HS512" }),
      sign({ id: "u1", exp, iss: "elsewhere" }),
      sign({ id: "u1", exp, iss: "fleetwire" }),
      sign({ role: "driver", exp }),
      sign({ id: "", exp }),
      sign({ id: "a b", exp }),
      sign({ id: "x".repeat(65), exp }),
      sign({ id: { $gt: "" }, exp }),
      sign({ id: "u1" }),
      sign({ id: "u1", exp: "soon" }),
      "x".repeat(9000),
    ])
      assert.deepEqual(await refused(clients, { token }), INVALID, token.slice(0, 80));
    for (const token of [12, {}, null])
      assert.equal((await refused(clients, { token }))[1], "MISSING_TOKEN");
  });

  it("knows our own logins, too", async (t) => {
    const server = await fleet(t);
    const id = await register(server, "ana@example.org", "driver");
    const { accessToken } = await login(server, "ana@example.org", { type: "driver" });
    const clients = new Clients(server, t);
    const mine = clients.io("", { auth: { token: accessToken, userId: id } });
    await event(mine, "connect");
    const [header] = await Promise.all([
      refused(clients, { token: accessToken, userId: "u1" }),
      event(
        clients.io("", { extraHeaders: { Authorization: `Bearer ${accessToken}` } }),
        "connect",
      ),
    ]);
    assert.equal(header[1], "USER_MISMATCH");
  });

  it("takes tokens that never expire only where the settings say so", async (t) => {
    const server = await fleet(t, trusting(t, "; expiry=optional"));
    const clients = new Clients(server, t);
    const socket = clients.io("", { auth: { token: sign({ id: "u1", role: "driver" }) } });
    await event(socket, "connect");
    const answer = await socket.emitWithAck("auth:refresh", sign({ id: "u1", role: "driver" }));
    assert.deepEqual(answer, { ok: true, expiresAt: null });
  });

  it("warns before a token ends, takes a new one, and closes at the end", async (t) => {
    const server = await fleet(t);
    const clients = new Clients(server, t);
    const first = inSeconds(3);
    const token = (exp, more = {}) => sign({ id: "u1", role: "driver", exp, ...more });
    const held = { token: token(first) };
    const { socket, all } = await enter(clients, "u1", "driver", { auth: (give) => give(held) });
    await eventually(() => all("auth:expiring").length === 1, "no warning");
    assert.deepEqual(all("auth:expiring")[0], { at: new Date(first * 1000).toISOString() });

    const refresh = (...args) => socket.emitWithAck("auth:refresh", ...args);
    const code = async (...args) => (await refresh(...args)).code;
    assert.equal(await code(), "MISSING_TOKEN");
    assert.equal(await code({}), "MISSING_TOKEN");
    assert.equal(await code("nonsense"), "INVALID_TOKEN");
    assert.equal(await code({ token: token(inSeconds(-60)) }), "TOKEN_EXPIRED");
    assert.equal(await code({ token: tokenOf("u2", "driver") }), "USER_MISMATCH");
    assert.equal(await code({ token: tokenOf("u1", "admin") }), "USER_MISMATCH");
    socket.emit("auth:refresh", "nonsense");
    assert.deepEqual((await event(socket, "exception"))[0], {
      status: "error",
      code: "INVALID_TOKEN",
      message: "Authentication error: invalid token",
      event: "auth:refresh",
    });

    const second = inSeconds(6);
    const gone = event(socket, "disconnect");
    assert.deepEqual(await refresh({ token: token(second) }), {
      ok: true,
      expiresAt: new Date(second * 1000).toISOString(),
    });
    await eventually(() => all("auth:expiring").length === 2, "no second warning");
    assert.equal(all("auth:expiring")[1].at, new Date(second * 1000).toISOString());
    const [reason] = await gone;
    assert.equal(reason, "transport close");
    assert.ok(Date.now() >= second * 1000, "closed by the first token");
  });

  it("is a door of fleet alone: strangers are nobody to the other systems", async (t) => {
    const server = await fleet(t, { systems: "fleet,rides" });
    const token = tokenOf("00000000-0000-4000-8000-000000000001", "admin");
    const clients = new Clients(server, t);
    for (const namespace of ["/admin", "/drivers", "/passengers"]) {
      const socket = clients.io(namespace, { auth: { token } });
      const [error] = await event(socket, "connect_error");
      assert.equal(error.data.code, "INVALID_TOKEN", namespace);
      socket.disconnect();
    }
    for (const path of ["/api/admin/trips", "/api/trips", "/api/users", "/api/drivers"])
      assert.equal((await call(server, "GET", path, { token })).status, 401, path);
    assert.equal((await api(server, "GET", "/connections/count", { token })).status, 200);
  });

  it("does not start with two issuers for one kind of token", async (t) => {
    const [entry] = Object.values(trusting(t));
    await assert.rejects(
      serve(t, { systems: "fleet", ...QUICK, "auth.foreign_issuers": `${entry},${entry}` }),
      /another one has the name or the iss/,
    );
  });
});
