// Runs bench/*.bench.mjs, and those of build/release/bench_* that none of these runs, one after the other. What
// they print is shown; lines `figure | NAME | VALUE | BASELINE | RATIO | AIM` are gathered into a table at the end,
// and into a file of JSON if asked.
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { reached } from './aims.mjs';
import { root, run } from './process.mjs';
import { bold, table } from './terminal.mjs';

const build = path.join(root, 'build/release');
const sources = path.join(root, 'bench');
const { values: options, positionals: wanted } = parseArgs({ options: { large: { type: 'boolean' }, json: { type: 'string' } }, allowPositionals: true });
if (options.large) process.env.SOJOURN_BENCH_LARGE = '1';

const scripts = readdirSync(sources)
  .filter((name) => name.endsWith('.bench.mjs'))
  .map((name) => ({ name: name.slice(0, -'.bench.mjs'.length), command: 'node', args: [path.join(sources, name)] }));
const programs = readdirSync(build)
  .filter((name) => /^bench_[a-z0-9_]+$/.test(name))
  .map((name) => ({ name: name.slice('bench_'.length), command: path.join(build, name), args: [] }))
  .filter(({ name }) => !scripts.some((script) => script.name === name));
const found = [...programs, ...scripts].sort((a, b) => a.name.localeCompare(b.name));

const unknown = wanted.filter((name) => !found.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`unknown benchmark ${unknown.join(', ')}; there are ${found.map((bench) => bench.name).join(', ')}`);
  process.exit(2);
}

const figures = [];
const began = performance.now();
let failed = 0;
const before = loadavg()[0].toFixed(1);
for (const bench of found) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  console.log(bold(`==> ${bench.name}`));
  const result = await run(bench.command, bench.args, { show: true, env: { SOJOURN_PROGRAM: path.join(build, 'sojourn') } });
  for (const [, cells] of result.output.matchAll(/^figure \| (.*)$/gm)) {
    const [name, value = '', baseline = '', ratio = '', aim = ''] = cells.split('|').map((cell) => cell.trim());
    figures.push({ benchmark: bench.name, name, value, baseline, ratio, aim, reached: reached({ value, ratio, aim }) });
  }
  if (result.code !== 0) {
    failed++;
    console.log(`${bench.name} ended with status ${result.code}`);
  }
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}`;
const after = loadavg()[0].toFixed(1);
console.log(`\n${machine}, load ${before} before and ${after} after; ${Math.round((performance.now() - began) / 1000)} s.`);
if (figures.length > 0) {
  const heading = ['figure', 'ours', 'baseline of this run', 'ratio [lowest–highest]', 'aim', 'reached'];
  console.log(`\n${table([heading, ...figures.map((row) => [row.name, row.value, row.baseline, row.ratio, row.aim, row.reached])])}`);
}
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, load: { before, after }, figures }, null, 2)}\n`);
console.log(`\nThe machine is part of every figure: compare ratios, not values of different runs.`);
process.exit(failed > 0 ? 1 : 0);
