// What the server answers, beside what PostGIS and nginx make of the same rows and bytes in the same run: cold
// tiles, warm tiles, 304, a whole collection, start and memory. The size is SOJOURN_BENCH_LOCATIONS and _ROUNDS.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { alternate, alternateAll, load, median, randomTargets, rate, requests, thousands, timed, turns } from './support/measure.mjs';
import { startNginx } from './support/nginx.mjs';
import { familySeconds, processorSeconds } from './support/processor.mjs';
import { prepareRows, properties, tileScript } from './support/rows.mjs';
import { BenchStore, figure, has, runToEnd, setting, times } from './support/store.mjs';
import { tilesOfAbout, tilesOver } from './support/tiles.mjs';

const locations = setting('LOCATIONS', 200_000);
const rounds = setting('ROUNDS', 10);

const store = new BenchStore();
try {
  console.log(`demonstration operation: ${thousands(locations)} locations, ${rounds} rounds; ${turns} turns`);
  store.sojourn('demo', '--locations', `${locations}`, '--rounds', `${rounds}`);
  await store.serve({ SOJOURN_CACHE_MEGABYTES: '0' });
  prepareRows(store);
  const { operations } = await store.json('/api/operations');
  const operation = operations.find(({ code }) => code === 'XS');
  await coldTiles(operation);
  await store.stop();
  await startAndMemory();
  await warmTiles(operation);
  await wholeCollection();
} finally {
  await store.remove();
}

async function startAndMemory() {
  // A whole collection is one answer here, as it is one COPY there.
  const start = await store.serve({ SOJOURN_ITEMS_MOST: '1000000' });
  const copy = await timed(() => store.psql('-o', '/dev/null', '-c', 'copy (select * from sojourn.assessment) to stdout'));
  const bytes = await store.readModelBytes();
  const rows = Number(store.sql(`select sum(locations) from sojourn.round where status = 'published'`));
  figure(`start to ready, ${thousands(rows)} assessments`, `${start.toFixed(2)} s`, `COPY of the rows ${copy.toFixed(2)} s`, times(start / copy), '');
  figure('memory of the read model, the whole locations row', `${(bytes.get('locations') / rows).toFixed(0)} bytes an assessment`, '', '', '≤ 96 bytes');
  const all = [...bytes.values()].reduce((sum, value) => sum + value, 0);
  figure('the same with all that is derived of it', `${(all / rows).toFixed(0)} bytes an assessment`, `whole process ${thousands((store.memory() * 1024) / rows)} bytes`, '', '');
}

/** Two clients on each side, nothing cached: another tile each time, at a date and with a filter. */
async function coldTiles({ bbox, rounds: known }) {
  const date = known[Math.floor(known.length / 2)].period_end;
  // Three of four places pass: a filter that leaves next to nothing would measure how it is judged, not tiles.
  const least = Number(store.sql('select percentile_disc(0.25) within group (order by idps_individuals) from bench.newest'));
  const filter = await store.ifKnown(`filter=${encodeURIComponent(`idps_individuals >= ${least}`)}`);
  for (const wanted of [50, 800]) {
    const { zoom, mean, tiles } = tilesOfAbout(store, 'bench.newest', bbox, wanted);
    const query = `operation=XS&datetime=${date}&properties=${properties.join(',')}${await store.ifKnown('cluster=false')}${filter}`;
    const targets = tiles.map(([z, x, y]) => `/tiles/locations/${z}/${x}/${y}.mvt?${query}`);
    const script = randomTargets(store.file('cold.lua'), targets);
    writeFileSync(store.file('tile.sql'), tileScript(store, tiles, date, filter ? least : 0));
    const measured = await alternateAll(() => ourTiles(script), theirTiles);
    const name = `cold tile over HTTP, zoom ${zoom}, about ${thousands(mean)} points${filter ? ', three of four by a known filter' : ''}`;
    rate(`${name}, by processor time`, measured.perCore, 'tiles/s and core', 'ST_AsMVT', wanted > 100 ? '≥ 40×' : '');
    rate(`${name}, by the clock`, measured.rate, 'tiles/s', 'ST_AsMVT', '');
  }
}

/** Processor time is the server's alone, and all of PostgreSQL's: who asks (wrk, pgbench) is no part of either. */
function ourTiles(script) {
  const before = processorSeconds(store.server.pid);
  const { count, rate } = requests(store.url, { connections: 2, script });
  return { rate, perCore: count / (processorSeconds(store.server.pid) - before) };
}

function theirTiles() {
  const postmaster = store.postmaster();
  const before = familySeconds(postmaster);
  const output = runToEnd('pgbench', ['-n', '-M', 'prepared', '-c', '2', '-j', '1', '-T', '2', '-f', store.file('tile.sql'), '-h', `${store.data}/socket`, '-U', 'sojourn_owner', 'sojourn']);
  const count = Number(output.match(/actually processed: (\d+)/)[1]);
  return { rate: Number(output.match(/tps = ([\d.]+)/)[1]), perCore: count / (familySeconds(postmaster) - before) };
}

