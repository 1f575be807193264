// The program as a whole, beside what others make of the same rows in the same run: tiles, items,
// import, publishing, start and memory. SOJOURN_BENCH_LOCATIONS and SOJOURN_BENCH_ROUNDS set the size.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNginx } from './support/nginx.mjs';
import { BenchStore, figure, has, load, runToEnd, seconds, times } from './support/store.mjs';

const locations = Number(process.env.SOJOURN_BENCH_LOCATIONS ?? 50_000);
const rounds = Number(process.env.SOJOURN_BENCH_ROUNDS ?? 5);
const per = (count, time) => Math.round(count / time);
const thousands = (value) => Math.round(value).toLocaleString('en');

const store = new BenchStore();
try {
  console.log(`demonstration operation: ${thousands(locations)} locations, ${rounds} rounds`);
  store.sojourn('demo', '--locations', `${locations}`, '--rounds', `${rounds}`);
  const start = await store.serve();
  prepareRows();
  await startAndMemory(start);
  await coldTiles();
  // A condition that CQL2 and SQL write alike.
  await coldTiles("idps_individuals > 100 and name like '%a%'");
  await warmTile();
  await wholeCollection();
  await importRows();
} finally {
  await store.remove();
}

/** The newest round's rows as PostGIS needs them for its own tiles and features: indexed points. */
function prepareRows() {
  store.sql(`create schema bench;
    create table bench.newest as
      select st_setsrid(st_makepoint(lon, lat), 4326) as geom, st_transform(st_setsrid(st_makepoint(lon, lat), 4326), 3857) as mercator,
             operation, location_id, name, unit, area_pcode, idps_individuals, idps_basis, returnees_individuals, priority_need_1, point
      from sojourn.assessment
      where round_id = (select round_id from sojourn.round where status = 'published' order by period_end desc limit 1) and lon is not null;
    create index on bench.newest using gist (mercator);
    analyze bench.newest;`);
}

async function startAndMemory(start) {
  const metrics = await (await fetch(`${store.url}/metrics`)).text();
  const bytes = [...metrics.matchAll(/^sojourn_read_model_bytes\{.*\} (\d+)/gm)].reduce((sum, [, value]) => sum + Number(value), 0);
  const rows = Number(store.sql(`select sum(locations) from sojourn.round where status = 'published'`));
  const began = performance.now();
  runToEnd('psql', ['-h', `${store.data}/socket`, '-U', 'sojourn_owner', '-d', 'sojourn', '-qAtX', '-o', '/dev/null', '-c', 'copy (select * from sojourn.assessment) to stdout']);
  const copy = seconds(began);
  figure(`start to ready, ${thousands(rows)} assessments`, `${start.toFixed(2)} s`, `COPY of the rows ${copy.toFixed(2)} s`, times(start / copy));
  figure('memory per assessment, all fields', `${(bytes / rows).toFixed(0)} bytes`, '', '', '≤ 96 bytes');
}

/** Tiles of some hundreds of points, each asked for once. */
function someTiles([west, south, east, north], zoom) {
  const side = 2 ** zoom;
  const column = (lon) => Math.floor(((lon + 180) / 360) * side);
  const row = (lat) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * side);
  const tiles = [];
  for (let x = column(west); x <= column(east); x++) for (let y = row(north); y <= row(south); y++) tiles.push([zoom, x, y]);
  return tiles;
}

async function coldTiles(filter = '') {
  const { bounds } = await store.json('/tiles/locations.json?operation=XS');
  // The zoom where a tile holds some 800 points, as in docs of the baseline.
  let zoom = 4;
  while (someTiles(bounds, zoom).length < locations / 800 && zoom < 14) zoom++;
  const tiles = someTiles(bounds, zoom);
  const began = performance.now();
  let bytes = 0;
  for (const [z, x, y] of tiles) {
    const response = await fetch(`${store.url}/tiles/locations/${z}/${x}/${y}.mvt?operation=XS&cluster=false${filter && `&filter=${encodeURIComponent(filter)}`}`, { headers: { 'accept-encoding': 'identity' } });
    bytes += (await response.arrayBuffer()).byteLength;
  }
  const ours = tiles.length / seconds(began);
  const values = tiles.map((tile) => `(${tile.join(',')})`).join(',');
  const sqlBegan = performance.now();
  store.sql(`select sum(length(mvt)) from (values ${values}) as tile(z, x, y) cross join lateral (
    select st_asmvt(feature, 'locations') as mvt from (
      select st_asmvtgeom(mercator, st_tileenvelope(z, x, y)) as geom, operation, location_id, name, unit, area_pcode, idps_individuals, idps_basis,
             returnees_individuals, priority_need_1, point
      from bench.newest where mercator && st_tileenvelope(z, x, y) ${filter && `and ${filter}`}) as feature) as made`);
  const theirs = tiles.length / seconds(sqlBegan);
  figure(`cold tiles ${filter && 'with a filter '}over HTTP, zoom ${zoom}, ${thousands(bytes / tiles.length)} bytes each`, `${thousands(ours)}/s`, `ST_AsMVT, one round's table ${thousands(theirs)}/s`, times(ours / theirs), '≥ 40×');
}

