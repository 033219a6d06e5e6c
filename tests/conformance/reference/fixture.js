// The protocol fixture on the reference implementation: same command line, same handlers as
// fleetwire-fixture. The suites are run against it to prove the suites themselves right.
import { createServer } from "node:http";
import { Server as EngineServer } from "engine.io";
import { Server as SocketServer } from "socket.io";
import { parseArgs } from "node:util";

const KINDS = ["engineio", "socketio", "recovery", "client"];
const HEARTBEAT = { pingInterval: 300, pingTimeout: 200, maxHttpBufferSize: 1_000_000 };

const { values: options } = parseArgs({
  options: {
    kind: { type: "string" },
    port: { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
  },
});
if (!KINDS.includes(options.kind)) {
  console.error(`--kind must be one of ${KINDS.join(", ")}`);
  process.exit(2);
}

const http = createServer((_request, response) => response.writeHead(404).end());
const attach = { engineio, socketio, recovery, client }[options.kind];
const close = attach(http);
http.listen(Number(options.port), options.host, () => {
  const { address, port } = http.address();
  console.log(`listening on http://${address}:${port}`);
});
process.on("SIGTERM", () => {
  close();
  http.close(() => process.exit(0));
  http.closeAllConnections?.();
  // Half-open websockets are waited for too long here; ours has a limit of its own.
  setTimeout(() => process.exit(0), 1000).unref();
});

function engineio(server) {
  const engine = new EngineServer({ ...HEARTBEAT, cors: { origin: "*" } });
  engine.attach(server, { path: "/engine.io/" });
  engine.on("connection", (session) => session.on("message", (data) => session.send(data)));
  return () => engine.close();
}

function socketio(server) {
  const io = new SocketServer(server, {
    ...HEARTBEAT,
    connectTimeout: 1000,
    serveClient: false,
    cors: { origin: "*" },
  });
  echo(io);
  return () => io.close();
}

function recovery(server) {
  const io = new SocketServer(server, {
    ...HEARTBEAT,
    connectTimeout: 1000,
    serveClient: false,
    cookie: true,
    cors: {
      origin: "http://app.example",
      methods: ["GET", "POST"],
      allowedHeaders: ["x-token"],
      credentials: true,
    },
    connectionStateRecovery: { maxDisconnectionDuration: 3000 },
  });
  echo(io);
  return () => io.close();
}

function echo(io) {
  const greet = (socket) => socket.emit("auth", socket.handshake.auth);
  io.of("/custom").on("connection", greet);
  io.on("connection", (socket) => {
    greet(socket);
    socket.on("message", (...args) => {
      if (typeof args.at(-1) === "function") args.pop();
      socket.emit("message-back", ...args);
    });
    socket.on("message-with-ack", (...args) => {
      if (typeof args.at(-1) === "function") args.pop()(...args);
    });
  });
}

function client(server) {
  const io = new SocketServer(server, {
    pingInterval: 2000,
    pingTimeout: 20_000,
    connectTimeout: 45_000,
    serveClient: false,
    connectionStateRecovery: { maxDisconnectionDuration: 120_000 },
    allowRequest: (_request, answer) => setTimeout(() => answer(null, true), 10),
  });
  for (const name of ["/timeout_socket", "/valid", "/asd"]) io.of(name);
  io.of("/foo").on("connection", (socket) =>
    socket.on("getId", (...args) => acknowledge(args, socket.id)),
  );
  io.of("/abc").on("connection", (socket) => socket.emit("handshake", handshake(socket)));
  io.of("/no").use((_socket, next) => next(new Error("Auth failed (custom namespace)")));
  io.use((socket, next) => {
    const refused = "fail" in socket.handshake.query;
    next(refused ? new Error("Auth failed (main namespace)") : undefined);
  });
  io.on("connection", answerClient);
  return () => io.close();
}

function handshake(socket) {
  const { query, auth, headers, address, url } = socket.handshake;
  return { query, auth, headers, address, url };
}

/** Calls the acknowledgement of an event, if there is one: the last argument, when a function. */
function acknowledge(args, value) {
  if (typeof args.at(-1) === "function") args.at(-1)(value);
}

function answerClient(socket) {
  const bytes = () => Buffer.from("asdfasdf");
  socket.on("hi", () => socket.emit("hi"));
  socket.on("echo", (...args) => acknowledge(args, args[0]));
  socket.on("ack", () => {
    socket.emit("ack", (number, object) => {
      if (number === 5 && object?.test) socket.emit("got it");
    });
  });
  socket.on("getAckDate", (...args) => acknowledge(args, new Date()));
  socket.on("getDate", () => socket.emit("takeDate", new Date()));
  socket.on("getDateObj", () => socket.emit("takeDateObj", { date: new Date() }));
  socket.on("getUtf8", () => {
    for (const text of ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"]) {
      socket.emit("takeUtf8", text);
    }
  });
  socket.on("false", () => socket.emit("false", false));
  socket.on("doge", () => socket.emit("doge", bytes()));
  socket.on("getbin", () => socket.emit("takebin", bytes()));
  socket.on("buffa", (value) => Buffer.isBuffer(value) && socket.emit("buffack"));
  socket.on("jsonbuff", (value) => {
    const { hello, message, goodbye } = value ?? {};
    if (hello === "lol" && Buffer.isBuffer(message) && goodbye === "gotcha") {
      socket.emit("jsonbuff-ack");
    }
  });
  let first = false;
  socket.on("abuff1", (value) => (first = Buffer.isBuffer(value)));
  socket.on("abuff2", () => first && socket.emit("abuff2-ack"));
  socket.on("getHandshake", (...args) => acknowledge(args, handshake(socket)));
  socket.on("getId", (...args) => acknowledge(args, socket.id));
  socket.on("disconnectMe", (close) => socket.disconnect(close));
  socket.on("disconnectRoom", (close) => socket.nsp.in(socket.id).disconnectSockets(close));
  socket.on("closeTransport", () => socket.conn.close());
}
