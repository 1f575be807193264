// How figures are come by: ours and the baseline by turns, so that a noisy neighbour is noisy for both; the
// median of each, and the median of the turns' ratios.
import { writeFileSync } from 'node:fs';
import { figure, runToEnd, setting, times } from './store.mjs';

export const turns = setting('TURNS', 5);

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

export const thousands = (value) => Math.round(value).toLocaleString('en');

/** Seconds that the work took. */
export async function timed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Both measured `count` times by turns: medians, the median ratio ours/theirs, and how far ratios lie apart. */
export async function alternate(ours, theirs, count = turns) {
  const mine = [];
  const others = [];
  for (let turn = 0; turn < count; turn++) {
    mine.push(await ours(turn));
    others.push(await theirs(turn));
  }
  return compare(mine, others);
}

function compare(mine, others) {
  const ratios = mine.map((value, turn) => value / others[turn]);
  return { ours: median(mine), theirs: median(others), ratio: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

export const spread = ({ ratio, lowest, highest }) => `${times(ratio)} [${times(lowest)}–${times(highest)}]`;

/** A row of rates: more is better. */
export function rate(name, measured, unit, baseline, aim) {
  figure(name, `${thousands(measured.ours)} ${unit}`, `${baseline} ${thousands(measured.theirs)} ${unit}`, spread(measured), aim);
}

/** A row of durations: less is better; the ratio says how many times longer ours takes. */
export function duration(name, measured, baseline, aim) {
  const text = (seconds) => (seconds < 0.1 ? `${(seconds * 1000).toFixed(2)} ms` : `${seconds.toFixed(2)} s`);
  figure(name, text(measured.ours), `${baseline} ${text(measured.theirs)}`, spread(measured), aim);
}

/** What wrk saw: requests, and how many a second. `script` is wrk's Lua. */
export function requests(url, { headers = [], seconds = 2, connections = 16, threads = 1, script } = {}) {
  const options = headers.flatMap((header) => ['-H', header]);
  if (script) options.push('-s', script);
  const output = runToEnd('wrk', [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--latency', ...options, url]);
  const errors = output.match(/Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/);
  if (errors) throw new Error(`${url}: ${errors[0]}`);
  return { count: Number(output.match(/(\d+) requests in/)[1]), rate: Number(output.match(/Requests\/sec:\s+([\d.]+)/)[1]) };
}

/** Requests per second by wrk. */
export const load = (url, options) => requests(url, options).rate;

/** Both sides' medians by turns, as `alternate`, of work that returns several figures: one result for each. */
export async function alternateAll(ours, theirs, count = turns) {
  const mine = [];
  const others = [];
  for (let turn = 0; turn < count; turn++) {
    mine.push(await ours(turn));
    others.push(await theirs(turn));
  }
  return Object.fromEntries(Object.keys(mine[0]).map((key) => [key, compare(mine.map((all) => all[key]), others.map((all) => all[key]))]));
}

/** A wrk script that asks for these targets in a random order of its own. */
export function randomTargets(file, targets) {
  writeFileSync(file, `math.randomseed(7)\nlocal targets = {\n${targets.map((target) => `  "${target}",`).join('\n')}\n}\nrequest = function() return wrk.format("GET", targets[math.random(#targets)]) end\n`);
  return file;
}
