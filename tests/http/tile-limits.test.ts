// Tiles that would be too large: what is sent shows less and says so, what goes into a file is refused, and both are counted.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, tileFeatures, total } from './support/features.ts';
import { Store, type Server } from './support/sojourn.ts';
import { fill, manyPlaces, sum } from './support/small-country.ts';

const store = new Store();
let server: Server;
// Names so long that a tile with all of them has more than 32 MB.
const places = manyPlaces(34_000).map((place) => ({ ...place, name: `${place.name} ${'at the river '.repeat(77)}` }));

beforeAll(async () => {
  fill(store, [{ number: 1, from: '2020-01-01', to: '2020-01-31', places }]);
  server = await store.serve();
}, 120_000);
afterAll(() => store.remove());

const metric = async (name: string): Promise<number> => {
  const text = await (await server.get('/metrics')).text();
  return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1] ?? 0);
};
const address = { z: 0, x: 0, y: 0 };
const tile = '/tiles/locations/0/0/0.mvt';

describe('a tile over its budget', () => {
  test('shows less by rule, says what in a header field, and is counted once, however often it is sent', async () => {
    const before = await metric('sojourn_tiles_degraded_total');
    const sent = await server.get(`${tile}?cluster=false`);
    expect(sent.status).toBe(200);
    expect(sent.headers.get('sojourn-degraded')).toMatch(/^clusters=\d+$/);
    expect((await sent.arrayBuffer()).byteLength).toBeLessThanOrEqual(500_000);
    expect(await metric('sojourn_tiles_degraded_total')).toBe(before + 1);
    const kept = await server.get(`${tile}?cluster=false`);
    expect(kept.headers.get('sojourn-degraded')).toBe(sent.headers.get('sojourn-degraded'));
    expect(await metric('sojourn_tiles_degraded_total')).toBe(before + 1);
    expect(total(await tileFeatures(server, 'locations', address, 'cluster=false'), 'idps_individuals')).toBe(sum(places));
  });

  test('says nothing where it shows everything', async () => {
    const sent = await server.get(tile);
    expect(sent.headers.get('sojourn-degraded')).toBeNull();
    expect(total(await tileFeatures(server, 'locations', address), 'idps_individuals')).toBe(sum(places));
  });
});

describe('a tile of an archive', () => {
  const archive = (query: string) => `/ogc/collections/locations/export?f=pmtiles&max-zoom=0&${query}`;

  test('never shows less: one of more than 32 MB is refused by its address, counted, and nothing is left of it', async () => {
    const refused = await server.get(archive('cluster=false&properties=name,idps_individuals'));
    expect(refused.status).toBe(422);
    const { code, detail } = await refused.json();
    expect(code).toBe('export-too-large');
    expect(detail).toMatch(/^Tile 0\/0\/0 would be larger than the 32 MB .*without cluster=false/);
    // An answer is counted when all of it is sent, which its reader may know before.
    await server.until(async () => (await metric('sojourn_requests_total{route="export",status="422"}')) === 1, 'the refusal is counted');
    expect(await metric('sojourn_exports_total')).toBe(0);
    expect(readdirSync(path.join(store.dataDirectory, 'exports'))).toEqual([]);
  });

  test('comes where one of the things is done that the refusal names', async () => {
    for (const query of ['properties=name,idps_individuals', 'cluster=false&properties=idps_individuals'])
      expect((await server.get(archive(query))).status, query).toBe(200);
    expect(await metric('sojourn_exports_total')).toBe(2);
  });

  test('and what is refused as a tile is there as items, every one', async () => {
    expect(total(await allItems(server, 'locations', 'properties=idps_individuals'), 'idps_individuals')).toBe(sum(places));
  });
});
