'use strict';
// What the three peers share: options, tokens, files, routes. Each listens on a free port and prints
// "ready PORT PID". Usage: node rides.js|fleet.js|orders.js --data DIR --secret TEXT

const { createHmac, timingSafeEqual } = require('node:crypto');
const { createServer } = require('node:http');
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');
const Database = require('better-sqlite3');
const { Server } = require('socket.io');

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

// -- tokens ---------------------------------------------------------------------------------------

const secret = option('secret', '');

const part = (what) => Buffer.from(JSON.stringify(what)).toString('base64url');
const signature = (text) => createHmac('sha256', secret).update(text).digest();

function sign(claims) {
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ iat: now, exp: now + 3600, ...claims })}`;
  return `${text}.${signature(text).toString('base64url')}`;
}

// The claims of a good token, or undefined.
function verify(token) {
  if (typeof token !== 'string') return undefined;
  const end = token.lastIndexOf('.');
  const middle = token.indexOf('.');
  if (middle < 0 || middle === end) return undefined;
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  const expected = signature(token.slice(0, end));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  try {
    const head = JSON.parse(Buffer.from(token.slice(0, middle), 'base64url'));
    const claims = JSON.parse(Buffer.from(token.slice(middle + 1, end), 'base64url'));
    return head.alg === 'HS256' && claims.exp > Date.now() / 1000 ? claims : undefined;
  } catch {
    return undefined;
  }
}

// For `nsp.use`: lets those in whom `admit(claims)` knows.
const guard = (admit) => (socket, next) => {
  const claims = verify(socket.handshake.auth.token);
  if (!claims || !admit(claims)) return next(new Error('Unauthorized'));
  socket.data.claims = claims;
  next();
};

// -- files ----------------------------------------------------------------------------------------

function openFile(name, synchronous, schema) {
  const folder = option('data', '.');
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, `${name}.db`));
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.exec(schema);
  return db;
}

// What must be kept: writes of one turn of the event loop share a transaction, and nobody is told
// before it is on the disk. `commit(write)` resolves to what `write()` returned.
function promises(schema) {
  const db = openFile('promises', 'FULL', schema);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');
  const undo = db.prepare('ROLLBACK');
  let waiting = [];

  function flush() {
    const batch = waiting;
    waiting = [];
    const results = [];
    try {
      begin.run();
      for (const { write } of batch) results.push(write());
      end.run();
    } catch (fault) {
      if (db.inTransaction) undo.run();
      for (const { reject } of batch) reject(fault);
      return;
    }
    batch.forEach(({ resolve }, index) => resolve(results[index]));
  }

  const commit = (write) => new Promise((resolve, reject) => {
    if (waiting.length === 0) setImmediate(flush);
    waiting.push({ write, resolve, reject });
  });
  return { db, commit };
}

// What may lag: rows are written in batches, behind what was answered. `writer(db)` makes the function
// that writes a list of them.
function history(schema, writer) {
  const db = openFile('history', 'NORMAL', schema);
  const store = db.transaction(writer(db));
  const most = 5000;
  let waiting = [];
  const counts = { written: 0, shed: 0 };

  function flush() {
    for (let at = 0; at < waiting.length; at += most) store(waiting.slice(at, at + most));
    counts.written += waiting.length;
    waiting = [];
  }
  setInterval(() => { if (waiting.length > 0) flush(); }, 50);
  return {
    add(row) {
      waiting.push(row);
      if (waiting.length >= most) flush();
    },
    stats: () => ({ ...counts, waiting: waiting.length }),
  };
}

// -- HTTP -----------------------------------------------------------------------------------------

class Refusal extends Error {
  constructor(status, message, code = message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

function refuse(response, fault) {
  const status = fault.status ?? 500;
  const message = fault.status ? fault.message : 'Unexpected error';
  if (!fault.status) console.error(fault);
  answer(response, status, { success: false, message, error: { code: fault.code ?? 'ERROR' } });
}

function readBody(request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', reject);
    request.on('end', () => {
      if (chunks.length === 0) return resolve({});
      const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      try {
        resolve(JSON.parse(bytes));
      } catch {
        reject(new Refusal(400, 'Bad JSON'));
      }
    });
  });
}

// Routes by method and shape of the path: "POST /api/trips/:id/start". A handler gets
// {body, id, claims} and returns {status?, message?, data}.
function routes(table) {
  const exact = new Map();
  const shaped = new Map();
  for (const [pattern, entry] of Object.entries(table)) {
    (pattern.includes(':') ? shaped : exact).set(pattern, entry);
  }
  const find = (method, path) => {
    const entry = exact.get(`${method} ${path}`);
    if (entry) return { entry };
    const parts = path.split('/');
    for (let at = parts.length - 1; at > 1; --at) {
      const id = parts[at];
      parts[at] = ':id';
      const found = shaped.get(`${method} ${parts.join('/')}`);
      if (found) return { entry: found, id };
      parts[at] = id;
    }
    return {};
  };
  return async (request, response) => {
    try {
      const { url, method } = request;
      const question = url.indexOf('?');
      const { entry, id } = find(method, question < 0 ? url : url.slice(0, question));
      if (!entry) throw new Refusal(404, `Cannot ${method} ${url}`);
      const claims = verify(request.headers.authorization?.slice('Bearer '.length));
      if (!entry.open && !claims) throw new Refusal(401, 'Unauthorized');
      const body = method === 'GET' ? {} : await readBody(request);
      const { status = 200, message = 'OK', data } = await entry.handle({ body, id, claims });
      answer(response, status, { success: true, message, data });
    } catch (fault) {
      refuse(response, fault);
    }
  };
}

const handle = (handler) => ({ handle: handler });
const openly = (handler) => ({ handle: handler, open: true });

function serve(table) {
  const httpServer = createServer();
  const handler = routes(table);
  // Before socket.io, which then takes what is its own.
  httpServer.on('request', (request, response) => {
    if (!request.url.startsWith('/socket.io/')) handler(request, response);
  });
  httpServer.keepAliveTimeout = 65_000;
  const io = new Server(httpServer, {
    transports: ['polling', 'websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
  });
  const listen = () => httpServer.listen(
    { host: '127.0.0.1', port: Number(option('port', 0)), backlog: 4096 },
    () => console.log(`ready ${httpServer.address().port} ${process.pid}`),
  );
  process.on('SIGTERM', () => process.exit(0));
  return { io, listen };
}

// -- small rules ------------------------------------------------------------------------------------

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const isPlace = (lat, lng) => isNumber(lat) && isNumber(lng)
  && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;

const iso = (ms) => (ms === null ? null : new Date(ms).toISOString());

const radians = Math.PI / 180;

function kilometres(a, b) {
  const x = Math.sin(((b.lat - a.lat) * radians) / 2);
  const y = Math.sin(((b.lng - a.lng) * radians) / 2);
  const h = x * x + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * y * y;
  return 12_742 * Math.asin(Math.min(1, Math.sqrt(h)));
}

// Encoding for an empty room would be work for nobody.
function toRoom(nsp, room, event, payload) {
  if (nsp.adapter.rooms.has(room)) nsp.to(room).emit(event, payload);
}

// Of what changes often the newest is told, once per turn of the event loop. Volatile packets would
// not do: a second one in the same turn finds the transport busy and is dropped for good.
function newest(tell) {
  const waiting = new Map();
  const flush = () => {
    for (const [key, value] of waiting) tell(key, value);
    waiting.clear();
  };
  return (key, value) => {
    if (waiting.size === 0) setImmediate(flush);
    waiting.set(key, value);
  };
}

module.exports = {
  Refusal, guard, handle, history, iso, isNumber, isPlace, kilometres, newest, openly, promises, serve,
  sign, toRoom,
};
