// Vector tiles of the demonstration operation: valid, complete, and the same in two decoders as in items.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { VectorTileFeature } from '@mapbox/vector-tile';
import type { Feature, FeatureCollection, Point } from 'geojson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, tileFeatures, tilesMeeting, total, type TileAddress } from './support/features.ts';
import { checkedTile } from './support/mvt.ts';
import { Store, type Server } from './support/sojourn.ts';

const store = new Store();
let server: Server;

beforeAll(async () => {
  store.done('demo', '--rounds', '3');
  server = await store.serve();
});
afterAll(() => store.remove());

const figures = ['idps_individuals', 'idps_households', 'returnees_individuals', 'female', 'children'];

/** All tiles of a zoom that have something: those below an empty tile are empty. */
async function fullTiles(collection: string, zoom: number, query: string): Promise<VectorTileFeature[][]> {
  let level: TileAddress[] = [{ z: 0, x: 0, y: 0 }];
  for (let z = 0; ; z++) {
    const found: { address: TileAddress; features: VectorTileFeature[] }[] = [];
    // Few enough at once for one client's connections.
    for (let i = 0; i < level.length; i += 32)
      found.push(
        ...(await Promise.all(
          level
            .slice(i, i + 32)
            .map(async (address) => ({ address, features: await tileFeatures(server, collection, address, query) })),
        )),
      );
    const full = found.filter(({ features }) => features.length > 0);
    if (z === zoom) return full.map(({ features }) => features);
    level = full.flatMap(({ address: { x, y } }) =>
      [0, 1, 2, 3].map((i) => ({ z: z + 1, x: 2 * x + (i & 1), y: 2 * y + (i >> 1) })),
    );
  }
}

/** The tile that the operation lies in at a zoom. */
async function tileOf(z: number): Promise<TileAddress> {
  const { bounds } = await server.json('/tiles/locations.json');
  const [west, south, east, north] = bounds as [number, number, number, number];
  const phi = (((south + north) / 2) * Math.PI) / 180;
  const side = 2 ** z;
  const x = Math.floor((((west + east) / 2 + 180) / 360) * side);
  return { z, x, y: Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * side) };
}

const pathOf = (collection: string, { z, x, y }: TileAddress) => `/tiles/${collection}/${z}/${x}/${y}.mvt`;

describe('tiles', () => {
  test.each(['locations', 'admin0', 'admin1', 'admin2', 'admin3', 'admin4', 'origins'])('of %s are valid', async (collection) => {
    for (const query of ['', '?cluster=false'])
      for (const z of [0, 3, 6, 8, 14]) {
        const response = await server.get(pathOf(collection, await tileOf(z)) + query);
        const layers = checkedTile(new Uint8Array(await response.arrayBuffer()));
        for (const { name, version, extent, features } of layers) {
          expect([name, version, extent]).toEqual([collection, 2, 4096]);
          expect(new Set(features.map(({ id }) => id)).size).toBe(features.length);
          const within = ({ x, y }: { x: number; y: number }) => Math.min(x, y) >= -64 && Math.max(x, y) <= 4160;
          expect(features.every(({ parts }) => parts.every((part) => part.every(within)))).toBe(true);
        }
      }
  });

  test('of locations add up to the items at every zoom, whatever the date', async () => {
    for (const query of ['', 'datetime=2024-06-30', 'round=1', 'include=event']) {
      const items = await allItems(server, 'locations', query, 5000);
      const unplaced = items.filter(({ geometry }) => geometry === null);
      const told = await server.json(`/tiles/locations.json?${query}`);
      const of = (method: string) => unplaced.filter(({ properties }) => properties!['method'] === method);
      for (const { method, individuals } of told.unplaced) expect(individuals, `${query} ${method}`).toBe(total(of(method), 'idps_individuals') ?? 0);
      expect(told.unplaced_individuals).toBe(total(unplaced, 'idps_individuals') ?? 0);
      for (const zoom of [0, 3, 7, 12]) {
        const asked = `${query && `${query}&`}properties=${figures.join(',')}`;
        const features = (await fullTiles('locations', zoom, asked)).flat();
        for (const figure of figures)
          expect((total(features, figure) ?? 0) + (total(unplaced, figure) ?? 0), `${query} ${figure} zoom ${zoom}`).toBe(
            total(items, figure) ?? 0,
          );
        const locations = features.reduce((sum, { properties }) => sum + Number(properties['locations_count'] ?? 1), 0);
        expect(locations).toBe(items.length - unplaced.length);
      }
    }
  });

  test('of areas add up to the items at every zoom', async () => {
    for (const collection of ['admin1', 'admin3']) {
      const expected = total(await allItems(server, collection), 'idps_individuals');
      const { unplaced_individuals } = await server.json(`/tiles/${collection}.json`);
      for (const zoom of [0, 4, 8]) {
        const byId = new Map((await fullTiles(collection, zoom, '')).flat().map((feature) => [feature.id, feature]));
        expect((total(byId.values(), 'idps_individuals') ?? 0) + unplaced_individuals, `${collection} ${zoom}`).toBe(expected);
      }
    }
  });

  test('have clusters up to the zoom that TileJSON names, and each location by itself from the next', async () => {
    const { cluster_max_zoom: last } = await server.json('/tiles/locations.json');
    const clusters = async (z: number, query = '') =>
      (await fullTiles('locations', z, query)).flat().filter(({ properties }) => 'locations_count' in properties).length;
    expect(await clusters(0)).toBeGreaterThan(0);
    expect(await clusters(4)).toBeGreaterThan(await clusters(0));
    expect(await clusters(6, 'cluster=false')).toBe(0);
    for (const { geometry } of (await allItems(server, 'locations', '', 5000)).filter((_, i) => i % 300 === 0)) {
      if (geometry === null) continue;
      const [address] = tilesMeeting([...(geometry as Point).coordinates, ...(geometry as Point).coordinates], last + 1);
      const features = await tileFeatures(server, 'locations', address!);
      expect(features.length).toBeGreaterThan(0);
      expect(features.some(({ properties }) => 'locations_count' in properties)).toBe(false);
    }
  });
});

