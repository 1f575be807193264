// From a CSV to a stored round, and from publishing to what clients see, beside GDAL and PostGIS doing the same.
import { statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { alternate, duration, rate, thousands, timed } from './support/measure.mjs';
import { BenchStore, runToEnd, setting } from './support/store.mjs';

const rows = setting('IMPORT_ROWS', 200_000);
const turns = setting('TURNS', 3);

const store = new BenchStore();
try {
  store.sojourn('demo', '--locations', '300', '--rounds', '1'); // for its boundaries
  await store.serve();
  store.sojourn('operation', 'XSB', '--country', 'XSX', '--name', 'Benchmark', '--source', 'Synthetic');
  store.sql('create schema bench');
  const { lines, header } = makeRows();
  const tagged = store.file('rows.csv');
  writeFileSync(tagged, [header, '#adm4+code,#loc+name,#geo+lat,#geo+lon,#affected+idps+ind', ...lines].join('\n'));
  const plain = store.file('plain.csv');
  writeFileSync(plain, [header, ...lines].join('\n'));
  await importRows(tagged, plain);
  await publish();
} finally {
  await store.remove();
}

/** Points inside the deepest areas, by PostGIS. */
function makeRows() {
  const points = store
    .sql(`select pcode, st_x(point.geom), st_y(point.geom) from sojourn.area cross join lateral st_dump(st_generatepoints(geometry, (${rows} / 500) + 1, 7)) as point
          where country = 'XSX' and level = 4 limit ${rows}`)
    .split('\n')
    .map((line) => line.split('|'));
  return { header: 'code,place,lat,lon,people', lines: points.map(([code, lon, lat], i) => `${code},P${i},${lat},${lon},${(i * 7919) % 900}`) };
}

async function importRows(tagged, plain) {
  let round = 0;
  const ours = async () => {
    round++;
    return rows / (await timed(() => store.sojourn('import', tagged, '--profile', 'hxl', '--operation', 'XSB', '--method', 'site', '--round', `${round}`, '--from', '2021-01-01', '--to', '2021-01-31', '--sensitivity', 'low')));
  };
  const target = `PG:host=${store.data}/socket user=sojourn_owner dbname=sojourn active_schema=bench`;
  const theirs = async () => {
    store.sql('drop table if exists bench.plain, bench.joined');
    return (
      rows /
      (await timed(() => {
        runToEnd('ogr2ogr', ['-f', 'PostgreSQL', target, plain, '-nln', 'plain', '-oo', 'X_POSSIBLE_NAMES=lon', '-oo', 'Y_POSSIBLE_NAMES=lat', '-a_srs', 'EPSG:4326'], { env: { ...process.env, PG_USE_COPY: 'YES' } });
        store.sql(`create table bench.joined as select plain.*, area.pcode as in_area from bench.plain left join sojourn.area
          on area.country = 'XSX' and area.level = 4 and st_covers(area.geometry, plain.wkb_geometry)`);
      }))
    );
  };
  const measured = await alternate(ours, theirs, turns);
  rate(`import, ${thousands(rows)} rows of CSV (${(statSync(plain).size / 1e6).toFixed(0)} MB) to a stored round`, measured, 'rows/s', 'ogr2ogr + ST_Covers join', '≥ 5×, 200,000/s');
}

async function publish() {
  let round = 0;
  const ours = async () => {
    round++;
    const began = performance.now();
    store.sojourn('publish', '--operation', 'XSB', '--method', 'site', '--round', `${round}`);
    for (;;) {
      const { operations } = await store.json('/api/operations');
      const seen = operations.find((operation) => operation.code === 'XSB');
      if (seen?.rounds.some((known) => known.round === round)) return (performance.now() - began) / 1000;
      if (performance.now() - began > 60_000) throw new Error('the round did not become visible');
      await sleep(2);
    }
  };
  const theirs = () => timed(() => store.psql('-o', '/dev/null', '-c', `copy (select * from sojourn.assessment where round_id = (select max(round_id) from sojourn.round)) to stdout`));
  const measured = await alternate(ours, theirs, turns);
  duration(`publish to visible, ${thousands(rows)} locations`, measured, 'COPY of the rows', '< 1 s, ≤ 1.5×');
}
