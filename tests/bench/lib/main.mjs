// The benchmark's front: options, the order of the runs, and what is written where.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isBusy, machine, otherLoad } from './machine.mjs';
import { Bench } from './measure.mjs';
import { plot } from './plot.mjs';
import { comparisonRows, report, systemsReport, withSystems } from './report.mjs';
import { latency, scenarios, variants } from './scenarios.mjs';
import { systemScenarios } from './system_scenarios.mjs';
import { SystemsBench, peers as systemPeers, remarks } from './systems.mjs';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const peerFolder = `${folder}/peers/node`;

const help = `measures Fleetwire beside Socket.IO on Node (about 30 minutes)

  systems         only rides, fleet and orders; in the results only their part is written
  --quick         one round, smaller crowds
  --rounds N      rounds of each scenario: 3
  --only A,B      only these scenarios; the results are then printed, not written
  --peer NAME     only fleetwire or only node; likewise only printed
  --output DIR    write RESULTS.md and results.svg there instead of tests/bench
  --list          name the scenarios
  --peers         name the folders of the peers that are needed`;

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      build: { type: 'string' }, quick: { type: 'boolean' }, rounds: { type: 'string' },
      only: { type: 'string' }, peer: { type: 'string' }, output: { type: 'string' },
      list: { type: 'boolean' }, peers: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a number from 1');
  if (values.peer && !['fleetwire', 'node'].includes(values.peer)) {
    throw new Error('--peer is fleetwire or node');
  }
  const words = positionals.filter((word) => word !== 'systems');
  if (words.length > 0) throw new Error(`'${words[0]}' is not understood; see --help`);
  const isSystems = positionals.length > 0 || values.only === 'systems';
  if (isSystems && values.only !== 'systems' && values.only) {
    throw new Error('systems and --only do not go together');
  }
  return { ...values, only: isSystems ? undefined : values.only, isSystems, rounds };
}

function findPrograms({ build, peer }, chosen) {
  const programs = {
    load: `${build}/bin/fleetwire-load`,
    fleetwire: [`${build}/bin/fleetwire-bench-server`],
    node: [process.execPath, `${peerFolder}/server.js`],
  };
  const systems = {
    fleetwire: `${build}/bin/fleetwired`, node: true, matching: `${build}/bin/fleetwire-bench-matching`,
  };
  for (const each of [programs, systems]) {
    if (peer) delete each[peer === 'node' ? 'fleetwire' : 'node'];
  }
  const wanted = [
    ...(hasEngine(chosen) ? [programs.load, programs.fleetwire?.[0]] : []),
    ...(chosen.systems.some(({ program }) => !program) ? [systems.fleetwire] : []),
    ...chosen.systems.map(({ program }) => systems[program]),
  ];
  for (const program of wanted) {
    if (program && !existsSync(program)) throw new Error(`${program} is not built`);
  }
  return { programs, systems };
}

const hasEngine = (chosen) => chosen.scenarios.length + chosen.variants.length > 0
  || chosen.latency !== undefined;

