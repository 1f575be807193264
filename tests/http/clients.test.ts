// What others' programs make of the answers: a GeoJSON validator and GDAL, on a small made-up country.
import { check } from '@placemarkio/check-geojson';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Store, type Server } from './support/sojourn.ts';
import { fill, sum, twoRounds } from './support/small-country.ts';

const store = new Store();
let server: Server;

beforeAll(async () => {
  fill(store, twoRounds);
  server = await store.serve();
});
afterAll(() => store.remove());

const first = twoRounds[0]!;
const items = (collection: string, query = '') => `${server.url}/ogc/collections/${collection}/items?operation=QAA&round=1${query}`;

function ogr(program: 'ogrinfo' | 'ogr2ogr', ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** The rows of an SQL statement over a source, as GDAL reads it. */
const ask = (source: string, sql: string): Record<string, unknown>[] =>
  (JSON.parse(ogr('ogr2ogr', '-f', 'GeoJSON', '/vsistdout/', source, '-dialect', 'SQLITE', '-sql', sql)) as {
    features: { properties: Record<string, unknown> }[];
  }).features.map(({ properties }) => properties);

test.each(['locations', 'admin0', 'admin1', 'admin2', 'assessments'])('%s are valid GeoJSON', async (collection) => {
  const text = await (await fetch(items(collection))).text();
  const parsed = check(text);
  expect(parsed.type).toBe('FeatureCollection');
  expect((JSON.parse(text) as { features: unknown[] }).features.length).toBeGreaterThan(0);
});

test('the validator used here refuses what is not valid', () => {
  expect(() => check('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":["1",2]},"properties":{}}]}')).toThrow();
});

test('GDAL reads items with their figures', () => {
  const [row] = ask(items('locations', '&limit=1000'), 'SELECT SUM(idps_individuals) AS people, COUNT(*) AS places FROM OGRGeoJSON');
  expect(row).toEqual({ people: sum(first.places), places: first.places.length });
});

test('GDAL reads areas with their geometry', () => {
  const summary = ogr('ogrinfo', '-ro', '-al', '-so', items('admin1'));
  expect(summary).toMatch(/Geometry: (Multi )?Polygon/);
  expect(summary).toMatch(/idps_individuals: Integer/);
  expect(summary).toMatch(/Extent: \(10\.0+, 1\.0+\) - \(14\.0+, 3\.0+\)/);
});

test('GDAL reads tiles', () => {
  const summary = ogr('ogrinfo', '-ro', '-al', '-so', `MVT:${server.url}/tiles/admin1/4/8/7.mvt?operation=QAA&round=1`);
  expect(summary).toMatch(/Layer name: admin1/);
  expect(summary).toMatch(/Feature Count: 2/);
  expect(summary).toMatch(/idps_individuals: Integer/);
});

test('GDAL reads the table, and skips nothing but the tags', async () => {
  const file = path.join(store.directory, 'tagged.csv');
  writeFileSync(file, await (await fetch(items('locations', '&f=hxl'))).text());
  const rows = ask(file, 'SELECT idps_individuals, location_id FROM tagged');
  expect(rows[0]?.['idps_individuals']).toMatch(/^#affected\+idps/);
  expect(rows.slice(1).reduce((people, row) => people + Number(row['idps_individuals']), 0)).toBe(sum(first.places));
});
