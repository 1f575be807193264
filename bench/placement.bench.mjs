// Placement by coordinates: our index beside GEOS' prepared geometries (both in bench_placement, one thread), and
// beside PostGIS' ST_Covers with a GiST index on the same areas.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { median, thousands, timed, turns } from './support/measure.mjs';
import { BenchStore, figure, runToEnd, setting, times } from './support/store.mjs';

const positions = setting('POSITIONS', 1_000_000);
const build = path.dirname(process.env.SOJOURN_PROGRAM);

const store = new BenchStore();
try {
  const areas = store.file('areas.geojson');
  const measures = [];
  for (let turn = 0; turn < turns; turn++) {
    const output = runToEnd(path.join(build, 'bench_placement'), [areas]);
    if (turn === 0) console.log(output);
    measures.push(Object.fromEntries([...output.matchAll(/^measure \| (.*) \| (.*)$/gm)].map(([, name, value]) => [name, Number(value)])));
  }
  const ours = median(measures.map(({ index }) => index));
  const geos = median(measures.map(({ geos }) => geos));
  const ratios = measures.map((measure) => measure.index / measure.geos);
  figure('placement by coordinates, one thread', `${(ours / 1e6).toFixed(1)} M positions/s`, `GEOS prepared ${(geos / 1e6).toFixed(2)} M/s`, times(median(ratios)), '≥ 8×, ≥ 10 M/s');

  const grown = [...runToEnd(path.join(build, 'bench_placement'), [areas]).matchAll(/^growth \| (.*) \| (.*)$/gm)].map(([, count, seconds]) => [Number(count), Number(seconds)]);
  const [least, shortest] = grown[0];
  for (const [count, seconds] of grown.slice(1))
    figure(`placement, ${thousands(count)} positions`, `${(seconds * 1000).toFixed(1)} ms`, `${thousands(least)} in ${(shortest * 1000).toFixed(2)} ms, ${count / least}× the data`, times(seconds / shortest), 'linear');

  store.sojourn('rounds');
  await store.serve();
  runToEnd('ogr2ogr', ['-f', 'PostgreSQL', `PG:host=${store.data}/socket user=sojourn_owner dbname=sojourn`, areas, '-nln', 'public.bench_area', '-nlt', 'MULTIPOLYGON', '-lco', 'GEOMETRY_NAME=geometry', '-a_srs', 'EPSG:4326']);
  const box = JSON.parse(readFileSync(areas, 'utf8')).bbox;
  store.sql(`create table bench_position as select st_setsrid(st_makepoint(${box[0]} + random() * ${box[2] - box[0]}, ${box[1]} + random() * ${box[3] - box[1]}), 4326) as point
    from generate_series(1, ${positions})`);
  store.sql('vacuum analyze bench_area');
  const rates = [];
  for (let turn = 0; turn < turns; turn++)
    rates.push(positions / (await timed(() => store.sql('set max_parallel_workers_per_gather = 0; select count(*) from bench_position join bench_area on st_covers(geometry, point)'))));
  figure('the same beside the database', `${(ours / 1e6).toFixed(1)} M positions/s`, `PostGIS ST_Covers, GiST ${thousands(median(rates))}/s`, times(ours / median(rates)), '≥ 200×');
} finally {
  await store.remove();
}
