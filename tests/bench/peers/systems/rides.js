'use strict';
// Rides on Node: positions of drivers, and trips from the request to the arrival. State in memory,
// every step of a trip committed before anybody hears of it.

const { randomUUID } = require('node:crypto');
const {
  Refusal, guard, handle, iso, isPlace, kilometres, newest, openly, serve, sign, toRoom,
} = require('./common.js');
const { availabilityShape, nearest, place, placeShape, presence } = require('./rides_map.js');
const { commit, past, sql } = require('./rides_store.js');

const drivers = new Map();
const passengers = new Map();
const trips = new Map(); // the live ones
const offers = new Map(); // by assignment
const catalog = {
  category: randomUUID(), class: randomUUID(), policy: randomUUID(),
  rates: { base: 100, perKm: 50, perMinute: 10, least: 100 },
};

// -- where drivers are --------------------------------------------------------------------------------

const showAdmins = newest((driver, said) => {
  adminSpace.emit('driver:location:update', said);
  adminSpace.emit('admin:driver:location:update', availabilityShape(driver));
});

function locate(driver, lat, lng) {
  const now = Date.now();
  driver.location = { lat, lng };
  driver.locatedAt = driver.seenAt = driver.updatedAt = now;
  place(driver);
  past.add([driver.id, driver.tripId, lat, lng, now]);
  const said = {
    driverId: driver.id, lastLocation: placeShape(driver.location),
    lastLocationTimestamp: iso(now), coords: driver.location, timestamp: iso(now),
  };
  toRoom(driverSpace, `driver:${driver.id}`, 'driver:location:update', said);
  showAdmins(driver, said);
}

// -- prices ---------------------------------------------------------------------------------------------

const cents = (value) => Math.round(value * 100) / 100;

function fareOf(km, minutes) {
  const { base, perKm, perMinute, least } = catalog.rates;
  const subtotal = base + perKm * km + perMinute * minutes;
  const total = cents(Math.max(subtotal, least));
  return {
    price_policy_id: catalog.policy, price_scope_type: 'GLOBAL', timezone_used: 'UTC',
    vehicle_type_name: 'Sedan', service_class_name: 'Standard', category_name: 'Car',
    service_class_id: catalog.class, category_id: catalog.category, base_fare: base,
    cost_per_km: perKm, cost_per_minute: perMinute, min_fare: least, booking_fee: 0,
    applied_multipliers: { base: 1, per_km: 1, per_min: 1, min_fare: 1 },
    distance_km_est: km, duration_min_est: minutes, subtotal: cents(subtotal), total,
    surge_multiplier: 1,
  };
}

function estimate(pickup, stops) {
  let km = 0;
  let from = pickup;
  for (const { point } of stops) {
    km += kilometres(from, point);
    from = point;
  }
  km = Math.round(km * 1000) / 1000;
  return fareOf(km, cents((km / 30) * 60));
}

// -- trips ------------------------------------------------------------------------------------------------

function tripShape(trip) {
  const { plan } = trip;
  const who = trip.passenger;
  const by = trip.driver;
  return {
    id: trip.id, passengerId: who.id, passengerName: who.name, passengerPhone: null,
    driverId: by?.id ?? null, vehicleId: by?.vehicle.id ?? null, orderId: null,
    currentStatus: trip.status, paymentMode: plan.paymentMode,
    requestedVehicleCategoryId: catalog.category, requestedServiceClassId: catalog.class,
    requestedVehicleCategoryName: 'Car', requestedServiceClassName: 'Standard', stops: plan.stops,
    requestedAt: iso(trip.requestedAt), acceptedAt: iso(trip.acceptedAt),
    pickupEtaAt: iso(trip.pickupEtaAt), arrivedPickupAt: iso(trip.arrivedAt),
    startedAt: iso(trip.startedAt), completedAt: iso(trip.completedAt), canceledAt: null,
    pickupPoint: plan.pickupPoint, pickupAddress: plan.pickupAddress,
    fareEstimatedTotal: plan.fare.total, fareFinalCurrency: 'CUP',
    fareDistanceKm: plan.fare.distance_km_est, fareDurationMin: plan.fare.duration_min_est,
    fareSurgeMultiplier: 1, fareTotal: trip.fareTotal, fareBreakdown: plan.fare,
    createdAt: iso(trip.requestedAt), updatedAt: iso(trip.updatedAt), driverName: by?.name ?? null,
    vehiclePlateNumber: by?.vehicle.plateNumber ?? null, vehicleMake: by?.vehicle.make ?? null,
    vehicleModel: by?.vehicle.model ?? null,
  };
}

