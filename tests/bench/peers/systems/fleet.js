'use strict';
// The fleet on Node: reports of vehicles over sockets and in bulk, a live map for many dashboards, the
// whole way in the history.

const {
  Refusal, guard, handle, history, iso, isNumber, isPlace, kilometres, newest, promises, serve, toRoom,
} = require('./common.js');

const { db, commit } = promises(`
CREATE TABLE vehicles(
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, plate TEXT NOT NULL, status TEXT NOT NULL,
  created_at INTEGER NOT NULL) STRICT;
`);
const insertVehicle = db.prepare('INSERT INTO vehicles(id, plate, status, created_at)'
  + ' VALUES(?, ?, ?, ?)');

const past = history(`
CREATE TABLE positions(
  vehicle INTEGER NOT NULL, at INTEGER NOT NULL, lat REAL NOT NULL, lng REAL NOT NULL, speed REAL,
  heading REAL, accuracy REAL, altitude REAL, fuel REAL, ignition INTEGER, marks INTEGER NOT NULL,
  PRIMARY KEY (vehicle, at)) STRICT, WITHOUT ROWID;
`, (file) => {
  const append = file.prepare('INSERT OR IGNORE INTO positions'
    + ' VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const maybe = (value) => (value === undefined ? null : Number(value));
  return (rows) => {
    for (const { vehicle, r, marks } of rows) {
      append.run(vehicle.number, r.at, r.lat, r.lng, maybe(r.speed), maybe(r.heading),
        maybe(r.accuracy), maybe(r.altitude), maybe(r.fuelLevel), maybe(r.ignition), marks);
    }
  };
});

const vehicles = new Map();
const offlineAfter = 120_000;
const maxSpeed = 300; // km/h
const maxDeceleration = 40; // km/h per second
const lowFuel = 15;
const margin = 5;

async function createVehicle({ body }) {
  const { id, plateNumber = '', status = 'active' } = body;
  if (typeof id !== 'string' || !/^[A-Za-z0-9_.:-]{1,64}$/.test(id)) {
    throw new Refusal(400, 'id must be an id', 'INVALID_ID');
  }
  if (vehicles.has(id)) throw new Refusal(409, 'It exists', 'CONFLICT');
  const vehicle = {
    id, number: 0, plate: plateNumber, status, newest: null, seenAt: 0, isOnline: false,
    isLow: false, fuel: null,
  };
  vehicles.set(id, vehicle);
  const { lastInsertRowid } = await commit(() => insertVehicle.run(id, plateNumber, status, Date.now()));
  vehicle.number = Number(lastInsertRowid);
  return { status: 201, data: { id, plateNumber, status } };
}

// -- reports ----------------------------------------------------------------------------------------

const bounds = [
  ['speed', 0, 1500], ['heading', 0, 360], ['accuracy', 0, 1e6], ['altitude', -12_000, 1e5],
  ['fuelLevel', 0, 100],
];

// A good report, or a Refusal.
function readReport(body, now) {
  if (!isPlace(body.lat, body.lng)) {
    return new Refusal(400, 'lat and lng must be numbers within range', 'INVALID_POSITION');
  }
  for (const [name, low, high] of bounds) {
    const value = body[name];
    if (value !== undefined && !(isNumber(value) && value >= low && value <= high)) {
      return new Refusal(400, `${name} must be a number from ${low} to ${high}`, 'INVALID_REPORT');
    }
  }
  const at = body.at === undefined ? now : Date.parse(body.at);
  if (!(at <= now + 60_000)) return new Refusal(400, 'at lies in the future', 'FUTURE_TIME');
  return {
    lat: body.lat, lng: body.lng, speed: body.speed, heading: body.heading, accuracy: body.accuracy,
    altitude: body.altitude, fuelLevel: body.fuelLevel, ignition: body.ignition, at,
  };
}

function locationShape({ lat, lng, speed, heading, accuracy, altitude }) {
  return { lat, lng, speed, heading, accuracy, altitude };
}

const track = newest((vehicle, said) => root.to('tracking').emit('tracking:update', said));

function located(vehicle, r) {
  const room = `vehicle:${vehicle.id}`;
  const { rooms } = root.adapter;
  const isFollowed = rooms.has(room);
  const isTracked = rooms.has('tracking');
  if (!isFollowed && !isTracked) return;
  const said = { vehicleId: vehicle.id, location: locationShape(r), timestamp: iso(r.at) };
  if (isFollowed) root.to(room).emit('vehicle:location', said);
  if (isTracked) track(vehicle, said);
}

function lookAtFuel(vehicle, r) {
  if (r.fuelLevel === undefined) return;
  vehicle.fuel = r.fuelLevel;
  if (vehicle.isLow) {
    vehicle.isLow = r.fuelLevel <= lowFuel + margin;
  } else if (r.fuelLevel <= lowFuel) {
    vehicle.isLow = true;
    root.to([`vehicle:${vehicle.id}`, 'role:admin', 'role:dispatcher']).emit('vehicle:low-fuel',
      { vehicleId: vehicle.id, fuelLevel: r.fuelLevel, timestamp: iso(r.at) });
  }
}

function alarm(vehicle, r) {
  root.emit('emergency:alert', {
    alert: {
      type: 'accident', vehicleId: vehicle.id, message: 'hard braking',
      location: { lat: r.lat, lng: r.lng }, at: iso(r.at),
    },
    priority: 'critical',
  });
}

// Keeps a report and tells it; what became of it.
function take(vehicle, r, now) {
  vehicle.seenAt = now;
  if (!vehicle.isOnline) {
    vehicle.isOnline = true;
    for (const room of [`vehicle:${vehicle.id}`, 'tracking']) {
      toRoom(root, room, 'vehicle:online', { vehicleId: vehicle.id, at: iso(now) });
    }
  }
  const last = vehicle.newest;
  if (last && r.at <= last.at) {
    past.add({ vehicle, r, marks: 0 });
    return r.at === last.at ? 'duplicate' : 'older';
  }
  if (last) {
    const seconds = (r.at - last.at) / 1000;
    if (kilometres(last, r) > 0.1 + (maxSpeed * seconds) / 3600) {
      past.add({ vehicle, r, marks: 1 });
      return 'impossible';
    }
    if (last.speed - r.speed > maxDeceleration * seconds) alarm(vehicle, r);
  }
  vehicle.newest = r;
  past.add({ vehicle, r, marks: 0 });
  located(vehicle, r);
  lookAtFuel(vehicle, r);
  return 'accepted';
}

function takeMany({ body, claims }) {
  if (claims.role !== 'admin' && claims.role !== 'service') throw new Refusal(403, 'Forbidden');
  const list = Array.isArray(body) ? body : body.reports;
  if (!Array.isArray(list) || list.length === 0 || list.length > 1000) {
    throw new Refusal(400, 'the body must be a list of 1 to 1000 reports', 'INVALID_BODY');
  }
  const now = Date.now();
  const out = {
    received: list.length, accepted: 0, older: 0, duplicate: 0, impossible: 0, rejected: [],
  };
  list.forEach((each, index) => {
    const vehicle = vehicles.get(each?.vehicleId);
    const r = vehicle ? readReport(each, now) : new Refusal(404, 'Unknown vehicle', 'NOT_FOUND');
    if (r instanceof Refusal) out.rejected.push({ index, code: r.code, message: r.message });
    else ++out[take(vehicle, r, now)];
  });
  return { data: out };
}

setInterval(() => {
  const now = Date.now();
  for (const vehicle of vehicles.values()) {
    if (!vehicle.isOnline || now - vehicle.seenAt < offlineAfter) continue;
    vehicle.isOnline = false;
    for (const room of [`vehicle:${vehicle.id}`, 'tracking']) {
      toRoom(root, room, 'vehicle:offline', { vehicleId: vehicle.id, at: iso(now) });
    }
  }
}, 5000);

// -- sockets ------------------------------------------------------------------------------------------

const { io, listen } = serve({
  'POST /api/fleet/vehicles': handle(createVehicle),
  'POST /api/fleet/gps': handle(takeMany),
  'GET /api/fleet/history/stats': handle(() => ({ data: past.stats() })),
});
const root = io.of('/');
const staff = new Set(['admin', 'dispatcher', 'manager', 'service']);
const idOf = (what, name) => (typeof what === 'string' ? what : what?.[name]);

function subscribeVehicle(socket, what, ack) {
  const id = idOf(what, 'vehicleId');
  const vehicle = vehicles.get(id);
  if (!staff.has(socket.data.claims.role)) return ack?.({ ok: false, code: 'FORBIDDEN' });
  socket.join(`vehicle:${id}`);
  if (vehicle) {
    socket.emit('vehicle:updated', {
      vehicleId: id, data: { id, plateNumber: vehicle.plate, status: vehicle.status },
      timestamp: iso(Date.now()),
    });
    if (vehicle.newest) {
      socket.emit('vehicle:location',
        { vehicleId: id, location: locationShape(vehicle.newest), timestamp: iso(vehicle.newest.at) });
    }
  }
  ack?.({ ok: true, vehicleId: id });
}

function subscribeTracking(socket, ack) {
  if (!staff.has(socket.data.claims.role)) return ack?.({ ok: false, code: 'FORBIDDEN' });
  socket.join('tracking');
  for (const { id, isOnline, newest } of vehicles.values()) {
    if (isOnline && newest) {
      socket.emit('tracking:update',
        { vehicleId: id, location: locationShape(newest), timestamp: iso(newest.at) });
    }
  }
  ack?.({ ok: true });
}

function takeOne(socket, body, ack) {
  const { claims } = socket.data;
  if (claims.exp < Date.now() / 1000) return void socket.disconnect(true);
  const vehicle = vehicles.get(body?.vehicleId);
  const mayReport = claims.role === 'admin' || (claims.role === 'vehicle' && vehicle?.id === claims.id);
  if (!vehicle || !mayReport) return ack?.({ ok: false, code: 'FORBIDDEN', message: 'Forbidden' });
  const now = Date.now();
  const r = readReport(body, now);
  if (r instanceof Refusal) return ack?.({ ok: false, code: r.code, message: r.message });
  ack?.({ ok: true, result: take(vehicle, r, now) });
}

root.use(guard(({ id, role }) => id && role));
root.on('connection', (socket) => {
  const { id, role } = socket.data.claims;
  socket.join([`user:${id}`, `role:${role}`]);
  socket.on('subscribe:vehicle', (what, ack) => subscribeVehicle(socket, what, ack));
  socket.on('subscribe:tracking', (what, ack) => subscribeTracking(socket, ack));
  socket.on('vehicle:gps', (body, ack) => takeOne(socket, body, ack));
});

listen();