describe('another decoder', () => {
  /** What GDAL reads from a tile, with positions in degrees. */
  function readByGdal(bytes: Uint8Array, { z, x, y }: TileAddress): Feature[] {
    const folder = path.join(store.directory, 'tiles', `${z}`, `${x}`);
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${y}.mvt`);
    writeFileSync(file, bytes);
    const { stdout, stderr, status } = spawnSync(
      'ogr2ogr',
      ['-f', 'GeoJSON', '/vsistdout/', `MVT:${file}`, '-t_srs', 'EPSG:4326', '-oo', 'CLIP=NO', '-oo', `X=${x}`, '-oo', `Y=${y}`, '-oo', `Z=${z}`],
      { encoding: 'utf8', maxBuffer: 64 << 20 },
    );
    if (status !== 0) throw new Error(stderr);
    return (JSON.parse(stdout) as FeatureCollection).features;
  }

  test('finds in tiles what items say', async () => {
    const address = await tileOf(5);
    const fields = ['location_id', 'name', 'unit', 'period_end', 'idps_individuals', 'household_size', 'idps_basis'];
    const query = `cluster=false&properties=${fields.join(',')}`;
    const bytes = new Uint8Array(await (await server.get(`${pathOf('locations', address)}?${query}`)).arrayBuffer());
    const byId = new Map((await allItems(server, 'locations', '', 5000)).map((item) => [item.properties!['location_id'], item]));

    const decoded = await tileFeatures(server, 'locations', address, query);
    const read = readByGdal(bytes, address);
    expect(read.length).toBe(decoded.length);
    expect(read.length).toBeGreaterThan(100);
    const degrees = 360 / 2 ** address.z / 4096;
    for (const { properties, geometry } of read) {
      const item = byId.get(properties!['location_id'])!;
      for (const field of fields) expect(properties![field] ?? null, field).toEqual(item.properties![field]);
      const [lon, lat] = (geometry as Point).coordinates as [number, number];
      const [trueLon, trueLat] = (item.geometry as Point).coordinates as [number, number];
      expect(Math.abs(lon - trueLon)).toBeLessThan(1.01 * degrees);
      expect(Math.abs(lat - trueLat)).toBeLessThan(1.01 * degrees);
    }
    for (const { properties } of decoded) {
      const item = byId.get(properties['location_id'])!;
      for (const field of fields) expect(properties[field] ?? null, field).toEqual(item.properties![field]);
    }
  });

  test('finds every area, and its figures', async () => {
    const address = await tileOf(4);
    const bytes = new Uint8Array(await (await server.get(pathOf('admin2', address))).arrayBuffer());
    const byCode = new Map((await allItems(server, 'admin2')).map((item) => [item.properties!['pcode'], item]));
    const read = readByGdal(bytes, address);
    expect(read.length).toBe([...byCode.values()].filter(({ geometry }) => geometry !== null).length);
    for (const { properties, geometry } of read) {
      expect(geometry.type).toMatch(/Polygon$/);
      const item = byCode.get(properties!['pcode'])!;
      for (const field of ['name', 'coverage', 'idps_individuals', 'idps_per_1000'])
        expect(properties![field] ?? null, field).toEqual(item.properties![field]);
    }
  });
});

describe('a small budget', () => {
  test('makes tiles show coarser clusters, say so, and lose nobody', async () => {
    const address = await tileOf(3);
    const target = pathOf('locations', address);
    expect((await server.get(target)).headers.get('sojourn-degraded')).toBeNull();
    const areas = pathOf('admin3', await tileOf(5));
    const expected = total(await tileFeatures(server, 'locations', address), 'idps_individuals');
    await server.stop();

    server = await store.serveWith({ TILES_BUDGET_KILOBYTES: 1 });
    const less = await server.get(target);
    expect(less.headers.get('sojourn-degraded')).toMatch(/^clusters=\d+/);
    expect((await less.arrayBuffer()).byteLength).toBeLessThan(1100);
    expect(total(await tileFeatures(server, 'locations', address), 'idps_individuals')).toBe(expected);
    expect((await server.get(areas)).headers.get('sojourn-degraded')).toMatch(/outlines=3/);
    const metrics = await (await server.get('/metrics')).text();
    expect(metrics).toMatch(/^sojourn_tiles_degraded_total [1-9]/m);
  });
  test('that even the least detail is over is told in the header field, and counted apart', async () => {
    const over = async () => Number(/^sojourn_tiles_over_budget_total (\d+)/m.exec(await (await server.get('/metrics')).text())?.[1]);
    const counted = await over();
    const target = `${pathOf('admin4', await tileOf(4))}?properties=idps_individuals`;
    const sent = await server.get(target);
    expect(sent.status).toBe(200);
    expect(sent.headers.get('sojourn-degraded')).toMatch(/outlines=3.*, over-budget$/);
    expect((await sent.arrayBuffer()).byteLength).toBeGreaterThan(1000);
    expect(await over()).toBe(counted + 1);
    expect((await server.get(target)).headers.get('sojourn-degraded')).toMatch(/over-budget$/);
    expect(await over()).toBe(counted + 1);
  });
});
