// The loads of rides: positions of drivers, whole trips.

import { performance } from 'node:perf_hooks';
import { board, hire, settle } from '../../harness/rides.mjs';
import { Latencies, pace, several, until, watch } from './figures.mjs';
import { Http, Wire } from './wire.mjs';

const center = { lat: 10.49, lng: -66.88 };

// A point of a lattice of some 4 km around the centre.
const spot = (index) => ({
  lat: center.lat + 0.0018 * ((index % 20) - 10),
  lng: center.lng + 0.0018 * ((Math.floor(index / 20) % 20) - 10),
});

const tripBody = (world, passenger, from) => ({
  passengerId: passenger.id,
  paymentMode: 'cash',
  pickupPoint: from,
  pickupAddress: 'Plaza',
  stops: [{ point: { lat: from.lat + 0.05, lng: from.lng }, address: 'Station' }],
  vehicleCategoryId: world.category,
  serviceClassId: world.class,
});

// Everybody with a token. Fleetwire's people are made through its REST interface, the peer makes
// its own.
async function populate(server, drivers, passengers) {
  if (server.kind === 'node') {
    const http = new Http(server.port);
    const world = await http.call('POST', '/bench/world', '', { drivers, passengers });
    http.close();
    return world;
  }
  const town = await settle({ url: `http://127.0.0.1:${server.port}` });
  return {
    category: town.category.id,
    class: town.klass.id,
    admin: town.admin,
    drivers: await several(drivers, 16, (n) => hire(town, `driver${n}@example.org`)),
    passengers: await several(passengers, 16, (n) => board(town, `passenger${n}@example.org`)),
  };
}

const enter = (server, nsp, token) => Wire.enter(server.port, nsp, { token });

async function good(answer, what) {
  const said = await answer;
  if (said.ok !== true) throw new Error(`${what}: ${JSON.stringify(said)}`);
}

async function beAt(wire, where) {
  await good(wire.asked('driver:location:ping', where), 'a position was refused');
}

// -- positions ------------------------------------------------------------------------------------

export async function pings(server, plan) {
  const world = await populate(server, plan.drivers, 0);
  const admins = await several(plan.admins, 4, () => enter(server, '/admin', world.admin));
  const drivers = await several(plan.drivers, 32,
    (n) => enter(server, '/drivers', world.drivers[n].token));
  await several(drivers.length, 32, (n) => beAt(drivers[n], spot(n)));
  let acked = 0;
  let refused = 0;
  const yes = Buffer.from('[{"ok":true');
  let isOver = false;
  const next = (wire, n, step) => {
    const { lat, lng } = spot(n);
    const drift = 0.00001 * (step % 100);
    wire.ask('driver:location:ping', `{"lat":${(lat + drift).toFixed(6)},"lng":${lng.toFixed(6)}}`,
      (bytes, from) => {
        if (bytes.compare(yes, 0, yes.length, from, from + yes.length) === 0) ++acked;
        else ++refused;
        if (!isOver) next(wire, n, step + 1);
      });
  };
  drivers.forEach((wire, n) => {
    wire.socket.cork();
    for (let i = 0; i < plan.window; ++i) next(wire, n, i);
    process.nextTick(() => wire.socket.uncork());
  });
  const heard = () => admins.reduce((sum, each) => sum + each.events, 0);
  const { cpu, wall, done, server_cpu_percent } = await watch({ ...server, ...plan },
    () => ({ acked, refused, heard: heard() }));
  isOver = true;
  return {
    ok: done.refused === 0 && done.acked > 0 && done.heard > 0,
    pings_per_cpu_s: done.acked / cpu, pings_per_s: done.acked / wall, server_cpu_percent,
    // Two events each; of a driver's positions a panel that reads slowly gets the newest.
    seen_by_admin: done.heard / done.acked / plan.admins / 2,
  };
}

// -- trips ----------------------------------------------------------------------------------------

// Drives a town: whoever is asked accepts, drives and completes.
class Town {
  constructor(server, world) {
    this.server = server;
    this.world = world;
    this.rides = new Map(); // by trip
    this.latencies = new Latencies();
    this.completed = 0;
    this.lost = 0;
    this.onFree = () => {};
  }

  async open() {
    const { server, world } = this;
    this.admin = await enter(server, '/admin', world.admin);
    this.drivers = await several(world.drivers.length, 16, async (n) => {
      const wire = await enter(server, '/drivers', world.drivers[n].token);
      const http = new Http(server.port);
      const driver = { ...world.drivers[n], wire, http };
      wire.listen((name, data) => this.#toldDriver(driver, name, data));
      await beAt(wire, spot(n));
      return driver;
    });
    this.passengers = await several(world.passengers.length, 16, async (n) => {
      const wire = await enter(server, '/passengers', world.passengers[n].token);
      const http = new Http(server.port);
      const passenger = { ...world.passengers[n], wire, http, place: spot(3 * n) };
      wire.listen((name, data) => this.#toldPassenger(passenger, name, data));
      return passenger;
    });
  }

  // Events, by all who listen.
  heard() {
    const wires = [...this.drivers, ...this.passengers].map(({ wire }) => wire);
    return wires.reduce((sum, { events }) => sum + events, this.admin.events);
  }

  request(passenger) {
    const body = tripBody(this.world, passenger, passenger.place);
    passenger.http.call('POST', '/api/trips', passenger.token, body)
      .catch((fault) => this.#fail(fault, passenger));
  }

  #fail(fault, passenger) {
    this.fault ??= fault;
    ++this.lost;
    if (passenger) setTimeout(() => this.onFree(passenger), 100);
  }

  #ride(tripId) {
    let ride = this.rides.get(tripId);
    if (!ride) this.rides.set(tripId, ride = {});
    return ride;
  }

  // Both know: the time since the driver said yes.
  #informed(ride, who) {
    ride[who] = performance.now();
    if (ride.driver && ride.passenger) {
      this.latencies.add(Math.max(ride.driver, ride.passenger) - ride.acceptedAt);
    }
  }

