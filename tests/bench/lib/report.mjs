// RESULTS.md out of the figures.

import { summary } from './measure.mjs';
import { median, readable, times } from './stats.mjs';

// One line per comparison: {title, unit, fleetwire, node, ratio, goal, met}.
export function comparisonRows(comparisons) {
  return comparisons.map(({ scenario, results, fault }) => {
    const { fleetwire, node } = summary(results, scenario.figure);
    const ratio = scenario.lower
      ? node?.value / fleetwire?.value : fleetwire?.value / node?.value;
    return {
      id: scenario.id, title: scenario.title, unit: scenario.unit, lower: scenario.lower,
      fleetwire, node, ratio, ...verdict(scenario, fleetwire, ratio), ...(fault && { goal: 'failed' }),
    };
  });
}

function verdict({ target, none_lost: noneLost, unit }, fleetwire, ratio) {
  if (!fleetwire) return { goal: '' };
  if (noneLost) return { goal: 'none refused, none lost', met: fleetwire.ok };
  if (target?.at_least) return { goal: `≥ ${target.at_least}×`, met: ratio >= target.at_least };
  if (target?.at_most) {
    return { goal: `≤ ${target.at_most} ${unit}`, met: fleetwire.value <= target.at_most };
  }
  return { goal: '' };
}

const mark = (met) => (met === undefined ? '' : met ? 'met' : '**missed**');

const cell = (side) => (side ? readable(side.value) + (side.ok ? '' : ' (losses)') : '–');

function comparisonTable(rows) {
  const lines = rows.map((row) => `| ${row.title} | ${row.unit} | ${cell(row.fleetwire)} | `
    + `${cell(row.node)} | ${times(row.ratio)} | ${row.goal} | ${mark(row.met)} |`);
  return ['| Scenario | Unit | Fleetwire | Node | Ratio | Target | |',
    '| --- | --- | ---: | ---: | ---: | --- | --- |', ...lines].join('\n');
}

// The median over the rounds of `base` divided by `changed`.
function pairedRatio({ base, changed }, figure) {
  return median(base.map((round, index) => round[figure] / changed[index][figure]));
}

function variantTable(variants) {
  const lines = variants.map(({ variant, results }) => {
    const { base, changed } = summary(results, variant.figure);
    // What the server does in a CPU second, the other way round: its CPU per event.
    const cost = pairedRatio(results, variant.figure);
    const scaling = variant.wall ? times(1 / pairedRatio(results, variant.wall)) : '–';
    return `| ${variant.title} | ${readable(base.value)} | ${readable(changed.value)} | `
      + `${times(cost)} | ${scaling} | ≤ ${variant.cost.at_most}× | `
      + `${mark(cost <= variant.cost.at_most)} |`;
  });
  return ['| | Before | After | CPU per event | Wall clock | Target | |',
    '| --- | ---: | ---: | ---: | ---: | --- | --- |', ...lines].join('\n');
}

function latencyTable({ plan, results, rate }) {
  const points = [['p50', 'latency_p50_us'], ['p99', 'latency_p99_us'],
    ['p99.9', 'latency_p999_us'], ['max', 'latency_max_us']];
  const lines = points.map(([name, key]) => {
    const { fleetwire, node } = summary(results, key);
    const ratio = fleetwire?.value / node?.value;
    const limit = plan.target.at_most_ratio;
    const judged = key === plan.figure && Number.isFinite(ratio);
    return `| ${name}, µs | ${cell(fleetwire)} | ${cell(node)} | ${times(ratio)} | `
      + `${judged ? `≤ ${limit}×` : ''} | ${judged ? mark(ratio <= limit) : ''} |`;
  });
  return [`## ${plan.title}`, '',
    'Positions with acks, room broadcasts and acked requests of 100 drivers, ten watchers who see '
    + `every position, at ${readable(rate)} requests/s: the highest rate that Node carried in this `
    + 'run. Latency counts from when a request was due, not from when it could be sent.', '',
    '| | Fleetwire | Node | Fleetwire / Node | Target | |',
    '| --- | ---: | ---: | ---: | --- | --- |', ...lines].join('\n');
}

function factTable(machine, rounds, minutes) {
  const facts = Object.entries(machine).map(([name, value]) => `| ${name} | ${value} |`);
  return ['| | |', '| --- | --- |', ...facts, `| Run | ${rounds} rounds, ${minutes} minutes |`]
    .join('\n');
}

export function report({ machine, command, rows, variants, latency, rounds, minutes }) {
  const parts = [
    '# Results',
    'Written by the command below; not edited by hand.',
    ['```sh', command, '```'].join('\n'),
    factTable(machine, rounds, minutes),
    '![Fleetwire and Node side by side](results.svg)',
    '## Against Socket.IO on Node',
    'Medians of the rounds; the servers took turns, each fresh, on one core, the load on another. '
    + 'Cleartext websocket, events of 100 bytes. Fleetwire ran one worker with its telemetry on. '
    + 'Throughput is **per second of server CPU**, so a busy neighbour changes it little. Memory is '
    + 'the growth of the resident set per connection.',
    comparisonTable(rows),
  ];
  if (variants.length > 0) {
    parts.push('## Fleetwire against itself',
      'Events per second of server CPU, medians; each ratio is the median of those of the rounds. '
      + 'With two workers the server shares its second core with the load generator, so the wall '
      + 'clock says little on a machine of two cores.',
      variantTable(variants));
  }
  if (latency) parts.push(latencyTable(latency));
  return `${parts.join('\n\n')}\n`;
}

const systemsTitle = '## The systems against Node';

// The part about rides, fleet and orders; with the machine when it was measured on its own.
export function systemsReport({ machine, command, rows, remarks, rounds, minutes, isOwn }) {
  const parts = [systemsTitle];
  if (isOwn) {
    parts.push(['```sh', command, '```'].join('\n'), factTable(machine, rounds, minutes));
  }
  parts.push('The whole systems with their files, beside minimal servers on socket.io and '
    + 'better-sqlite3 that do the same work. Throughput is per second of server CPU, medians of the '
    + 'rounds. What is promised is on the disk (`synchronous=FULL`, group commit on both sides) before '
    + 'anybody hears of it.',
  comparisonTable(rows));
  if (remarks) parts.push(remarks);
  return `${parts.join('\n\n')}\n`;
}

// A report with this part in the place of its old one.
export function withSystems(text, part) {
  const from = text.indexOf(systemsTitle);
  if (from < 0) return `${text.trimEnd() || '# Results'}\n\n${part}`;
  const next = text.indexOf('\n## ', from + 1);
  return text.slice(0, from) + part + (next < 0 ? '' : text.slice(next));
}