async function warmTile() {
  if (!has('wrk') || !has('nginx')) return console.log('warm tile: skipped, wrk or nginx is not installed');
  const { bounds } = await store.json('/tiles/locations.json?operation=XS');
  const target = `/tiles/locations/${someTiles(bounds, 7)[0].join('/')}.mvt?operation=XS&cluster=false`;
  const gzip = execFileSync('curl', ['-s', '-H', 'Accept-Encoding: gzip', store.url + target], { maxBuffer: 64 << 20 });
  mkdirSync(store.file('www'));
  writeFileSync(store.file('www/tile.bin'), gzip);
  const nginx = await startNginx(store.directory);
  try {
    // Alternating, so that a noisy neighbour is noisy for both.
    let ours = 0, theirs = 0, ours304 = 0, theirs304 = 0;
    const tag = async (url, headers) => `If-None-Match: ${(await fetch(url, { headers })).headers.get('etag')}`;
    const ourTag = await tag(store.url + target, { 'accept-encoding': 'gzip' });
    const theirTag = await tag(`${nginx.url}/tile.bin`, {});
    for (let turn = 0; turn < 2; turn++) {
      ours += load(store.url + target, ['Accept-Encoding: gzip']) / 2;
      theirs += load(`${nginx.url}/tile.bin`) / 2;
      ours304 += load(store.url + target, ['Accept-Encoding: gzip', ourTag]) / 2;
      theirs304 += load(`${nginx.url}/tile.bin`, [theirTag]) / 2;
    }
    figure(`warm tile, ${thousands(gzip.length)} bytes gzip`, `${thousands(ours)}/s`, `nginx file ${thousands(theirs)}/s`, times(ours / theirs), '≥ 1×');
    figure('304', `${thousands(ours304)}/s`, `nginx ${thousands(theirs304)}/s`, times(ours304 / theirs304), '≥ 1×');
  } finally {
    nginx.stop();
  }
}

async function wholeCollection() {
  const began = performance.now();
  let features = 0;
  let next = `${store.url}/ogc/collections/locations/items?operation=XS&limit=10000`;
  while (next) {
    const text = await (await fetch(next, { headers: { 'accept-encoding': 'identity' } })).text();
    features += Number(text.match(/"numberReturned":(\d+)/)[1]);
    next = text.slice(0, 4000).match(/"href":"([^"]+)","rel":"next"/)?.[1]?.replaceAll('\\/', '/');
  }
  const ours = features / seconds(began);
  const sqlBegan = performance.now();
  store.sql(`select sum(length(st_asgeojson(newest))) from bench.newest`);
  const theirs = Number(store.sql('select count(*) from bench.newest')) / seconds(sqlBegan);
  figure('GeoJSON items, page by page, all fields', `${thousands(ours)} features/s`, `ST_AsGeoJSON, 11 fields ${thousands(theirs)} features/s`, times(ours / theirs), '≥ 10×');
}

async function importRows() {
  const points = store.sql(`select area_pcode, location_id, st_x(geom), st_y(geom), idps_individuals from bench.newest limit 200000`).split('\n').map((line) => line.split('|'));
  const csv = ['code,place,lat,lon,people', '#adm4+code,#loc+name,#geo+lat,#geo+lon,#affected+idps+ind', ...points.map(([code, id, lon, lat, people]) => `${code},${id},${lat},${lon},${people}`)];
  const file = store.file('rows.csv');
  writeFileSync(file, csv.join('\n'));
  store.sojourn('operation', 'XSB', '--country', 'XSX', '--name', 'Benchmark', '--source', 'Synthetic');
  const began = performance.now();
  store.sojourn('import', file, '--profile', 'hxl', '--operation', 'XSB', '--method', 'site', '--round', '1', '--from', '2021-01-01', '--to', '2021-01-31', '--sensitivity', 'low');
  const ours = seconds(began);

  const plain = store.file('plain.csv');
  writeFileSync(plain, [csv[0], ...csv.slice(2)].join('\n'));
  const ogrBegan = performance.now();
  const target = `PG:host=${store.data}/socket user=sojourn_owner dbname=sojourn active_schema=bench`;
  runToEnd('ogr2ogr', ['-f', 'PostgreSQL', target, plain, '-nln', 'plain', '-oo', 'X_POSSIBLE_NAMES=lon', '-oo', 'Y_POSSIBLE_NAMES=lat', '-a_srs', 'EPSG:4326'], { env: { ...process.env, PG_USE_COPY: 'YES' } });
  store.sql(`create table bench.joined as select plain.*, area.pcode as in_area from bench.plain left join sojourn.area
    on area.country = 'XSX' and area.level = 2 and st_covers(area.geometry, plain.wkb_geometry)`);
  const theirs = seconds(ogrBegan);
  figure(`import, ${thousands(points.length)} rows of ${statSync(file).size >> 20} MB CSV`, `${thousands(per(points.length, ours))} rows/s`, `ogr2ogr + ST_Covers join ${thousands(per(points.length, theirs))} rows/s`, times(theirs / ours), '≥ 5×');

  const copyBegan = performance.now();
  store.sql(`copy (select * from sojourn.assessment where round_id = (select max(round_id) from sojourn.round)) to '/dev/null'`.replace("to '/dev/null'", 'to stdout'));
  const copy = seconds(copyBegan);
  const publishBegan = performance.now();
  store.sojourn('publish', '--operation', 'XSB', '--method', 'site', '--round', '1');
  const told = seconds(publishBegan);
  for (;;) {
    const { operations } = await store.json('/api/operations');
    if (operations.some((operation) => operation.code === 'XSB')) break;
    if (seconds(publishBegan) > 60) throw new Error('the round did not become visible');
    await sleep(5);
  }
  const visible = seconds(publishBegan);
  figure(`publish to visible, ${thousands(points.length)} locations`, `${visible.toFixed(2)} s (of which the command ${told.toFixed(2)} s)`, `COPY of the rows ${copy.toFixed(2)} s`, times(visible / copy), '< 1 s, ≤ 1.5×');
}
