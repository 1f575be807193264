// Relocation areas and services: places with a shape or point of their own, from the files GIS people have.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, tileFeatures, wholeZoom } from './support/features.ts';
import { Store, type Server } from './support/sojourn.ts';

type Ring = [number, number][];
const square = (x: number, y: number, size: number): Ring => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
];
const polygon = (ring: Ring) => ({ type: 'Polygon', coordinates: [ring] });
const feature = (geometry: object | null, properties: Record<string, unknown>) => ({ type: 'Feature', geometry, properties });
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });

interface Report {
  profile: string;
  rounds: {
    rows: { read: number; accepted: number; rejected: number };
    findings: { rule: string; line: number | null }[];
    rejected: { rule: string; line: number }[];
  }[];
}

describe('relocation areas and services', () => {
  const store = new Store();
  let server: Server;
  let areas: Report;
  const file = (name: string) => path.join(store.directory, name);
  const dates = ['--from', '2024-03-01', '--to', '2024-03-31', '--round', '1'];

  beforeAll(async () => {
    store.done('operation', 'XNN', '--name', 'Nowhere', '--country', 'XNN', '--source', 'Test');
    const district = (pcode: string, name: string, x: number) =>
      feature(polygon(square(x, 0, 1)), { ADM1_PCODE: pcode, ADM1_EN: name, ADM0_PCODE: 'XN', ADM0_EN: 'Nowhere' });
    writeFileSync(file('xn_adm1.geojson'), collection(district('XN01', 'West', 0), district('XN02', 'East', 1)));
    store.done('boundaries', file('xn_adm1.geojson'), '--country', 'XNN', '--valid-on', '2020-01-01');
    writeFileSync(
      file('areas.geojson'),
      collection(
        feature(polygon(square(0.2, 0.2, 0.1)), { 'Area ID': 'R1', Name: 'Meadow', Capacity: 500, 'Capacity HH': 100, Occupied: 620, Tenure: 'Public land', Hazards: 'Flood; Landslide', Status: 'Ready', Services: 'Water, School', Owner: 'A. Person' }),
        feature({ type: 'Point', coordinates: [1.5, 0.5] }, { 'Area ID': 'R2', Name: 'Hill', Capacity: 300, Tenure: 'Private', Hazards: 'None', 'Hazard level': 'Low', Status: 'Proposed' }),
        // It crosses itself.
        feature(polygon([[0.6, 0.6], [0.8, 0.8], [0.8, 0.6], [0.6, 0.8], [0.6, 0.6]]), { 'Area ID': 'R3', Name: 'Bow', Capacity: 40, Tenure: 'Communal', 'Admin1Name': 'East' }),
        feature({ type: 'Point', coordinates: [0.5, 0.5] }, { 'Area ID': 'R4', Name: 'Ford', Capacity: 1, Tenure: 'Private' }),
        feature({ type: 'Point', coordinates: [0.5, 0.5] }, { 'Area ID': 'R5', Name: 'Wrong', Capacity: -5, Tenure: 'Private' }),
        feature(null, { 'Area ID': 'R6', Name: 'Nowhere at all', Capacity: 5, Tenure: 'Swamp' }),
        feature({ type: 'Point', coordinates: [0.5, 0.5] }, { 'Area ID': 'R4', Name: 'Another ford', Capacity: 2, Tenure: 'Private' }),
      ),
    );
    store.done('import', file('areas.geojson'), '--operation', 'XNN', ...dates, '--sensitivity', 'low', '--publish', '--report', file('areas.json'));
    areas = JSON.parse(readFileSync(file('areas.json'), 'utf8')) as Report;
    server = await store.serve();
  });
  afterAll(() => store.remove());

  test('each row is accepted or rejected, and findings name its line', () => {
    expect(areas.profile).toBe('relocation-areas');
    const [round] = areas.rounds;
    expect(round?.rows).toEqual({ read: 7, accepted: 3, rejected: 4 });
    expect(round?.rejected.map(({ rule, line }) => [rule, line])).toEqual([
      ['site.repeated', 4],
      ['count.negative', 5],
      ['row.no_place', 6],
      ['site.repeated', 7],
    ]);
    const findings = round!.findings.map(({ rule, line }) => `${rule} ${line}`);
    for (const finding of ['geometry.repaired 3', 'site.elsewhere 3', 'site.over_capacity 1']) expect(findings).toContain(finding);
  });

  test('shapes are prepared for tiles before anybody asks, as boundaries are', async () => {
    const prepared = async () => Number(/^sojourn_kept_items\{what="prepared_areas"\} (\d+)/m.exec(await (await server.get('/metrics')).text())?.[1]);
    // Of each the borders and fifteen zooms.
    await server.until(async () => (await prepared()) >= 2 * 16, 'both are prepared');
  });

  test('rounds lists room for people as such, and counts nobody', () => {
    const line = store.done('rounds').stdout.split('\n').find((text) => text.includes('relocation-areas'));
    expect(line).toMatch(/ 3 +room for 840$/);
    const { rounds } = JSON.parse(store.done('rounds', '--format', 'json').stdout) as { rounds: { method: string; totals: Record<string, number | null> }[] };
    const totals = rounds.find(({ method }) => method === 'relocation-areas')?.totals;
    expect(totals).toMatchObject({ individuals: null, individuals_read: null, households: null, capacity_individuals: 840 });
  });

  test('areas stay areas and points stay points, in the area they lie in or are said to', async () => {
    const items = await allItems(server, 'relocation-areas');
    const byId = new Map(items.map((item) => [item.id, item]));
    expect(byId.get('XNN.R1')?.geometry).toMatchObject({ type: 'Polygon' });
    expect(byId.get('XNN.R1')?.properties).toMatchObject({
      name: 'Meadow', capacity_individuals: 500, capacity_households: 100, occupied_individuals: 620, tenure: 'public',
      hazards: 'flood; landslide', services: 'wsh; edu', status: 'ready', admin1_pcode: 'XN01', placement: 'coordinates',
    });
    expect(byId.get('XNN.R2')?.geometry).toEqual({ type: 'Point', coordinates: [1.5, 0.5] });
    expect(byId.get('XNN.R2')?.properties).toMatchObject({ hazards: null, hazard_level: 'low', admin1_pcode: 'XN02' });
    // Two triangles that touch, and the area that the row names.
    expect(byId.get('XNN.R3')?.geometry).toMatchObject({ type: 'MultiPolygon' });
    expect(byId.get('XNN.R3')?.properties).toMatchObject({ admin1_pcode: 'XN02', placement: 'name' });
    expect(JSON.stringify(items)).not.toContain('Person');
  });

  test('bbox and filters choose among both', async () => {
    const ids = async (query: string) => (await allItems(server, 'relocation-areas', query)).map(({ id }) => id).sort();
    expect(await ids('bbox=0.25,0.25,0.26,0.26')).toEqual(['XNN.R1']);
    expect(await ids('bbox=1.4,0.4,1.6,0.6')).toEqual(['XNN.R2']);
    expect(await ids('bbox=0.31,0.2,0.4,0.4')).toEqual([]);
    expect(await ids(`filter=${encodeURIComponent("tenure = 'public' OR hazard_level = 'low'")}`)).toEqual(['XNN.R1', 'XNN.R2']);
  });

  test('tiles of every zoom have the capacity of all, areas as areas and points as points', async () => {
    for (const zoom of [0, 4, 9, 12]) {
      const { features } = await wholeZoom(server, 'relocation-areas', zoom, 'properties=capacity_individuals');
      expect(features.map(({ type, properties }) => [type, properties['capacity_individuals']]).sort(), `zoom ${zoom}`).toEqual([
        [1, 300],
        [3, 40],
        [3, 500],
      ]);
    }
    expect((await tileFeatures(server, 'relocation-areas', { z: 0, x: 0, y: 0 }, 'tenure=private')).length).toBe(1);
  });

  test('what was exported as GeoPackage imports as the same', async () => {
    store.done('export', 'relocation-areas', '--to', file('areas.gpkg'), '--operation', 'XNN');
    store.done('import', file('areas.gpkg'), '--operation', 'XNN', '--from', '2024-04-01', '--to', '2024-04-30', '--round', '2', '--sensitivity', 'low', '--publish');
    const shown = async (round: number) =>
      (await allItems(server, 'relocation-areas', `round=${round}&properties=capacity_individuals,tenure,hazards,services`)).map(({ id, geometry, properties }) => ({ id, geometry, properties }));
    await server.until(async () => (await shown(2)).length > 0, 'the second round is served');
    expect(await shown(2)).toEqual(await shown(1));
  });

  test('what nobody cleared stays unseen: relocation areas are not public by default', () => {
    writeFileSync(file('more.csv'), 'Area ID,Name,Capacity,Tenure,Latitude,Longitude\nR9,Field,10,Public,0.5,0.5\n');
    const refused = store.run('import', file('more.csv'), '--operation', 'XNN', '--from', '2024-05-01', '--to', '2024-05-02', '--round', '3', '--publish');
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('severe');
  });

  test('services come from KML and from a table with hashtags', async () => {
    writeFileSync(
      file('schools.kml'),
      `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Schema name="s" id="s">
<SimpleField name="facility_id" type="string"/><SimpleField name="sector" type="string"/><SimpleField name="functional_status" type="string"/></Schema>
<Placemark><name>School</name><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="facility_id">S1</SimpleData><SimpleData name="sector">Education</SimpleData><SimpleData name="functional_status">Functional</SimpleData></SchemaData></ExtendedData><Point><coordinates>0.5,0.5</coordinates></Point></Placemark>
</Document></kml>`,
    );
    store.done('import', file('schools.kml'), '--operation', 'XNN', ...dates, '--sensitivity', 'low', '--publish');
    writeFileSync(
      file('water.csv'),
      'No,What,Kind,Works?,Serves,Where\n#loc+code,#loc+name,#sector,#status,#capacity,#adm1+name\nW1,Well,WASH,Partially,250,East\n',
    );
    store.done('import', file('water.csv'), '--operation', 'XNN', '--from', '2024-04-01', '--to', '2024-04-30', '--round', '2', '--sensitivity', 'low', '--publish');
    await server.until(async () => (await allItems(server, 'services', 'round=2')).length > 0, 'the services are served');
    const [school] = await allItems(server, 'services', 'round=1');
    expect(school?.id).toBe('XNN.S1');
    expect(school?.properties).toMatchObject({ name: 'School', sector: 'edu', status: 'working', admin1_pcode: 'XN01', point: 'measured' });
    const [well] = await allItems(server, 'services', 'round=2');
    expect(well?.properties).toMatchObject({ name: 'Well', sector: 'wsh', status: 'partly', capacity_individuals: 250, admin1_pcode: 'XN02', point: 'in_area' });
  });
});