const recordOf = (trip) => JSON.stringify({
  acceptedAt: trip.acceptedAt, pickupEtaAt: trip.pickupEtaAt, arrivedAt: trip.arrivedAt,
  startedAt: trip.startedAt, completedAt: trip.completedAt, fareTotal: trip.fareTotal,
});

function writeTrip(trip) {
  sql.updateTrip.run(trip.driver?.id ?? null, trip.driver?.vehicle.id ?? null, trip.status,
    trip.updatedAt, recordOf(trip), trip.id);
}

function log(trip, kind, metadata) {
  sql.insertEvent.run(trip.id, ++trip.events, kind, trip.updatedAt, JSON.stringify(metadata));
}

// What a commit has to say, kept until it is said: a crash in between loses nothing.
function owe(trip, more, ...events) {
  const said = {
    at: trip.updatedAt, passengerId: trip.passenger.id, driverId: trip.driver?.id,
    vehicleId: trip.driver?.vehicle.id, status: trip.status, ...more,
  };
  sql.insertUnsaid.run(trip.id, trip.events,
    JSON.stringify(events.map((event) => ({ event, ...said }))));
}

const told = new Map();
const noteTold = (trip) => told.set(trip.id, trip.events);
setInterval(() => {
  if (told.size === 0) return;
  const all = [...told];
  told.clear();
  commit(() => all.forEach(([trip, seq]) => sql.deleteUnsaid.run(trip, seq))).catch(console.error);
}, 100);

function writeDriver(driver) {
  sql.saveAvailability.run(driver.id, Number(driver.isOnline), Number(driver.isAvailable),
    driver.tripId, driver.updatedAt);
}

function tellPassenger(trip, event, said) {
  toRoom(passengerSpace, `passenger:${trip.passenger.id}`, event, said);
}

function tellDriver(driver, event, said) {
  toRoom(driverSpace, `driver:${driver.id}`, event, said);
}

function tellAll(trip, event, said) {
  tellPassenger(trip, event, said);
  tellDriver(trip.driver, event, said);
  adminSpace.emit(event, { ...said, driverId: trip.driver.id });
}

// Who is on a trip cannot be asked, and can be again when it is over.
function tellAvailability(driver) {
  const trip = {
    driverId: driver.id, currentTripId: driver.tripId,
    availabilityReason: driver.tripId ? 'ON_TRIP' : null, isAvailableForTrips: driver.isAvailable,
  };
  const state = availabilityShape(driver);
  tellDriver(driver, 'driver:trip:update', trip);
  adminSpace.emit('driver:trip:update', trip);
  adminSpace.emit('admin:driver:trip:update', state);
  tellDriver(driver, 'driver:availability:update', state);
  adminSpace.emit('driver:availability:update', state);
  adminSpace.emit('admin:driver:availability:update', state);
}