async function warmTiles({ bbox }) {
  if (!has('wrk') || !has('nginx')) return console.log('warm tiles: skipped, wrk or nginx is not installed');
  mkdirSync(store.file('www'));
  const nginx = await startNginx(store.directory);
  try {
    const raw = await store.ifKnown('cluster=false');
    for (const wanted of [2_000, 30_000]) await warmTile(nginx, tileOfSize(bbox, wanted, raw));
  } finally {
    nginx.stop();
  }
}

/** The tile whose gzip is nearest to that size. */
function tileOfSize(bbox, wanted, raw) {
  let best;
  for (let zoom = 4; zoom <= 11; zoom++)
    for (const tile of tilesOver(bbox, zoom).slice(0, 40)) {
      const target = `/tiles/locations/${tile.join('/')}.mvt?operation=XS${raw}`;
      const gzip = execFileSync('curl', ['-s', '-H', 'Accept-Encoding: gzip', store.url + target], { maxBuffer: 64 << 20 });
      if (gzip.length > 0 && (!best || Math.abs(gzip.length - wanted) < Math.abs(best.gzip.length - wanted))) best = { target, gzip };
    }
  return best;
}

async function warmTile(nginx, { target, gzip }) {
  writeFileSync(store.file('www/tile.bin'), gzip);
  const ours = store.url + target;
  const theirs = `${nginx.url}/tile.bin`;
  const tag = async (url, headers) => `If-None-Match: ${(await fetch(url, { headers })).headers.get('etag')}`;
  const headers = ['Accept-Encoding: gzip'];
  const ourTag = await tag(ours, { 'accept-encoding': 'gzip' });
  const theirTag = await tag(theirs, {});
  for (const connections of [16, 64]) {
    const measured = await alternate(() => load(ours, { headers, connections }), () => load(theirs, { connections }));
    rate(`warm tile, ${thousands(gzip.length)} bytes gzip, ${connections} connections`, measured, '/s', 'nginx file', '≥ 1×');
  }
  const measured = await alternate(() => load(ours, { headers: [...headers, ourTag] }), () => load(theirs, { headers: [theirTag] }));
  rate(`304 of a tile of ${thousands(gzip.length)} bytes`, measured, '/s', 'nginx 304', '≥ 1×');
}

/** Reads all that a URL answers, by curl's own clock and the server's processor time; nothing here looks at it. */
function readAll(url) {
  const before = processorSeconds(store.server.pid);
  const [first, total, status] = runToEnd('curl', ['-sS', '-o', '/dev/null', '-w', '%{time_starttransfer} %{time_total} %{http_code}', url]).split(' ').map(Number);
  if (status !== 200) throw new Error(`${url}: ${status}`);
  return { first, seconds: total, processor: processorSeconds(store.server.pid) - before };
}

async function wholeCollection() {
  const ten = ['operation', 'location_id', 'name', 'setting', 'admin2_pcode', 'round', 'period_end', 'idps_individuals', 'returnees_individuals', 'priority_need_1'];
  const url = `${store.url}/ogc/collections/locations/items?operation=XS&limit=1000000&properties=${ten.join(',')}`;
  const { numberMatched: features, links } = await store.json(url.slice(store.url.length));
  if (links.some(({ rel }) => rel === 'next')) throw new Error(`${url}: the collection came in pages`);
  store.forgetPeak();
  const before = store.memory();
  const firsts = [];
  const perCore = [];
  const ours = async () => {
    // Several: the kernel counts processor time in hundredths of a second.
    const runs = Array.from({ length: 5 }, () => readAll(url));
    firsts.push(median(runs.map(({ first }) => first)));
    perCore.push((runs.length * features) / runs.reduce((sum, { processor }) => sum + processor, 0));
    return features / median(runs.map(({ seconds }) => seconds));
  };
  const rows = Number(store.sql('select count(*) from bench.newest'));
  const theirs = async () =>
    rows /
    (await timed(() =>
      store.psql('-o', '/dev/null', '-c', `copy (select st_asgeojson(row) from (select geom, operation, location_id, name, setting, area_pcode, round, period_end, idps_individuals, returnees_individuals, priority_need_1 from bench.newest) as row) to stdout`),
    ));
  const measured = await alternate(ours, theirs);
  rate(`GeoJSON over HTTP, ${thousands(rows)} features, 10 properties`, measured, 'features/s', 'COPY of ST_AsGeoJSON', '≥ 10×');
  figure('the same by processor time', `${thousands(median(perCore))} features/s and core`, '', '', '≥ 1,000,000 features/s');
  figure('first byte of it', `${(median(firsts) * 1000).toFixed(1)} ms`, '', '', '< 5 ms');
  figure('memory it takes', `${thousands((store.memory('VmHWM') - before) / 1024)} MB more at the peak`, '', '', '≤ 32 MB');
}
