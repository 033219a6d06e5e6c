// People and clients for the suites of orders. Tokens are those of another back end, as teams have
// them: claims `id` or `sub`, `name`, `role`.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { chmodSync } from "node:fs";
import { Clients, event } from "./client.mjs";
import { folder, serve } from "./fleetwired.mjs";
import { call } from "./identity.mjs";
import { request } from "./polling.mjs";
import { eventually } from "./server.mjs";

export const KEY = "a secret of thirty-two characters, or more";
const ISSUER = "shop";

const base64url = (what) => Buffer.from(JSON.stringify(what)).toString("base64url");

/** A token as the team's own back end signs it. */
export function sign(claims, key = KEY) {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url({ iss: ISSUER, exp, ...claims })}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

/** Somebody with a token. */
export const somebody = (id, role, name = id) => ({
  id,
  name,
  token: sign({ id, role, name }),
});

export const CORA = somebody("cora", "customer", "Cora");
export const DAN = somebody("dan", "driver", "Dan");
export const DORA = somebody("dora", "courier", "Dora");
export const BOSS = somebody("boss", "dispatcher", "Boss");
export const XAN = somebody("xan", "customer", "Xan");

export const PLAZA = { lat: 10.4901, lng: -66.8792, address: "Plaza" };
export const STATION = { lat: 10.5401, lng: -66.8792 };

/** Settings under which the tokens of sign() are believed; the key lies in a folder of the test. */
export function settings(t, more = {}) {
  const key = folder(t).write("shop.key", KEY);
  chmodSync(key, 0o600);
  return {
    systems: "orders",
    "auth.foreign_issuers": `name=shop; iss=${ISSUER}; alg=HS256; key_file=${key}`,
    "auth.leeway": "0s",
    ...more,
  };
}

export const shop = (t, more = {}) => serve(t, settings(t, more));

/** One call of REST as somebody; nobody without. */
export const as = (server, who, method, path, body) =>
  call(server, method, `/api/orders${path}`, { token: who?.token, body });

/** Calls and insists on success: `data`. */
export async function made(server, who, method, path, body) {
  const answer = await as(server, who, method, path, body);
  assert.equal(answer.body.success, true, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body.data;
}

/** An order of Cora's; with a driver it is his. */
export async function order(server, id, driver, customer = CORA) {
  await made(server, BOSS, "POST", "", {
    id,
    customerId: customer.id,
    pickup: PLAZA,
    dropoff: STATION,
    notes: "ring twice",
  });
  if (driver)
    await made(server, BOSS, "POST", `/${id}/assign`, {
      driverId: driver.id,
      driverName: driver.name,
    });
  return id;
}

/** A socket of somebody in /events; what it hears is kept in `heard`. */
export async function enter(clients, who, options = {}) {
  const socket = clients.io("/events", {
    auth: { token: who.token },
    transports: ["websocket"],
    ...options,
  });
  const heard = [];
  socket.onAny((name, ...args) => heard.push([name, ...args]));
  if (!socket.connected) await event(socket, "connect");
  return {
    socket,
    heard,
    ask: (name, ...args) => socket.emitWithAck(name, ...args),
    /** What came of that name. */
    of: (name) => heard.filter(([one]) => one === name).map(([, data]) => data),
    /** Waits until so many came of that name. */
    async hears(name, count = 1) {
      await eventually(
        () => this.of(name).length >= count,
        () => `${count} × ${name} expected, heard ${JSON.stringify(heard)}`,
      );
      return this.of(name);
    },
  };
}

/** A round trip: what was sent to the socket before has arrived. */
export const settled = (at, id) => at.ask("order:leave", { orderId: id ?? "nothing" });

/** A shop with the order o1 of Cora and Dan, and sockets of both that have joined it. */
export async function scene(t, more) {
  const server = await shop(t, more);
  await order(server, "o1", DAN);
  const clients = new Clients(server, t);
  const [cora, dan] = await Promise.all([enter(clients, CORA), enter(clients, DAN)]);
  for (const who of [cora, dan])
    assert.equal((await who.ask("order:join", { orderId: "o1" })).ok, true);
  return { server, clients, cora, dan };
}

/** A message to o1. */
export const text = (content, more = {}) => ({ orderId: "o1", content, type: "TEXT", ...more });

/** What was said of o1, as somebody asks for it. */
export const history = async (who, more = {}) => {
  const answer = await who.ask("chat:history", { orderId: "o1", ...more });
  assert.equal(answer.ok, true, JSON.stringify(answer));
  return answer;
};

export const contents = ({ messages }) => messages.map(({ content }) => content);

/** The body of a form with one file. */
export function form(bytes, { type = "image/png", name = "image", file = "a.png" } = {}) {
  const boundary = "----fleetwire";
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\n` +
    `Content-Type: ${type}\r\n\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** Uploads a form, or any body of any type. */
export async function upload(server, who, id, { type, body }) {
  const answer = await request(`${server.url}/api/orders/${id}/images`, {
    method: "POST",
    headers: { Authorization: `Bearer ${who.token}`, "Content-Type": type },
    body,
  });
  const { status, headers, text } = answer;
  return { status, headers, body: text.startsWith("{") ? answer.json() : text };
}

export const download = (server, who, url) =>
  request(`${server.url}${url}`, {
    headers: who ? { Authorization: `Bearer ${who.token}` } : {},
  });

const PNG_HEAD = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

/** Bytes that begin as a PNG image does. */
export const png = (size = 64) =>
  Buffer.concat([PNG_HEAD, Buffer.alloc(size - PNG_HEAD.length, 7)]);