function readPlan(body) {
  const { pickupPoint, pickupAddress = null, stops, paymentMode } = body;
  if (!pickupPoint || !isPlace(pickupPoint.lat, pickupPoint.lng)) {
    throw new Refusal(400, 'pickupPoint must be a place');
  }
  if (!Array.isArray(stops) || stops.length === 0
    || !stops.every(({ point }) => point && isPlace(point.lat, point.lng))) {
    throw new Refusal(400, 'stops must be places');
  }
  if (!['cash', 'card', 'wallet'].includes(paymentMode)) {
    throw new Refusal(400, 'paymentMode must be one of cash, card, wallet');
  }
  if (body.vehicleCategoryId !== catalog.category || body.serviceClassId !== catalog.class) {
    throw new Refusal(400, 'No eligible vehicle type for request');
  }
  const numbered = stops.map(({ point, address = null }, index) => ({
    seq: index + 1, point, address, placeId: null, notes: null, plannedArrivalAt: null,
    arrivedAt: null, completedAt: null,
  }));
  return {
    pickupPoint, pickupAddress, stops: numbered, paymentMode, fare: estimate(pickupPoint, stops),
  };
}

async function request({ body, claims }) {
  const passenger = passengers.get(claims.sub);
  if (!passenger || body.passengerId !== passenger.id) throw new Refusal(403, 'Forbidden');
  if (passenger.tripId !== null) throw new Refusal(400, 'Passenger already has an active trip');
  const now = Date.now();
  const trip = {
    id: randomUUID(), passenger, driver: null, status: 'pending', plan: readPlan(body), events: 0,
    requestedAt: now, updatedAt: now, acceptedAt: null, pickupEtaAt: null, arrivedAt: null,
    startedAt: null, completedAt: null, fareTotal: null, asked: new Set(), isBusy: true,
  };
  passenger.tripId = trip.id;
  try {
    await commit(() => {
      sql.insertTrip.run(trip.id, passenger.id, trip.status, now, now, JSON.stringify(trip.plan),
        recordOf(trip));
      log(trip, 'trip_requested', {
        payment_mode: trip.plan.paymentMode, pickup: trip.plan.pickupPoint,
        stops_count: trip.plan.stops.length,
      });
      owe(trip, undefined, 'trip:requested');
    });
  } catch (fault) {
    passenger.tripId = null;
    throw fault;
  }
  trips.set(trip.id, trip);
  const said = {
    tripId: trip.id, passengerId: passenger.id, requestedAt: iso(now),
    pickup: { ...trip.plan.pickupPoint, address: trip.plan.pickupAddress },
    fareEstimatedTotal: trip.plan.fare.total, fareFinalCurrency: 'CUP', status: 'pending',
  };
  tellPassenger(trip, 'trip:requested', said);
  adminSpace.emit('trip:requested', said);
  noteTold(trip);
  const data = tripShape(trip);
  match(trip).catch(console.error);
  return { status: 201, message: 'Trip requested', data };
}

const offerTime = 20_000;

async function match(trip) {
  const driver = nearest(trip.plan.pickupPoint, trip.asked);
  if (!driver) return giveUp(trip);
  const now = Date.now();
  const offer = {
    id: randomUUID(), trip, driver, expiresAt: now + offerTime, timer: null,
  };
  driver.offer = offer;
  place(driver);
  trip.asked.add(driver.id);
  const previousStatus = trip.status;
  trip.status = 'assigning';
  trip.updatedAt = now;
  await commit(() => {
    if (previousStatus === 'pending') {
      writeTrip(trip);
      log(trip, 'assigning_started', { previous_status: previousStatus });
    }
    sql.insertAssignment.run(offer.id, trip.id, driver.id, driver.vehicle.id, now, offer.expiresAt);
    log(trip, 'driver_offered', {
      assignment_id: offer.id, driver_id: driver.id, vehicle_id: driver.vehicle.id,
      ttl_expires_at: iso(offer.expiresAt),
    });
    const asked = {
      assignmentId: offer.id, driverId: driver.id, vehicleId: driver.vehicle.id,
      expiresAt: offer.expiresAt,
    };
    if (previousStatus === 'pending') {
      owe(trip, asked, 'trip:assigning_started', 'trip:assignment:offered');
    } else {
      owe(trip, asked, 'trip:assignment:offered');
    }
  });
  offers.set(offer.id, offer);
  offer.timer = setTimeout(() => expire(offer).catch(console.error), offerTime);
  trip.isBusy = false;
  if (previousStatus === 'pending') {
    const said = {
      tripId: trip.id, at: iso(now), previousStatus, currentStatus: 'assigning',
    };
    tellPassenger(trip, 'trip:assigning_started', said);
    adminSpace.emit('trip:assigning_started', said);
  }
  const said = {
    assignmentId: offer.id, tripId: trip.id, ttlSec: offerTime / 1000,
    expiresAt: iso(offer.expiresAt),
  };
  tellDriver(driver, 'trip:assignment:offered', said);
  adminSpace.emit('trip:assignment:offered',
    { ...said, driverId: driver.id, vehicleId: driver.vehicle.id });
  noteTold(trip);
}

