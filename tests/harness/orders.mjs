// People and clients for the suites of orders. Tokens are those of another back end, as teams have
// them: claims `id` or `sub`, `name`, `role`.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { chmodSync } from "node:fs";
import { io } from "socket.io-client";
import { event } from "./client.mjs";
import { folder, serve } from "./fleetwired.mjs";
import { call } from "./identity.mjs";
import { request } from "./polling.mjs";
import { eventually } from "./server.mjs";

const KEY = "a secret of thirty-two characters, or more";
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
  return { status: answer.status, body: answer.text.startsWith("{") ? answer.json() : answer.text };
}

export const download = (server, who, url) =>
  request(`${server.url}${url}`, {
    headers: who ? { Authorization: `Bearer ${who.token}` } : {},
  });

const PNG_HEAD = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

/** Bytes that begin as a PNG image does. */
export const png = (size = 64) =>
  Buffer.concat([PNG_HEAD, Buffer.alloc(size - PNG_HEAD.length, 7)]);

/**
 * The client of the original (services/socket.service.ts), with its options, listeners and calls;
 * what it would log is kept instead.
 */
export class SocketService {
  constructor(url, store) {
    this.url = url;
    this.store = store;
    this.socket = null;
    this.reconnectAttempts = 0;
    this.maxReconnectAttempts = 5;
    this.logged = [];
  }

  connect() {
    const token = this.store.accessToken;
    if (!token) {
      this.logged.push(["No auth token available"]);
      return;
    }
    this.socket = io(this.url, {
      auth: { token },
      transports: ["websocket"],
      reconnection: true,
      reconnectionAttempts: this.maxReconnectAttempts,
      reconnectionDelay: 1000,
      reconnectionDelayMax: 5000,
    });
    this.setupEventListeners();
  }

  setupEventListeners() {
    if (!this.socket) return;
    this.socket.on("connect", () => {
      this.logged.push(["Socket connected:", this.socket?.id]);
      this.reconnectAttempts = 0;
    });
    this.socket.on("disconnect", (reason) => this.logged.push(["Socket disconnected:", reason]));
    this.socket.on("connect_error", (error) => {
      this.logged.push(["Socket connection error:", error]);
      this.reconnectAttempts++;
      if (this.reconnectAttempts >= this.maxReconnectAttempts)
        this.logged.push(["Max reconnection attempts reached"]);
    });
    this.socket.on("order:status", (data) => this.logged.push(["Order status updated:", data]));
    this.socket.on("order:assigned", (data) => this.logged.push(["Order assigned:", data]));
    this.socket.on("location:updated", (data) =>
      this.logged.push(["Driver location updated:", data]),
    );
    this.socket.on("chat:message", (message) => this.logged.push(["New message:", message]));
  }

  joinOrderRoom(orderId) {
    this.socket?.emit("order:join", { orderId });
  }

  leaveOrderRoom(orderId) {
    this.socket?.emit("order:leave", { orderId });
  }

  emitDriverLocation(orderId, lat, lng) {
    this.socket?.emit("driver:location", { orderId, lat, lng });
  }

  sendMessage(orderId, content, type = "TEXT") {
    this.socket?.emit("chat:message", { orderId, content, type });
  }

  /** What its screens call: a listener, and the way to take it off. */
  on(name, listener) {
    this.socket?.on(name, listener);
    return () => this.socket?.off(name, listener);
  }

  isConnected() {
    return this.socket?.connected ?? false;
  }

  disconnect() {
    this.socket?.disconnect();
    this.socket = null;
  }

  logs(text) {
    return this.logged.filter(([one]) => one === text).map(([, data]) => data);
  }
}

/** The hook of the original (hooks/useSocket.ts): comes and goes with the login and the app. */
export class UseSocket {
  constructor(service, store) {
    this.service = service;
    this.store = store;
    this.appState = "active";
    if (store.isAuthenticated) service.connect();
  }

  changeAppState(next) {
    if (/inactive|background/.test(this.appState) && next === "active")
      if (this.store.isAuthenticated && !this.service.isConnected()) this.service.connect();
    this.appState = next;
  }

  unmount() {
    this.service.disconnect();
  }
}

/** app/order/tracking.tsx */
export class TrackingScreen {
  constructor(service, id) {
    this.service = service;
    this.id = id;
    this.driverLocation = null;
    service.joinOrderRoom(id);
    this.unsubscribe = service.on("location:updated", (data) => {
      if (data.orderId === id) this.driverLocation = { lat: data.lat, lng: data.lng };
    });
  }

  unmount() {
    this.unsubscribe();
    this.service.leaveOrderRoom(this.id);
  }
}

/** app/chat/[orderId].tsx */
export class ChatScreen {
  constructor(service, orderId) {
    this.service = service;
    this.orderId = orderId;
    this.messages = [];
    service.joinOrderRoom(orderId);
    this.unsubscribe = service.on("chat:message", (message) => {
      this.messages = [...this.messages, message];
    });
  }

  handleSend(content) {
    this.service.sendMessage(this.orderId, content, "TEXT");
  }

  unmount() {
    this.unsubscribe();
    this.service.leaveOrderRoom(this.orderId);
  }
}

/** The original's app of one user, closed after the test. */
export function app(t, server, who) {
  const store = { accessToken: who?.token, isAuthenticated: Boolean(who) };
  const service = new SocketService(`${server.url}/events`, store);
  t.after(() => {
    const manager = service.socket?.io;
    service.disconnect();
    manager?._close();
  });
  return { service, hook: new UseSocket(service, store) };
}

/** The app after its socket has come up. */
export async function openApp(t, server, who) {
  const opened = app(t, server, who);
  await eventually(() => opened.service.isConnected(), "the app does not connect");
  return opened;
}
