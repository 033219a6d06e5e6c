// A fleet whose people have tokens of another back end: HS256 with a shared secret, as jwt-simple
// makes them, without `iss`.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { chmodSync } from "node:fs";
import { Clients, event } from "./client.mjs";
import { folder, serve } from "./fleetwired.mjs";
import { QUICK, call } from "./identity.mjs";
import { eventually } from "./server.mjs";

export const RIYADH = { lat: 24.7136, lng: 46.6753 };
/** So many kilometres north of a place. */
export const north = (km, from = RIYADH) => ({ lat: from.lat + km / 111.19492664, lng: from.lng });

export const SECRET = "the JWT_SECRET of the back end";

const ROLES = "admin|dispatcher|manager|service|driver|vehicle|user";

const part = (what) => Buffer.from(JSON.stringify(what)).toString("base64url");

/** Signs claims as jwt-simple's encode() does; every part of it can be spoiled. */
export function sign(
  claims,
  { secret = SECRET, alg = "HS256", header = { typ: "JWT", alg } } = {},
) {
  const text = `${part(header)}.${part(claims)}`;
  const hash = { HS256: "sha256", HS384: "sha384", HS512: "sha512" }[alg];
  const signature = hash ? createHmac(hash, secret).update(text).digest("base64url") : "";
  return `${text}.${signature}`;
}

export const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

/** A token for somebody; good for an hour. */
export const tokenOf = (id, role, more = {}) => sign({ id, role, exp: inSeconds(3600), ...more });

/** Settings with the other back end in them; `more` is appended to its entry. */
export function trusting(test, more = "") {
  const key = folder(test).write("erp.secret", `${SECRET}\n`);
  chmodSync(key, 0o600);
  return {
    "auth.foreign_issuers":
      `name=erp; alg=HS256; key_file=${key}; subject=id|sub|userId; ` +
      `role=role|userType; roles=${ROLES}${more}`,
  };
}

/** A server with a fleet, stopped after the test. */
export const fleet = (test, settings = {}, options) =>
  serve(test, { systems: "fleet", ...QUICK, ...trusting(test), ...settings }, options);

/** A socket of somebody on `/`; all that it hears is kept in `heard`. */
export async function enter(clients, id, role, options = {}) {
  const socket = clients.io("", {
    auth: { token: tokenOf(id, role), userId: id },
    transports: ["websocket"],
    ...options,
  });
  const heard = [];
  socket.onAny((name, ...args) => heard.push([name, ...args]));
  await event(socket, "connect");
  return {
    socket,
    heard,
    /** The arguments of all events of that name. */
    all: (name) => heard.filter(([each]) => each === name).map(([, first]) => first),
  };
}

/** One call of the REST interface below /api/fleet, as an admin unless `token` says otherwise. */
export const api = (server, method, path, { token = tokenOf("boss", "admin"), ...rest } = {}) =>
  call(server, method, `/api/fleet${path}`, { token, ...rest });

/** As api(), and insists on success: `data`. */
export async function made(server, method, path, options) {
  const answer = await api(server, method, path, options);
  assert.equal(answer.body.success, true, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body.data;
}

export const make = (server, id, more = {}) =>
  made(server, "POST", "/vehicles", { body: { id, plateNumber: `P-${id}`, ...more } });
export const report = (server, id, body) => made(server, "POST", `/vehicles/${id}/gps`, { body });
export const patch = (server, id, body) => made(server, "PATCH", `/vehicles/${id}`, { body });

/** A call that must fail: [status, code]. */
export async function refusal(server, method, path, options) {
  const { status, body } = await api(server, method, path, options);
  assert.equal(body.success, false, `${method} ${path}: ${JSON.stringify(body)}`);
  return [status, body.error.code];
}

/** A fleet and its clients. */
export async function scene(t, settings) {
  const server = await fleet(t, settings);
  return { server, clients: new Clients(server, t) };
}

/** Waits until somebody heard so many of that name: their arguments. */
export const heard = (who, name, count = 1) =>
  eventually(
    () => who.all(name).length >= count && who.all(name),
    () => `no ${name}: ${JSON.stringify(who.heard)}`,
  );