async function giveUp(trip) {
  trip.status = 'no_drivers_found';
  trip.updatedAt = Date.now();
  await commit(() => {
    writeTrip(trip);
    log(trip, 'no_drivers_found', { reason: 'No candidates found within radius' });
    owe(trip, undefined, 'trip:no_drivers_found');
  });
  trips.delete(trip.id);
  trip.passenger.tripId = null;
  const said = {
    at: iso(trip.updatedAt), tripId: trip.id, reason: 'No candidates found within radius',
  };
  tellPassenger(trip, 'trip:no_drivers_found', said);
  adminSpace.emit('trip:no_drivers_found', said);
  noteTold(trip);
}

function endOffer(offer) {
  clearTimeout(offer.timer);
  offers.delete(offer.id);
  offer.driver.offer = null;
}

async function expire(offer) {
  if (offers.get(offer.id) !== offer) return;
  endOffer(offer);
  await commit(() => sql.updateAssignment.run('expired', Date.now(), offer.id));
  place(offer.driver);
  await match(offer.trip);
}

async function accept({ id, claims }) {
  const offer = offers.get(id);
  if (!offer || offer.driver.id !== claims.sub) throw new Refusal(404, 'ASSIGNMENT_NOT_FOUND');
  const now = Date.now();
  if (now >= offer.expiresAt) throw new Refusal(409, 'ASSIGNMENT_EXPIRED');
  const { trip, driver } = offer;
  endOffer(offer);
  Object.assign(driver, { tripId: trip.id, isAvailable: false, updatedAt: now });
  const minutes = Math.min(90, Math.max(1,
    Math.round((kilometres(driver.location, trip.plan.pickupPoint) / 28) * 60)));
  Object.assign(trip, {
    driver, status: 'arriving', acceptedAt: now, updatedAt: now, isBusy: true,
    pickupEtaAt: now + minutes * 60_000,
  });
  const ids = { driver_id: driver.id, vehicle_id: driver.vehicle.id };
  await commit(() => {
    writeTrip(trip);
    sql.updateAssignment.run('accepted', now, offer.id);
    writeDriver(driver);
    log(trip, 'driver_accepted', { assignment_id: offer.id, ...ids });
    log(trip, 'driver_assigned', ids);
    log(trip, 'driver_en_route', {
      driver_id: driver.id, eta_min: minutes, driver_position: driver.location,
    });
    owe(trip, { assignmentId: offer.id, etaMinutes: minutes, driverPosition: driver.location },
      'trip:driver_accepted', 'trip:driver_assigned', 'trip:arriving_started',
      'trip:driver_en_route');
  });
  trip.isBusy = false;
  announceAccepted(trip, offer, minutes);
  tellAvailability(driver);
  return { message: 'Assignment accepted and trip updated', data: tripShape(trip) };
}

