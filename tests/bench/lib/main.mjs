// The benchmark's front: options, the order of the runs, and what is written where.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isBusy, machine, otherLoad } from './machine.mjs';
import { Bench } from './measure.mjs';
import { plot } from './plot.mjs';
import { comparisonRows, report } from './report.mjs';
import { latency, scenarios, variants } from './scenarios.mjs';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const peerFolder = `${folder}/peers/node`;

const help = `measures Fleetwire beside Socket.IO on Node (about 15 minutes)

  --quick         one round, smaller crowds
  --rounds N      rounds of each scenario: 3
  --only A,B      only these scenarios; the results are then printed, not written
  --peer NAME     only fleetwire or only node; likewise only printed
  --output DIR    write RESULTS.md and results.svg there instead of tests/bench
  --list          name the scenarios`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      build: { type: 'string' }, quick: { type: 'boolean' }, rounds: { type: 'string' },
      only: { type: 'string' }, peer: { type: 'string' }, output: { type: 'string' },
      list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a number from 1');
  if (values.peer && !['fleetwire', 'node'].includes(values.peer)) {
    throw new Error('--peer is fleetwire or node');
  }
  return { ...values, rounds };
}

function findPrograms({ build, peer }) {
  const programs = {
    load: `${build}/bin/fleetwire-load`,
    fleetwire: [`${build}/bin/fleetwire-bench-server`],
    node: [process.execPath, `${peerFolder}/server.js`],
  };
  if (peer) delete programs[peer === 'node' ? 'fleetwire' : 'node'];
  for (const program of [programs.load, programs.fleetwire?.[0]]) {
    if (program && !existsSync(program)) throw new Error(`${program} is not built`);
  }
  return programs;
}

function choose(options) {
  const all = {
    scenarios: scenarios(options), variants: variants(options), latency: latency(options),
  };
  const names = [...all.scenarios, ...all.variants, all.latency].map((each) => each.id);
  const wanted = options.only?.split(',') ?? names;
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no scenario ${unknown}; there are ${names}`);
  const isWanted = ({ id }) => wanted.includes(id);
  return {
    names,
    scenarios: all.scenarios.filter(isWanted),
    variants: options.peer === 'node' ? [] : all.variants.filter(isWanted),
    latency: options.peer === undefined && isWanted(all.latency) ? all.latency : undefined,
  };
}

async function measure(bench, chosen) {
  const comparisons = [];
  for (const scenario of chosen.scenarios) comparisons.push(await bench.compare(scenario));
  const selves = [];
  for (const variant of chosen.variants) selves.push(await bench.compareVariant(variant));
  const delays = chosen.latency ? await bench.compareLatency(chosen.latency) : undefined;
  return { comparisons, variants: selves, latency: delays };
}

function write(options, text, rows, raw) {
  mkdirSync(options.build, { recursive: true });
  writeFileSync(`${options.build}/bench.json`, `${JSON.stringify(raw, null, 1)}\n`);
  const partial = options.only || options.peer;
  console.log(`\n${text}`);
  if (partial && !options.output) return;
  const target = options.output ?? folder;
  mkdirSync(target, { recursive: true });
  writeFileSync(`${target}/RESULTS.md`, text);
  writeFileSync(`${target}/results.svg`, plot(rows));
  console.error(`written: ${target}/RESULTS.md, ${target}/results.svg`);
}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(help);
  const chosen = choose(options);
  if (options.list) return console.log(chosen.names.join('\n'));
  const bench = new Bench(findPrograms(options),
    { rounds: options.rounds, note: (text) => console.error(text) });
  const load = await otherLoad();
  if (isBusy(load)) bench.say('other programs are running: close them, latency suffers most');
  const raw = await measure(bench, chosen);
  const rows = comparisonRows(raw.comparisons);
  const command = `./dev bench${options.quick ? ' --quick' : ''}`
    + `${options.rounds === 3 || options.quick ? '' : ` --rounds ${options.rounds}`}`;
  const text = report({
    machine: machine({ build: options.build, peerFolder, load }), command, rows,
    variants: raw.variants, latency: raw.latency, rounds: options.rounds,
    minutes: Math.ceil((Date.now() - bench.began) / 60_000),
  });
  return write(options, text, rows, raw);
}

main().catch((fault) => {
  console.error(`bench: ${fault.message}`);
  process.exitCode = 1;
});
