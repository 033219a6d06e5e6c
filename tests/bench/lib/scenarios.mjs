// What is measured: each entry is one row of the report.
//
//   load       arguments of fleetwire-load, beside the server's port and pid
//   figure     the JSON key that is compared, and its unit; `lower` when less is better
//   ratio      how the row is read: peer's figure against ours as "x times"
//   target     {at_least} of the ratio or {at_most} of Fleetwire's own figure
//   rounds     at most so many, for what hardly varies or takes long
//   peers      who takes part; default: fleetwire and node

const seconds = (n, quick) => (quick ? Math.max(1, Math.round(n / 2)) : n);

const closedLoop = (quick) => ['--warmup', '1', '--duration', String(seconds(4, quick))];

// A descriptor limit of 20,000 leaves room for these.
const crowd = '19000';

export function scenarios({ quick }) {
  const loop = closedLoop(quick);
  const fanout = ['fanout', '--connections', '1000', '--size', '100', ...loop];
  const echo = ['echo', '--connections', '100', '--size', '100', ...loop];
  const idlers = quick ? '2000' : '10000';
  const idle = ['idle', '--connections', idlers, '--concurrency', '128',
    '--sources', '4', '--settle', '3', '--duration', '3'];
  return [
    {
      id: 'fanout-16', title: 'Fan-out to 1000 sockets, 16 in flight',
      load: [...fanout, '--window', '16'],
      figure: 'deliveries_per_cpu_s', unit: 'deliveries', target: { at_least: 10 },
    },
    {
      id: 'fanout-1', title: 'Fan-out to 1000 sockets, one at a time',
      load: [...fanout, '--window', '1'],
      figure: 'deliveries_per_cpu_s', unit: 'deliveries', target: { at_least: 2 },
    },
    {
      id: 'echo-1', title: 'Echo with ack, 100 sockets, 1 in flight each',
      load: [...echo, '--window', '1'],
      figure: 'requests_per_cpu_s', unit: 'round trips', target: { at_least: 3.5 },
    },
    {
      id: 'echo-16', title: 'Echo with ack, 100 sockets, 16 in flight each',
      load: [...echo, '--window', '16'],
      figure: 'requests_per_cpu_s', unit: 'round trips', target: { at_least: 3.5 },
    },
    {
      id: 'connect', title: 'Connecting, 64 handshakes at a time',
      load: ['connect', '--connections', quick ? '4000' : '10000', '--concurrency', '64',
        '--sources', '4'],
      figure: 'connects_per_cpu_s', unit: 'connections', target: { at_least: 6 },
    },
    {
      id: 'idle-shared', title: `${idlers} idle, own room and two shared by 100 each`, rounds: 1,
      load: [...idle, '--rooms', 'shared:2:100'],
      figure: 'rss_per_connection_kb', unit: 'KB each', lower: true, target: { at_most: 4 },
    },
    {
      id: 'idle-private', title: `${idlers} idle, own room and two private ones`, rounds: 1,
      load: [...idle, '--rooms', 'private:2'],
      figure: 'rss_per_connection_kb', unit: 'KB each', lower: true,
    },
    {
      id: 'idle-heartbeat', rounds: 1,
      title: `Heartbeats of ${quick ? 4000 : crowd} idle sockets, every 25 s`,
      load: ['idle', '--connections', quick ? '4000' : crowd, '--concurrency', '128', '--sources',
        '4', '--settle', '2', '--duration', quick ? '25' : '50'],
      figure: 'server_cpu_percent', unit: '% of a core', lower: true, target: { at_most: 2 },
    },
    {
      id: 'reconnect', title: `Storm of ${quick ? 3000 : 15000} reconnects at once`, rounds: 1,
      load: ['reconnect', '--connections', quick ? '3000' : '15000', '--sources', '4',
        '--connect-timeout', '60'],
      figure: 'reconnects_per_cpu_s', unit: 'connections', none_lost: true,
    },
  ];
}

// Fleetwire against itself: the cost of telemetry and of a second worker, in CPU per event. `more`
// rounds where the difference looked for is near the noise.
export function variants({ quick }) {
  const fanout = ['fanout', '--connections', '1000', '--size', '100', '--window', '16',
    ...closedLoop(quick)];
  const echo = ['echo', '--connections', '100', '--size', '100', '--window', '16',
    ...closedLoop(quick)];
  const telemetry = {
    base: ['--telemetry', '0'], changed: ['--telemetry', '1'], cost: { at_most: 1.03 }, more: 2,
  };
  return [
    {
      id: 'telemetry-fanout', title: 'Telemetry off, then on: fan-out, 16 in flight',
      load: fanout, figure: 'deliveries_per_cpu_s', ...telemetry,
    },
    {
      id: 'telemetry-echo', title: 'Telemetry off, then on: echo, 16 in flight',
      load: echo, figure: 'requests_per_cpu_s', ...telemetry,
    },
    {
      id: 'two-workers', title: 'One worker, then two: fan-out, 16 in flight', load: fanout,
      figure: 'deliveries_per_cpu_s', wall: 'deliveries_per_s',
      base: ['--workers', '1'], changed: ['--workers', '2'], cores: [0, 1],
      cost: { at_most: 1.5 },
    },
  ];
}

// Drivers, watchers, trips: the traffic whose latency is compared at the rate Node can just carry.
export function latency({ quick }) {
  return {
    id: 'latency', title: "Latency at Node's own maximum load",
    load: ['mixed', '--connections', '110', '--watchers', '10', '--size', '100'],
    closed: closedLoop(quick),
    probe: ['--warmup', '1', '--duration', String(seconds(3, quick))],
    // Fractions of the closed-loop rate, from the top: the first that is carried counts. A rate is
    // carried when its requests are answered as they come and the queue does not grow.
    bound_us: 100_000,
    steps: [1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5],
    figure: 'latency_p99_us', target: { at_most_ratio: 0.5 },
  };
}