function announceAccepted(trip, offer, minutes) {
  const { driver, passenger } = trip;
  const at = iso(trip.acceptedAt);
  const slim = {
    driver: {
      id: driver.id, name: driver.name, photoUrl: null, phoneMasked: null, phone: null,
      ratingAvg: null, ratingCount: null,
    },
    vehicle: driver.vehicle,
  };
  const base = { tripId: trip.id, at, currentStatus: 'accepted' };
  const ids = { driverId: driver.id, vehicleId: driver.vehicle.id };
  const fetched = { id: passenger.id, name: passenger.name, photoUrl: null, phoneMasked: null };
  const accepted = { tripId: trip.id, assignmentId: offer.id, ...ids, at };
  tellPassenger(trip, 'trip:driver_accepted', { ...base, ...slim });
  tellDriver(driver, 'trip:assignment:accepted', accepted);
  adminSpace.emit('trip:assignment:accepted', accepted);
  tellPassenger(trip, 'trip:driver_assigned', { ...base, ...ids, ...slim });
  tellDriver(driver, 'trip:driver_assigned', { ...base, ...ids, passenger: fetched });
  adminSpace.emit('trip:driver_assigned',
    { ...base, ...ids, passenger: fetched, passengerId: passenger.id });
  const arriving = {
    tripId: trip.id, at, previousStatus: 'accepted', currentStatus: 'arriving',
    snapshot: tripShape(trip),
  };
  tellAll(trip, 'trip:arriving_started', arriving);
  tellAll(trip, 'trip:driver_en_route',
    { tripId: trip.id, at, etaMinutes: minutes, driverPosition: driver.location });
  noteTold(trip);
}

// The trip that its driver may change now.
function driven(id, body, claims, states) {
  const trip = trips.get(id);
  if (!trip) throw new Refusal(404, 'Trip not found');
  if (body.driverId !== claims.sub || trip.driver?.id !== claims.sub) {
    throw new Refusal(403, 'Forbidden');
  }
  if (trip.isBusy || !states.includes(trip.status)) {
    throw new Refusal(409, `Trip must be ${states.join('/')} (current=${trip.status})`);
  }
  return trip;
}

// A step that changes nothing but the trip.
async function advance(trip, change, kind, event) {
  Object.assign(trip, change);
  await commit(() => {
    writeTrip(trip);
    log(trip, kind, { driver_id: trip.driver.id });
    owe(trip, undefined, event);
  });
  tellAll(trip, event,
    { tripId: trip.id, at: iso(trip.updatedAt), currentStatus: trip.status });
  noteTold(trip);
}

async function arrive({ id, body, claims }) {
  const trip = driven(id, body, claims, ['arriving']);
  const now = Date.now();
  await advance(trip, { arrivedAt: now, updatedAt: now },
    'driver_arrived_pickup', 'trip:driver_arrived_pickup');
  return { status: 201, message: 'Driver arrival registered', data: tripShape(trip) };
}

async function start({ id, body, claims }) {
  const trip = driven(id, body, claims, ['arriving']);
  const now = Date.now();
  await advance(trip, { status: 'in_progress', startedAt: now, updatedAt: now },
    'trip_started', 'trip:started');
  return { status: 201, message: 'Trip started', data: tripShape(trip) };
}

async function complete({ id, body, claims }) {
  const trip = driven(id, body, claims, ['in_progress']);
  const { driver, passenger } = trip;
  const { distance_km_est: km, duration_min_est: minutes } = trip.plan.fare;
  trip.fareTotal = fareOf(body.actualDistanceKm ?? km, body.actualDurationMin ?? minutes).total;
  trip.status = 'completed';
  trip.completedAt = trip.updatedAt = driver.updatedAt = Date.now();
  driver.tripId = null;
  driver.isAvailable = true;
  await commit(() => {
    writeTrip(trip);
    writeDriver(driver);
    log(trip, 'trip_completed',
      { driver_id: driver.id, fare_total: trip.fareTotal, currency: 'CUP' });
    owe(trip, { fareTotal: trip.fareTotal, currency: 'CUP' }, 'trip:completed');
  });
  trips.delete(trip.id);
  passenger.tripId = null;
  driver.seenAt = trip.completedAt;
  place(driver);
  tellAll(trip, 'trip:completed', {
    tripId: trip.id, at: iso(trip.completedAt), driverId: driver.id, currentStatus: trip.status,
    fareTotal: trip.fareTotal, currency: 'CUP',
  });
  noteTold(trip);
  tellAvailability(driver);
  return { message: 'Trip completed', data: tripShape(trip) };
}

