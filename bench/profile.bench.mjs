// Where the time of a cold tile and of a page of GeoJSON goes: perf samples the server under load, and samples
// are put down to stages by the functions they fell into. Needs perf and leave to use it; else it says so.
import { existsSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { load, randomTargets } from './support/measure.mjs';
import { BenchStore, figure, has, runToEnd, setting } from './support/store.mjs';
import { prepareRows } from './support/rows.mjs';
import { tilesOfAbout } from './support/tiles.mjs';

const locations = setting('LOCATIONS', 100_000);
const seconds = 6;

/** The first that matches counts. */
const stages = [
  ['compression', /libdeflate|libz\.so|libbrotli|libzstd|deflate|ZSTD|brotli/i],
  ['kernel: sockets, scheduling, page faults', /\[k\]/],
  ['feature ids (hash of the text id)', /XXH|feature_number|append_feature_id/],
  ['candidates: R-tree, positions on the grid, clusters', /search_node|PackedRtree|WorldGrid|encode_points|[Cc]luster|run_summary|RunSummar|BlockEncoder/],
  ['properties: values and tags', /TagWriter|LayerValues|KeyTable|Column::|ColumnView/],
  ['writing the tile', /LayerWriter|GeometryCommands|protozero|encode_tile/],
  ['GeoJSON text', /GeoJsonWriter|append_(integer|real|day|degrees|json)|to_chars|is_utf8|geometry_text/],
  ['selection of rows', /select_rows|RowSelection|CodeTest|Filter|meets_row|Collector/],
  ['HTTP: reading, routing, answering', /Session|boost|beast|asio|Application|parse_|Parameters|Delivery|ResponseCache|negotiat|Headers|write_fixed_head|coroutine/],
  ['memory: allocation and copying', /malloc|free|_int_|operator new|operator delete|memmove|memcpy|memset|unlink_chunk|brk|std::string|basic_string/],
];

if (!has('perf') || !has('wrk')) {
  console.log('profile: skipped, perf (linux-perf) or wrk is not installed');
  process.exit(0);
}
const store = new BenchStore();
try {
  store.sojourn('demo', '--locations', `${locations}`, '--rounds', '2');
  await store.serve({ SOJOURN_CACHE_MEGABYTES: '0', SOJOURN_ITEMS_MOST: '1000000' });
  prepareRows(store);
  const { operations } = await store.json('/api/operations');
  const { bbox } = operations.find(({ code }) => code === 'XS');
  const { tiles, mean } = tilesOfAbout(store, 'bench.newest', bbox, 800);
  const raw = await store.ifKnown('cluster=false');
  const targets = tiles.map(([z, x, y]) => `/tiles/locations/${z}/${x}/${y}.mvt?operation=XS${raw}`);
  await profile(`cold tile of ${Math.round(mean)} points, as it is`, () => load(store.url, { connections: 2, seconds, script: randomTargets(store.file('a.lua'), targets) }));
  await profile('the same, gzip', () => load(store.url, { connections: 2, seconds, headers: ['Accept-Encoding: gzip'], script: randomTargets(store.file('a.lua'), targets) }));
  await profile('GeoJSON of a whole collection', () => {
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) runToEnd('curl', ['-s', '-o', '/dev/null', `${store.url}/ogc/collections/locations/items?operation=XS&limit=1000000`]);
  });
} finally {
  await store.remove();
}

async function profile(name, work) {
  const file = store.file('perf.data');
  const recorder = spawn('perf', ['record', '-q', '-F', '997', '-o', file, '-p', `${store.server.pid}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  recorder.stderr.on('data', (chunk) => (complaint += chunk));
  const ended = new Promise((resolve) => recorder.once('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, 500));
  if (recorder.exitCode !== null) return console.log(`profile: skipped, perf may not be used here: ${complaint.split('\n')[0]}`);
  work();
  recorder.kill('SIGINT');
  await ended;
  if (!existsSync(file)) return console.log('profile: perf recorded nothing');
  const report = spawnSync('perf', ['report', '-i', file, '--stdio', '-g', 'none', '--sort', 'dso,symbol', '-F', 'overhead,dso,sym'], { encoding: 'utf8', maxBuffer: 64 << 20 }).stdout;
  const shares = new Map();
  for (const [, share, symbol] of report.matchAll(/^\s+([\d.]+)%\s+(.*?)\s*$/gm)) {
    const stage = stages.find(([, pattern]) => pattern.test(symbol))?.[0] ?? 'other';
    shares.set(stage, (shares.get(stage) ?? 0) + Number(share));
  }
  console.log(`${name}:`);
  for (const [stage, share] of [...shares].sort(([, a], [, b]) => b - a)) {
    console.log(`  ${share.toFixed(1).padStart(5)} %  ${stage}`);
    if (share >= 5) figure(`${name}: ${stage}`, `${share.toFixed(0)} %`, '', '', '');
  }
}
