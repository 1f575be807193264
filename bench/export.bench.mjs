// Whole collections as files, beside ogr2ogr writing the same places from PostGIS.
import { rmSync, statSync } from 'node:fs';
import { alternate, duration, thousands, timed } from './support/measure.mjs';
import { prepareRows } from './support/rows.mjs';
import { BenchStore, figure, runToEnd, setting } from './support/store.mjs';

const locations = setting('LOCATIONS', 200_000);
const turns = setting('TURNS', 3);
const drivers = { geojson: 'GeoJSON', csv: 'CSV', fgb: 'FlatGeobuf', gpkg: 'GPKG' };
const ten = ['operation', 'location_id', 'name', 'setting', 'admin2_pcode', 'round', 'period_end', 'idps_individuals', 'returnees_individuals', 'priority_need_1'];

const store = new BenchStore();
try {
  store.sojourn('demo', '--locations', `${locations}`, '--rounds', '1');
  await store.serve(); // keeps the database running
  prepareRows(store);
  const rows = Number(store.sql('select count(*) from bench.newest'));
  // What a command costs before it writes: the database, and loading the edition.
  const start = await timed(() => exportTo('start.csv', '--bbox', '0,80,1,81'));
  figure('export, before the first row', `${start.toFixed(2)} s`, '', '', '');
  for (const [extension, driver] of Object.entries(drivers)) {
    const ours = () => timed(() => exportTo(`all.${extension}`, '--properties', ten.join(',')));
    const theirs = () => timed(() => ogr2ogr(`theirs.${extension}`, driver));
    const measured = await alternate(ours, theirs, turns);
    const size = statSync(store.file(`all.${extension}`)).size / 1e6;
    duration(`export .${extension}, ${thousands(rows)} places, 10 properties, ${size.toFixed(0)} MB`, measured, 'ogr2ogr from PostGIS');
  }
  const measured = await timed(() => exportTo('all.pmtiles'));
  figure(`export .pmtiles, ${thousands(rows)} places, zooms 0 to 12, ${(statSync(store.file('all.pmtiles')).size / 1e6).toFixed(0)} MB`, `${measured.toFixed(2)} s`, '', '', '');
} finally {
  await store.remove();
}

function exportTo(name, ...options) {
  store.sojourn('export', 'locations', '--to', store.file(name), '--force', ...options);
}

function ogr2ogr(name, driver) {
  rmSync(store.file(name), { force: true });
  const columns = 'geom, operation, location_id, name, setting, area_pcode, round, period_end, idps_individuals, returnees_individuals, priority_need_1';
  const options = driver === 'CSV' ? ['-lco', 'GEOMETRY=AS_XY'] : [];
  runToEnd('ogr2ogr', ['-f', driver, ...options, store.file(name), `PG:host=${store.data}/socket user=sojourn_owner dbname=sojourn`, '-nln', 'locations', '-sql', `select ${columns} from bench.newest`]);
}