// -- people, made for the benchmark -----------------------------------------------------------------------

function makeDriver(n) {
  const id = randomUUID();
  const now = Date.now();
  drivers.set(id, {
    id, recordId: randomUUID(), name: `driver${n}`, isOnline: true, isAvailable: true, tripId: null,
    offer: null, location: null, locatedAt: null, onlineAt: now, seenAt: now, updatedAt: now,
    cell: null,
    vehicle: {
      id: randomUUID(), make: 'Lada', model: 'Niva', color: null, plateNumber: `P${n}`,
    },
  });
  return { id, token: sign({ sub: id, userType: 'driver' }) };
}

function makePassenger(n) {
  const id = randomUUID();
  passengers.set(id, { id, name: `passenger${n}`, tripId: null });
  return { id, token: sign({ sub: id, userType: 'passenger' }) };
}

const makeWorld = ({ body }) => ({
  data: {
    category: catalog.category, class: catalog.class,
    admin: sign({ sub: randomUUID(), userType: 'admin' }),
    drivers: Array.from({ length: body.drivers }, (_, n) => makeDriver(n)),
    passengers: Array.from({ length: body.passengers }, (_, n) => makePassenger(n)),
  },
});

setInterval(() => {
  const oldest = Date.now() - presence;
  for (const driver of drivers.values()) {
    if (driver.isOnline && driver.seenAt < oldest && driver.tripId === null) {
      driver.isOnline = driver.isAvailable = false;
      place(driver);
    }
  }
}, 5000);

// -- sockets ------------------------------------------------------------------------------------------------

const { io, listen } = serve({
  'POST /bench/world': openly(makeWorld),
  'POST /api/trips': handle(request),
  'PATCH /api/trips/assignments/:id/accept': handle(accept),
  'POST /api/trips/:id/arrived-pickup': handle(arrive),
  'POST /api/trips/:id/start': handle(start),
  'POST /api/trips/:id/complete': handle(complete),
});
const driverSpace = io.of('/drivers');
const passengerSpace = io.of('/passengers');
const adminSpace = io.of('/admin');

driverSpace.use(guard(({ sub }) => drivers.has(sub)));
driverSpace.on('connection', (socket) => {
  const driver = drivers.get(socket.data.claims.sub);
  socket.join(`driver:${driver.id}`);
  socket.emit('hello', { ok: true, nsp: '/drivers' });
  socket.on('driver:location:ping', (body, ack) => {
    if (socket.data.claims.exp < Date.now() / 1000) return void socket.disconnect(true);
    if (body === null || typeof body !== 'object' || !isPlace(body.lat, body.lng)) {
      return ack?.({ ok: false, message: 'lat and lng must be numbers within range' });
    }
    locate(driver, body.lat, body.lng);
    ack?.({ ok: true });
  });
});

passengerSpace.use(guard(({ sub }) => passengers.has(sub)));
passengerSpace.on('connection', (socket) => {
  socket.join(`passenger:${socket.data.claims.sub}`);
  socket.emit('hello', { ok: true, nsp: '/passengers' });
});

adminSpace.use(guard(({ userType }) => userType === 'admin'));
adminSpace.on('connection', (socket) => socket.emit('hello', { ok: true, nsp: '/admin' }));

listen();
