// How time and memory grow with the data: 10,000 assessments, then ten times as many, and again. Sizes are
// SOJOURN_BENCH_SIZES, joined by commas; script/bench --large adds ten million.
import { importArguments, prepareImports, writeRows } from './support/import-rows.mjs';
import { median, randomTargets, requests, thousands, timed, turns } from './support/measure.mjs';
import { processorSeconds } from './support/processor.mjs';
import { prepareRows } from './support/rows.mjs';
import { BenchStore, figure, setting, times } from './support/store.mjs';
import { tilesOfAbout } from './support/tiles.mjs';

const sizes = `${process.env.SOJOURN_BENCH_SIZES ?? (process.env.SOJOURN_BENCH_LARGE ? '10000,100000,1000000,10000000' : '10000,100000,1000000')}`.split(',').map(Number);
const rounds = setting('ROUNDS', 10);
const points = 200;

/** Growing with the data, and no more than a third above that. */
const linear = (more) => (more === 1 ? '' : `≤ ${(1.33 * more).toFixed(0)}×`);

await measureImports();
const found = [];
for (const size of sizes) found.push(await measure(size));
const first = found[0];
for (const { rows, store, start, locations, derived, tile, features } of found) {
  const more = rows / first.rows;
  const line = (name, value, grown, aim) => figure(`${name}, ${thousands(rows)} assessments`, value, more === 1 ? '' : `${more.toFixed(1)}× the data`, more === 1 ? '' : times(grown), aim);
  line('storing them (demo)', `${store.toFixed(1)} s`, store / first.store, linear(more));
  line('start to ready', `${start.toFixed(2)} s`, start / first.start, linear(more));
  line('read model of locations', `${(locations / rows).toFixed(0)} bytes each`, locations / first.locations, '≤ 96 bytes');
  line('what is derived of them', `${(derived / rows).toFixed(0)} bytes each`, derived / first.derived, '');
  // For each tenfold of the data half as much again.
  line(`cold tile of about ${thousands(features)} points, processor time`, `${(tile * 1000).toFixed(2)} ms`, tile / first.tile, more === 1 ? '' : `≤ ${(1.5 ** Math.log10(more)).toFixed(2)}×`);
}

async function measure(size) {
  const store = new BenchStore();
  try {
    const taken = await timed(() => store.sojourn('demo', '--locations', `${Math.round((size / rounds) * 1.35)}`, '--rounds', `${rounds}`));
    const start = await store.serve({ SOJOURN_CACHE_MEGABYTES: '0' });
    const bytes = await store.readModelBytes();
    const locations = bytes.get('locations');
    const derived = [...bytes.values()].reduce((sum, value) => sum + value, 0) - locations;
    const rows = Number(store.sql(`select sum(locations) from sojourn.round where status = 'published'`));
    prepareRows(store);
    const { operations } = await store.json('/api/operations');
    const { bbox } = operations.find(({ code }) => code === 'XS');
    const { tiles, mean } = tilesOfAbout(store, 'bench.newest', bbox, points);
    const raw = await store.ifKnown('cluster=false');
    const script = randomTargets(store.file('cold.lua'), tiles.map(([z, x, y]) => `/tiles/locations/${z}/${x}/${y}.mvt?operation=XS${raw}`));
    const runs = [];
    for (let turn = 0; turn < turns; turn++) {
      const before = processorSeconds(store.server.pid);
      const { count } = requests(store.url, { connections: 1, seconds: 1, script });
      runs.push((processorSeconds(store.server.pid) - before) / count);
    }
    console.log(`${thousands(rows)} assessments: stored in ${taken.toFixed(1)} s, ready in ${start.toFixed(2)} s, ${thousands(store.memory() / 1024)} MB`);
    return { rows, store: taken, start, locations, derived, tile: median(runs), features: mean };
  } finally {
    await store.remove();
  }
}

/** A table of each size to a stored round: time, and the most memory that program and reader had at once. */
async function measureImports() {
  const store = new BenchStore();
  try {
    prepareImports(store);
    await store.serve();
    const grown = [];
    for (const [i, rows] of sizes.entries()) {
      const { tagged } = await writeRows(store, rows, `rows${rows}`);
      grown.push({ rows, ...(await store.runMeasured(...importArguments(tagged, i + 1))) });
    }
    const [least] = grown;
    for (const { rows, seconds, megabytes } of grown) {
      const baseline = rows === least.rows ? '' : `${rows / least.rows}× the data`;
      const ratio = (more) => (rows === least.rows ? '' : times(more));
      figure(`import of a CSV, ${thousands(rows)} rows`, `${seconds.toFixed(2)} s, ${thousands(rows / seconds)} rows/s`, baseline, ratio(seconds / least.seconds), linear(rows / least.rows));
      figure(`its memory, ${thousands(rows)} rows`, `${thousands(megabytes)} MB`, baseline, ratio(megabytes / least.megabytes), 'of locations alone');
    }
  } finally {
    await store.remove();
  }
}
