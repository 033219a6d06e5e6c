"use strict";
// Runs in a page of another origin than the server's; `?server=URL` names that one. What came out
// is window.results: [{name, fault}], complete once window.finished is true.

const server = new URLSearchParams(location.search).get("server");
const patience = 10_000; // milliseconds for a single check
const results = (window.results = []);
const checks = [];
const open = new Set();

const check = (name, body) => checks.push({ name, body });

function same(actual, expected, what = "value") {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what} is ${left}, not ${right}`);
}

function connect(options = {}) {
  const socket = io(server, { forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 200, ...options });
  open.add(socket);
  return socket;
}

const next = (emitter, event) => new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));

async function connected(options) {
  const socket = connect(options);
  await next(socket, "connect");
  return socket;
}

/** Resolves once `socket` is on `name`; at once if it is already. */
function onTransport(socket, name) {
  const { engine } = socket.io;
  if (engine.transport.name === name && !engine.upgrading) return Promise.resolve();
  return next(engine, "upgrade");
}

/** Collects what comes under `event` until `wait(count)` has been satisfied. */
function collect(socket, event) {
  const got = [];
  let wake = () => {};
  socket.on(event, (value) => {
    got.push(value);
    wake();
  });
  return {
    got,
    async wait(count) {
      while (got.length < count) await new Promise((resolve) => (wake = resolve));
      return got;
    },
  };
}

function bytes(length) {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; ++i) out[i] = (i * 31 + (i >> 8)) & 255;
  return out;
}

const listed = (buffer) => Array.from(new Uint8Array(buffer));

// -- transports -----------------------------------------------------------------------------------

check("starts with polling and moves to websocket", async () => {
  const socket = connect();
  let first = null;
  socket.io.on("open", () => (first = socket.io.engine.transport.name));
  await next(socket, "connect");
  same(first, "polling", "first transport");
  same(await socket.emitWithAck("echo", "before"), "before");
  await onTransport(socket, "websocket");
  same(socket.io.engine.transport.name, "websocket", "transport");
  same(await socket.emitWithAck("echo", "after"), "after");
});

for (const transport of ["websocket", "polling"])
  check(`stays on ${transport} alone`, async () => {
    const socket = await connected({ transports: [transport] });
    same(socket.io.engine.transport.name, transport, "transport");
    same(await socket.emitWithAck("echo", { a: [1, null, "ü", { b: true }] }), {
      a: [1, null, "ü", { b: true }],
    });
    same(socket.io.engine.transport.name, transport, "transport");
  });

check("keeps the order of events while it moves", async () => {
  const socket = connect();
  const echoes = collect(socket, "echo");
  for (let i = 0; i < 300; ++i) {
    socket.emit("echo", i);
    if (i % 30 === 29) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  same(await echoes.wait(300), [...Array(300).keys()]);
  await onTransport(socket, "websocket");
});

// -- events ---------------------------------------------------------------------------------------

check("answers with several arguments", async () => {
  const socket = await connected();
  const answer = await new Promise((resolve) =>
    socket.emit("echo", 1, "two", [3], null, (...args) => resolve(args)),
  );
  same(answer, [1, "two", [3], null]);
});

check("lets an emit without answer run out of time", async () => {
  const socket = await connected();
  const fault = await socket.timeout(100).emitWithAck("unanswered").catch((error) => error.message);
  same(fault, "operation has timed out");
});

for (const transport of ["polling", "websocket"])
  check(`carries binary over ${transport}`, async () => {
    const socket = await connected({ transports: [transport] });
    const sent = bytes(70_000);
    const answer = await socket.emitWithAck("echo", { name: "scan", parts: [sent, bytes(3).buffer] });
    same(answer.name, "scan");
    same(answer.parts[0] instanceof ArrayBuffer, true, "kind of the part");
    same(listed(answer.parts[0]), listed(sent));
    same(listed(answer.parts[1]), [0, 31, 62]);
  });

check("takes a blob as binary", async () => {
  const socket = await connected({ transports: ["websocket"] });
  same(listed(await socket.emitWithAck("echo", new Blob(["van"]))), [118, 97, 110]);
});

check("carries a message close to the limit", async () => {
  const socket = await connected();
  const text = "Straße → 🚐 ".repeat(40_000);
  same((await socket.emitWithAck("echo", text)) === text, true, "same text");
});

// -- rooms and namespaces -------------------------------------------------------------------------

check("reaches a room and nobody else", async () => {
  const [inside, outside, speaker] = await Promise.all([connected(), connected(), connected()]);
  const heard = collect(inside, "said");
  const overheard = collect(outside, "said");
  await inside.emitWithAck("join", "harbour");
  await speaker.emitWithAck("say", "harbour", "one");
  same(await heard.wait(1), ["one"]);
  await inside.emitWithAck("leave", "harbour");
  await outside.emitWithAck("join", "harbour");
  await speaker.emitWithAck("say", "harbour", "two");
  same(await overheard.wait(1), ["two"]);
  same(heard.got, ["one"]);
});

check("is told that a namespace is not there", async () => {
  const socket = io(`${server}/nowhere`, { forceNew: true });
  open.add(socket);
  const [error] = await next(socket, "connect_error");
  same(error.message, "Invalid namespace");
});

// -- cuts -----------------------------------------------------------------------------------------

check("comes back after a cut with what it missed", async () => {
  const [socket, speaker] = await Promise.all([connected(), connected()]);
  const heard = collect(socket, "said");
  await socket.emitWithAck("join", "tunnel");
  await speaker.emitWithAck("say", "tunnel", "before");
  await heard.wait(1);
  const { id } = socket;
  const back = next(socket, "connect");
  socket.io.engine.close();
  for (const text of ["a", "b", "c"]) await speaker.emitWithAck("say", "tunnel", text);
  await back;
  same(socket.recovered, true, "recovered");
  same(socket.id, id, "id");
  same(await heard.wait(4), ["before", "a", "b", "c"]);
  await speaker.emitWithAck("say", "tunnel", "after");
  same((await heard.wait(5)).at(-1), "after");
});

check("survives a server that drains and starts again", async () => {
  const [socket, speaker] = await Promise.all([connected(), connected()]);
  await Promise.all([onTransport(socket, "websocket"), onTransport(speaker, "websocket")]);
  const heard = collect(socket, "said");
  await socket.emitWithAck("join", "night");
  await speaker.emitWithAck("say", "night", "before");
  await heard.wait(1);
  const { id } = socket;
  const cut = next(socket, "disconnect");
  const back = next(socket, "connect");
  const speakerBack = next(speaker, "connect");
  await fetch("/restart", { method: "POST" });
  await cut;
  await Promise.all([back, speakerBack]);
  same(socket.recovered, true, "recovered");
  same(socket.id, id, "id");
  await speaker.emitWithAck("say", "night", "after");
  same(await heard.wait(2), ["before", "after"]);
});

// -- run ------------------------------------------------------------------------------------------

const overdue = () =>
  new Promise((_, reject) => setTimeout(() => reject(new Error(`not done in ${patience} ms`)), patience));

function load(script) {
  return new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = script;
    tag.onload = resolve;
    tag.onerror = () => reject(new Error(`${script} did not load`));
    document.head.append(tag);
  });
}

async function attempt({ name, body }) {
  let fault = null;
  try {
    await Promise.race([body(), overdue()]);
  } catch (error) {
    fault = String(error?.message ?? error);
  }
  for (const socket of open) socket.disconnect();
  open.clear();
  results.push({ name, fault });
  document.getElementById("results").append(`${fault ? `✗ ${name}: ${fault}` : `✓ ${name}`}\n`);
}

async function main() {
  await attempt({
    name: "loads the client from the server",
    body: () => load(`${server}/socket.io/socket.io.js`),
  });
  if (window.io) for (const one of checks) await attempt(one);
  window.finished = true;
}

main();
