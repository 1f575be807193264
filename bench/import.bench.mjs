// From a CSV to a stored round, and from publishing to what clients see, beside GDAL and PostGIS doing the same.
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { importArguments, prepareImports, writeRows } from './support/import-rows.mjs';
import { alternate, duration, rate, thousands, timed } from './support/measure.mjs';
import { BenchStore, runToEnd, setting } from './support/store.mjs';

const rows = setting('IMPORT_ROWS', 1_000_000);
const turns = setting('TURNS', 3);

const store = new BenchStore();
try {
  prepareImports(store);
  await store.serve();
  store.sql('create schema bench');
  const { tagged, plain } = await writeRows(store, rows, 'rows');
  await importRows(tagged, plain);
  await publish();
} finally {
  await store.remove();
}

async function importRows(tagged, plain) {
  let round = 0;
  const ours = async () => {
    round++;
    return rows / (await timed(() => store.sojourn(...importArguments(tagged, round))));
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
  rate(`import, ${thousands(rows)} rows of CSV (${(statSync(plain).size / 1e6).toFixed(0)} MB) to a stored round`, measured, 'rows/s', 'ogr2ogr + ST_Covers join', '≥ 5×, ≥ 200,000 rows/s');
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
