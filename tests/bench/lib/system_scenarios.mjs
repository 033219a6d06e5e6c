// What is measured of the three systems; read as lib/scenarios.mjs is.
//
//   load       {system, drive, plan}: whose server, which load of systems/drive.mjs, and its numbers
//   program    instead of a server: a program of ours that measures by itself
//   calibrate  finds the rate at which the peers are compared: a load that Node alone carries first,
//              and what becomes of its figures

const windowOf = (quick) => ({ warmup: quick ? 1.5 : 2, duration: quick ? 5 : 10 });

const perCpuSecond = (id, title, load, figure, unit, ratio) => ({
  id, title, load, figure, unit, target: { at_least: ratio },
});

function rides(quick) {
  const pings = (window) => ({
    system: 'rides', drive: 'pings',
    plan: { drivers: 1000, admins: 5, window, ...windowOf(quick) },
  });
  const people = { drivers: 240, passengers: 64 };
  const trips = { system: 'rides', drive: 'trips', plan: { ...people, ...windowOf(quick) } };
  return [
    perCpuSecond('pings-1', 'Rides: positions of 1000 drivers, 5 admins watch, 1 in flight each',
      pings(1), 'pings_per_cpu_s', 'positions', 3.5),
    perCpuSecond('pings-16', 'Rides: the same, 16 in flight each',
      pings(16), 'pings_per_cpu_s', 'positions', 5),
    perCpuSecond('trips', 'Rides: whole trips, request to completed, 64 at a time',
      trips, 'trips_per_cpu_s', 'trips', 3),
    {
      id: 'trips-p99', title: 'Rides: from accept to both informed, p99',
      load: { ...trips, drive: 'tripsAtRate' },
      calibrate: { load: trips, plan: (node) => ({ rate: 0.6 * node.trips_per_s }) },
      says: ({ rate }) => `at ${rate.toFixed(0)} trips/s, 60 % of Node's most`,
      figure: 'latency_p99_us', unit: 'µs', lower: true, target: { at_least: 1 },
    },
    {
      id: 'matching', title: 'Rides: one search among 50 000 drivers, p99 of its CPU',
      peers: ['fleetwire'], program: 'matching', load: { system: 'rides' }, figure: 'p99_us',
      unit: 'µs', lower: true, target: { at_most: 1000 },
    },
    {
      id: 'start', title: 'Rides: start with 100 000 stored trips and 1000 under way',
      load: { system: 'rides', drive: 'busyTown', plan: { live: 1000 }, stored: 100_000 },
      peers: ['fleetwire'], figure: 'start_s', unit: 's', lower: true, target: { at_most: 2 },
    },
  ];
}

function fleet(quick) {
  const town = { vehicles: 10_000, every: 4, dashboards: 50, singles: 1000, share: 1 };
  const map = { system: 'fleet', drive: 'liveMap', plan: { ...town, ...windowOf(quick) } };
  const carried = {
    ...map, drive: 'highestShare',
    plan: {
      ...town, steps: [1, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2, 0.1], bound_us: 250_000,
      probe: { warmup: 1, duration: 3 },
    },
  };
  return [
    {
      id: 'fleet-map', peers: ['fleetwire'], load: map, rounds: 1,
      title: 'Fleet: 10 000 vehicles every 4 s, 50 dashboards on all, 1000 on one each',
      figure: 'server_cpu_percent', unit: '% of a core', lower: true,
    },
    {
      id: 'fleet-p99', title: 'Fleet: from report to dashboard, p99', load: map,
      calibrate: { load: carried, plan: ({ share }) => ({ share }) },
      says: ({ share }) => `at ${(100 * share).toFixed(0)} % of that, the most that Node carries`,
      figure: 'latency_p99_us', unit: 'µs', lower: true, target: { at_least: 2 },
    },
    perCpuSecond('gps', 'Fleet: `POST /gps`, 100 reports each', {
      system: 'fleet', drive: 'bulk',
      plan: { vehicles: 10_000, batch: 100, lanes: 10, ...windowOf(quick) },
    }, 'reports_per_cpu_s', 'reports', 6),
  ];
}

const orders = (quick) => [
  perCpuSecond('chat', 'Orders: chat, stored before it is told, 500 orders of two',
    { system: 'orders', drive: 'chat', plan: { orders: 500, ...windowOf(quick) } },
    'messages_per_cpu_s', 'messages', 3),
];

export const systemScenarios = ({ quick }) => [...rides(quick), ...fleet(quick), ...orders(quick)];