  #toldDriver(driver, name, data) {
    if (name === 'trip:assignment:offered') {
      this.#drive(driver, data).catch((fault) => this.#fail(fault));
    } else if (name === 'trip:driver_assigned') {
      this.#informed(this.#ride(data.tripId), 'driver');
    }
  }

  #toldPassenger(passenger, name, data) {
    if (name === 'trip:driver_assigned') {
      this.#informed(this.#ride(data.tripId), 'passenger');
    } else if (name === 'trip:completed') {
      ++this.completed;
      this.rides.delete(data.tripId);
      this.onFree(passenger);
    } else if (name === 'trip:no_drivers_found') {
      this.#fail(new Error(`${name}: ${data.reason}`), passenger);
    }
  }

  async #drive({ id, http, token }, { tripId, assignmentId }) {
    this.#ride(tripId).acceptedAt = performance.now();
    await http.call('PATCH', `/api/trips/assignments/${assignmentId}/accept`, token);
    const driverId = JSON.stringify({ driverId: id });
    for (const step of ['arrived-pickup', 'start', 'complete']) {
      await http.call('POST', `/api/trips/${tripId}/${step}`, token, driverId);
    }
  }
}

async function openTown(server, plan) {
  const town = new Town(server, await populate(server, plan.drivers, plan.passengers));
  await town.open();
  return town;
}

const result = (town, seen) => ({
  ok: seen.done.lost === 0 && seen.done.completed > 0,
  fault: town.fault?.message,
  trips_per_cpu_s: seen.done.completed / seen.cpu, trips_per_s: seen.done.completed / seen.wall,
  heard_per_trip: seen.done.heard / seen.done.completed,
  server_cpu_percent: seen.server_cpu_percent, ...town.latencies.figures(),
});

const counts = (town) => () => ({
  completed: town.completed, lost: town.lost, heard: town.heard(),
});

// Every passenger asks again as soon as he has arrived.
export async function trips(server, plan) {
  const town = await openTown(server, plan);
  town.onFree = (passenger) => town.request(passenger);
  town.passengers.forEach((each) => town.request(each));
  return result(town, await watch({ ...server, ...plan }, counts(town)));
}

// At a given rate; who finds no passenger at home waits for the next.
export async function tripsAtRate(server, plan) {
  const town = await openTown(server, plan);
  const free = [...town.passengers];
  let owed = 0;
  town.onFree = (passenger) => {
    if (owed === 0) return void free.push(passenger);
    --owed;
    town.request(passenger);
  };
  const stop = pace(plan.rate, () => {
    const passenger = free.shift();
    if (passenger) town.request(passenger);
    else ++owed;
  });
  setTimeout(() => { town.latencies.isOn = true; }, plan.warmup * 1000);
  const seen = await watch({ ...server, ...plan }, counts(town));
  stop();
  await until(() => free.length === town.passengers.length || town.lost > 0, 'the last trips');
  return { ...result(town, seen), behind: owed };
}

// A town in the middle of the day, as the stored one of the start-up: `live` trips under way and one
// that is completed, whose id it resolves to.
export async function busyTown(server, { live }) {
  const world = await populate(server, live + 1, live + 1);
  const town = new Town(server, world);
  await town.open();
  const passenger = town.passengers[live];
  const arrived = new Promise((resolve) => {
    passenger.wire.listen((name, data) => { if (name === 'trip:completed') resolve(data.tripId); });
  });
  town.request(passenger);
  const completed = await arrived;
  // From now on drivers accept and are on their way.
  const underWay = new Set();
  for (const driver of town.drivers) {
    driver.wire.listen((name, { assignmentId, tripId }) => {
      if (name !== 'trip:assignment:offered') return;
      driver.http.call('PATCH', `/api/trips/assignments/${assignmentId}/accept`, driver.token)
        .then(() => underWay.add(tripId), (fault) => { town.fault ??= fault; });
    });
  }
  await several(live, 16, (n) => {
    const { http, token } = town.passengers[n];
    return http.call('POST', '/api/trips', token,
      tripBody(world, world.passengers[n], spot(n)));
  });
  await until(() => {
    if (town.fault) throw town.fault;
    return underWay.size === live;
  }, 'all drivers are on their way');
  return { ok: true, completed, live: [...underWay], admin: world.admin };
}