function choose(options) {
  const all = {
    scenarios: scenarios(options), variants: variants(options), latency: latency(options),
    systems: systemScenarios(options),
  };
  const engine = [...all.scenarios, ...all.variants, all.latency];
  const idsOf = (list) => list.map((each) => each.id);
  const names = [...idsOf(engine), ...idsOf(all.systems)];
  const wanted = options.only?.split(',') ?? (options.isSystems ? idsOf(all.systems) : names);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no scenario ${unknown}; there are ${names}`);
  const isWanted = ({ id }) => wanted.includes(id);
  // Some are measured without Node, none that is compared at Node's rate.
  const canBe = ({ peers, calibrate }) => options.peer === undefined
    || (!calibrate && (peers ?? [options.peer]).includes(options.peer));
  return {
    names,
    scenarios: all.scenarios.filter(isWanted),
    variants: options.peer === 'node' ? [] : all.variants.filter(isWanted),
    latency: options.peer === undefined && isWanted(all.latency) ? all.latency : undefined,
    systems: all.systems.filter(isWanted).filter(canBe),
  };
}

// What Node needs for the chosen ones; the stored trips are written through it as well.
const peersOf = (chosen) => [
  ...(hasEngine(chosen) ? [peerFolder] : []), ...(chosen.systems.length > 0 ? [systemPeers] : []),
];

async function measure(bench, chosen) {
  const comparisons = [];
  for (const scenario of chosen.scenarios) comparisons.push(await bench.compare(scenario));
  const selves = [];
  for (const variant of chosen.variants) selves.push(await bench.compareVariant(variant));
  const delays = chosen.latency ? await bench.compareLatency(chosen.latency) : undefined;
  return { comparisons, variants: selves, latency: delays };
}

// One load that fails must not cost the figures of the others.
async function attempt(bench, scenario) {
  try {
    return await bench.measure(scenario);
  } catch (fault) {
    bench.say(`${scenario.id} failed: ${fault.message}`);
    process.exitCode = 1;
    return { scenario, results: {}, fault: fault.message };
  }
}

async function measureSystems(bench, chosen) {
  const comparisons = [];
  for (const scenario of chosen.systems) comparisons.push(await attempt(bench, scenario));
  return comparisons;
}

function writeTo(target, name, text) {
  mkdirSync(target, { recursive: true });
  writeFileSync(`${target}/${name}`, text);
  console.error(`written: ${target}/${name}`);
}

function write(options, engine, systems, rows) {
  const text = [engine, systems].filter(Boolean).join('\n');
  console.log(`\n${text}`);
  if ((options.only || options.peer) && !options.output) return;
  const target = options.output ?? folder;
  if (engine) {
    writeTo(target, 'RESULTS.md', text);
    writeTo(target, 'results.svg', plot(rows));
  } else {
    const before = `${target}/RESULTS.md`;
    writeTo(target, 'RESULTS.md',
      withSystems(existsSync(before) ? readFileSync(before, 'utf8') : '', systems));
  }
}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(help);
  const chosen = choose(options);
  if (options.list) return console.log(chosen.names.join('\n'));
  if (options.peers) return console.log(peersOf(chosen).join('\n'));
  const { programs, systems } = findPrograms(options, chosen);
  const how = { rounds: options.rounds, build: options.build, note: (text) => console.error(text) };
  const bench = new Bench(programs, how);
  const load = await otherLoad();
  if (isBusy(load)) bench.say('other programs are running: close them, latency suffers most');
  const raw = await measure(bench, chosen);
  const minutes = () => Math.ceil((Date.now() - bench.began) / 60_000);
  const rows = comparisonRows(raw.comparisons);
  const facts = {
    machine: machine({ build: options.build, peerFolder, systemPeers, load }),
    command: `./dev bench${options.isSystems ? ' systems' : ''}${options.quick ? ' --quick' : ''}`
      + `${options.rounds === 3 || options.quick ? '' : ` --rounds ${options.rounds}`}`,
    rounds: options.rounds,
  };
  const engine = hasEngine(chosen) && report({
    ...facts, rows, variants: raw.variants, latency: raw.latency, minutes: minutes(),
  });
  const compared = await measureSystems(new SystemsBench(systems, { ...how, began: bench.began }),
    chosen);
  const part = compared.length > 0 && systemsReport({
    ...facts, minutes: minutes(), rows: comparisonRows(compared), remarks: remarks(compared),
    isOwn: !engine,
  });
  mkdirSync(options.build, { recursive: true });
  writeFileSync(`${options.build}/bench.json`,
    `${JSON.stringify({ ...raw, systems: compared }, null, 1)}\n`);
  return write(options, engine, part, rows);
}

main().catch((fault) => {
  console.error(`bench: ${fault.message}`);
  process.exitCode = 1;
});
