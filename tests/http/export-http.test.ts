// Exports over HTTP: files made once, kept while they are true, read whole or by ranges, and gone without a trace.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FetchSource, PMTiles } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesAround, featuresOf, tileOf } from './support/archive.ts';
import { allItems, total } from './support/features.ts';
import { RawConnection } from './support/raw.ts';
import { Store, type Server } from './support/sojourn.ts';
import { fill, importArguments, manyPlaces, places, twoRounds, writeRound } from './support/small-country.ts';

const store = new Store();
let server: Server;

beforeAll(async () => {
  fill(store, twoRounds);
  const secret = writeRound(store.directory, 'secret.csv', [{ ...places[0]!, name: 'Secret camp', individuals: 987654 }]);
  store.done(...importArguments(secret, { number: 3, from: '2020-05-01', to: '2020-05-31' }));
  server = await store.serve();
});
afterAll(() => store.remove());

const at = (name: string) => path.join(store.directory, name);
const exported = (query: string, collection = 'locations') => `/ogc/collections/${collection}/export?${query}`;
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const metric = async (name: string, from = server) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await (await from.get('/metrics')).text())?.[1]);
/** What lies on disk of exports. */
const leftBehind = (of = store) => readdirSync(path.join(of.dataDirectory, 'exports'));

const formats = ['geojson', 'csv', 'fgb', 'gpkg', 'pmtiles'];

describe('an export', () => {
  test.each(formats)('as %s is the file that the command writes, byte for byte', async (format) => {
    const answer = await server.get(exported(`f=${format}&round=1${format === 'pmtiles' ? '&max-zoom=8' : ''}`));
    expect(answer.status).toBe(200);
    const file = at(`same.${format}`);
    store.done('export', 'locations', '--to', file, '--round', '1', ...(format === 'pmtiles' ? ['--max-zoom', '8'] : []));
    const body = await bytesOf(answer);
    expect(body.length).toBeGreaterThan(1000);
    expect(Number(answer.headers.get('content-length'))).toBe(body.length);
    expect(body.equals(readFileSync(file))).toBe(true);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename=sojourn-locations-QAA-site-1.${format}`);
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{16}"$/);
    expect(leftBehind()).toEqual([]);
  });

  test('holds what was chosen, and nothing that is not public', async () => {
    const filter = encodeURIComponent("idps_individuals > 50 AND name LIKE 'Place%'");
    const answer = await server.get(exported(`f=geojson&datetime=2020-02-10&bbox=10,1,12,3&properties=name,idps_individuals&filter=${filter}`));
    const { features } = await answer.json();
    const items = await allItems(server, 'locations', `round=1&bbox=10,1,12,3&properties=name,idps_individuals&filter=${filter}`);
    expect(features).toEqual(items);
    expect(features.length).toBeGreaterThan(10);
    expect(await (await server.get(exported('f=csv', 'assessments'))).text()).not.toMatch(/Secret camp|987654/);
  });

  test('comes in the format that Accept likes best, and is linked from its collection', async () => {
    const type = async (accept: string) => (await server.get(exported('round=1'), { headers: { accept } })).headers.get('content-type');
    expect(await type('*/*')).toBe('application/geo+json');
    expect(await type('text/csv;q=0.5, application/vnd.flatgeobuf')).toBe('application/vnd.flatgeobuf');
    expect((await server.get(exported('round=1'), { headers: { accept: 'image/png' } })).status).toBe(406);
    const { links } = await server.json('/ogc/collections/locations');
    const offered = links.filter(({ rel }: { rel: string }) => rel === 'enclosure');
    expect(offered.map(({ href }: { href: string }) => new URL(href).searchParams.get('f'))).toEqual(formats);
    for (const { href, type: promised } of offered) {
      const answer = await fetch(href, { method: 'HEAD' });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, promised]);
    }
  });

  test.each([
    ['f=docx', 400, 'f'],
    ['f=csv&max-zoom=3', 400, 'max-zoom'],
    ['f=pmtiles&min-zoom=6&max-zoom=5', 400, 'max-zoom'],
    ['f=csv&limit=5', 400, 'limit'],
    ['f=csv&round=two', 400, 'round'],
    ['f=csv&filter=phone=1', 400, 'filter'],
    ['f=pmtiles&cluster=maybe', 400, 'cluster'],
  ])('that is asked for wrongly is refused: %s', async (query, status, parameter) => {
    const answer = await server.get(exported(query));
    expect(answer.status).toBe(status);
    expect((await answer.json()).parameter).toBe(parameter);
  });

  test('of nothing on the map is 404, told from memory the second time', async () => {
    const target = exported('f=pmtiles&datetime=2001-01-01');
    expect((await server.get(target)).status).toBe(404);
    const hits = await metric('sojourn_cache_hits_total');
    const again = await server.get(target);
    expect((await again.json()).code).toBe('nothing-to-export');
    expect(await metric('sojourn_cache_hits_total')).toBe(hits + 1);
    const condition = { headers: { 'if-none-match': '*' } };
    for (const never of [target, exported('f=pmtiles&datetime=2001-01-02')]) expect((await server.get(never, condition)).status).toBe(404);
    expect((await server.get(exported('f=pmtiles', 'assessments'))).status).toBe(404);
    expect((await server.get(exported('f=csv', 'camps'))).status).toBe(404);
  });
});

describe('what was made', () => {
  const target = exported('f=geojson&round=2');

  test('is made once, however many ask and however they spell it', async () => {
    const made = await metric('sojourn_exports_total');
    const all = await Promise.all(Array.from({ length: 8 }, () => server.get(exported('f=fgb&round=2&filter=idps_individuals>5'))));
    const bodies = await Promise.all(all.map(bytesOf));
    expect(bodies.every((body) => body.equals(bodies[0]!))).toBe(true);
    const spelled = await server.get(exported('filter=5.0%20%3C%20%22idps_individuals%22&operation=QAA&method=site&round=2&f=fgb'));
    expect((await bytesOf(spelled)).equals(bodies[0]!)).toBe(true);
    expect(spelled.headers.get('etag')).toBe(all[0]!.headers.get('etag'));
    expect(await metric('sojourn_exports_total')).toBe(made + 1);
  });

  test('is 304 to whoever has it', async () => {
    const first = await server.get(target);
    const tag = first.headers.get('etag')!;
    for (const condition of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const again = await server.get(target, { headers: { 'if-none-match': condition } });
      expect(again.status).toBe(304);
      expect([again.headers.get('etag'), again.headers.get('cache-control'), again.headers.get('vary')]).toEqual([tag, first.headers.get('cache-control'), first.headers.get('vary')]);
    }
    expect((await server.get(target, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
    for (const [condition, status] of [[tag, 206], ['*', 206], [`W/${tag}`, 412], ['"older"', 412]] as const)
      expect((await server.get(target, { headers: { 'if-match': condition, range: 'bytes=0-4' } })).status, condition).toBe(status);
  });

  test('is read by ranges, also with a condition', async () => {
    const whole = await server.get(target);
    const [tag, body] = [whole.headers.get('etag')!, await bytesOf(whole)];
    const part = async (range: string, ifRange?: string) => server.get(target, { headers: { range, ...(ifRange ? { 'if-range': ifRange } : {}) } });
    const some = await part('bytes=10-99');
    expect([some.status, some.headers.get('content-range'), some.headers.get('content-length')]).toEqual([206, `bytes 10-99/${body.length}`, '90']);
    expect((await bytesOf(some)).equals(body.subarray(10, 100))).toBe(true);
    expect((await bytesOf(await part('bytes=-7'))).equals(body.subarray(-7))).toBe(true);
    expect((await bytesOf(await part(`bytes=${body.length - 3}-`))).equals(body.subarray(-3))).toBe(true);
    const beyond = await part(`bytes=${body.length}-`);
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${body.length}`]);
    expect((await part('bytes=0-4', tag)).status).toBe(206);
    expect((await part('bytes=0-4', `W/${tag}`)).status).toBe(200);
    expect((await part('bytes=0-4', '"older"')).status).toBe(200);
    expect((await part('bytes=0-1,4-5')).status).toBe(200);
  });

  test('is told of by HEAD as by GET', async () => {
    const [head, whole] = [await server.get(target, { method: 'HEAD' }), await server.get(target)];
    for (const name of ['content-length', 'content-type', 'etag', 'accept-ranges', 'content-disposition', 'vary', 'cache-control'])
      expect(head.headers.get(name), name).toBe(whole.headers.get(name));
    expect((await bytesOf(head)).length).toBe(0);
  });

  test('leaves the connection in order, whole and in part, and goes to HTTP/1.0 with its length', async () => {
    const connection = await RawConnection.open(server);
    const get = (fields: string) => `GET ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
    connection.send(get('') + get('Range: bytes=5-9\r\n') + 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
    const whole = await connection.response();
    expect((await connection.response())?.body.equals(whole!.body.subarray(5, 10))).toBe(true);
    expect((await connection.response())?.status).toBe(200);
    connection.close();
    const old = await RawConnection.open(server);
    old.send(`GET ${target} HTTP/1.0\r\n\r\n`);
    const answer = await old.response();
    expect(answer?.body.equals(whole!.body)).toBe(true);
  });

  test('may be read by pages of other sites, which see what they need for ranges', async () => {
    const answer = await server.get(target, { headers: { range: 'bytes=0-1' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    for (const name of ['ETag', 'Content-Range', 'Content-Disposition']) expect(answer.headers.get('access-control-expose-headers')).toContain(name);
  });

  test('is sent as it is, or not at all', async () => {
    const encoded = await server.get(target, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(encoded.headers.get('content-encoding')).toBeNull();
    expect((await server.get(target, { headers: { 'accept-encoding': 'gzip, identity;q=0' } })).status).toBe(406);
  });
});

describe('an archive of tiles', () => {
  test('is read tile by tile from its address, by the library of map pages', async () => {
    const archive = new PMTiles(new FetchSource(server.url + exported('f=pmtiles&round=1&max-zoom=7')));
    const header = await archive.getHeader();
    expect(header).toMatchObject({ specVersion: 3, minZoom: 0, maxZoom: 7, tileType: 1, clustered: true, internalCompression: 2, tileCompression: 2 });
    expect(header.numTileContents).toBeLessThanOrEqual(header.numAddressedTiles);
    const wanted = total(await allItems(server, 'locations', 'round=1'), 'idps_individuals');
    for (const zoom of [0, 4, 7]) {
      let people = 0;
      for (const address of addressesAround(header, zoom)) {
        const tile = await tileOf(archive, address);
        const served = await bytesOf(await server.get(`/tiles/locations/${address.join('/')}.mvt?round=1`));
        expect(tile === undefined ? 0 : Buffer.compare(tile, served)).toBe(0);
        for (const { properties } of tile ? featuresOf(tile) : []) people += Number(properties['idps_individuals'] ?? 0);
      }
      expect(people, `zoom ${zoom}`).toBe(wanted);
    }
    const metadata = (await archive.getMetadata()) as Record<string, unknown>;
    expect(metadata).toMatchObject({ source: 'Test', rounds: [{ operation: 'QAA', method: 'site', round: 1 }] });
    expect(Object.keys(metadata)).toEqual(expect.arrayContaining(['licence', 'disclaimer', 'vector_layers']));
  });

  test.each([
    ['locations', '10.2,1.1,11.4,2.9'],
    ['admin2', '10.2,1.1,10.8,1.9'],
  ])('of %s in a box adds up to the items in it at every zoom, and says where they are', async (collection, bbox) => {
    const [west, south, east, north] = bbox.split(',').map(Number) as [number, number, number, number];
    const items = await allItems(server, collection, `round=1&bbox=${bbox}`);
    const wanted = total(items, 'idps_individuals');
    expect(wanted).toBeLessThan(total(await allItems(server, collection, 'round=1'), 'idps_individuals')!);
    const archive = new PMTiles(new FetchSource(server.url + exported(`f=pmtiles&round=1&max-zoom=9&bbox=${bbox}`, collection)));
    const header = await archive.getHeader();
    expect([header.minLon >= west, header.minLat >= south, header.maxLon <= east, header.maxLat <= north]).toEqual([true, true, true, true]);
    expect(header.centerLon).toBeCloseTo((header.minLon + header.maxLon) / 2, 4);
    for (const zoom of [0, 4, 7, 9]) {
      const people = new Map<unknown, number>();
      for (const address of addressesAround(header, zoom)) {
        const tile = await tileOf(archive, address);
        // Areas have the same id in each tile; of locations none is in two.
        for (const [i, { id, properties }] of (tile ? featuresOf(tile) : []).entries())
          people.set(collection === 'locations' ? `${address.join()} ${i}` : id, Number(properties['idps_individuals'] ?? 0));
      }
      expect([...people.values()].reduce((sum, more) => sum + more, 0), `zoom ${zoom}`).toBe(wanted);
    }
    expect((await archive.getMetadata()) as object).toMatchObject({ unplaced_individuals: 0 });
  });

  test('has each location by itself on request', async () => {
    const archive = new PMTiles(new FetchSource(server.url + exported('f=pmtiles&round=1&max-zoom=2&cluster=false')));
    const features = featuresOf((await tileOf(archive, [0, 0, 0]))!);
    expect(features.length).toBe(twoRounds[0]!.places.length);
  });

  const gdalReadsArchives = /PMTiles/.test(execFileSync('ogrinfo', ['--formats'], { encoding: 'utf8' })); // 3.8 and later
  test.skipIf(!gdalReadsArchives)("is read by GDAL's driver over HTTP", () => {
    const { stdout } = spawnSync('ogrinfo', ['-ro', '-so', `PMTILES:/vsicurl/${server.url}${exported('f=pmtiles&round=1&max-zoom=7')}`, 'locations'], { encoding: 'utf8' });
    expect(stdout).toMatch(/idps_individuals/);
  });

  test.each(['fgb', 'gpkg', 'geojson'])('or a file of another format (%s) is read by GDAL by ranges, what it needs', (format) => {
    const url = `/vsicurl/${server.url}${exported(`f=${format}&round=1`)}`;
    const { stdout, stderr } = spawnSync('ogrinfo', ['-ro', '-so', '-al', url], { encoding: 'utf8' });
    expect(stdout, stderr).toMatch(new RegExp(`Feature Count: ${twoRounds[0]!.places.length}`));
  });
});

describe('publishing and withdrawing', () => {
  test('keep what they do not change, and change what they do', async () => {
    const fixed = await server.get(exported('f=csv&round=1'));
    const newest = await server.get(exported('f=csv'));
    const more = { number: 5, from: '2020-06-01', to: '2020-06-30', places: manyPlaces(40) };
    store.done(...importArguments(writeRound(store.directory, 'round5.csv', more.places), more, '--publish'));
    await server.until(async () => (await server.json('/api/operations')).operations[0].rounds.length === 3, 'round 5 is shown');
    const made = await metric('sojourn_exports_total');
    expect((await server.get(exported('f=csv&round=1'))).headers.get('etag')).toBe(fixed.headers.get('etag'));
    expect(await metric('sojourn_exports_total')).toBe(made);
    const changed = await server.get(exported('f=csv'));
    expect(changed.headers.get('etag')).not.toBe(newest.headers.get('etag'));
    expect((await changed.text()).trimEnd().split('\r\n')).toHaveLength(1 + more.places.length);
    const since = await server.get(exported('f=csv'), { headers: { range: 'bytes=0-9', 'if-range': newest.headers.get('etag')! } });
    expect(since.status).toBe(200);
  });

  test('take a withdrawn round off the disk', async () => {
    const target = exported('f=geojson&round=5');
    expect((await server.get(target)).status).toBe(200);
    const before = await metric('sojourn_export_bytes');
    store.done('withdraw', '--operation', 'QAA', '--round', '5', '--reason', 'Test');
    await server.until(async () => (await (await server.get(target)).json()).features.length === 0, 'the round is gone');
    await server.until(async () => (await metric('sojourn_export_bytes')) < before, 'its files are gone');
  });
});

describe('limits', () => {
  const limited = new Store();
  let strict: Server;
  beforeAll(async () => {
    fill(limited, [{ number: 1, from: '2020-01-01', to: '2020-01-31', places: manyPlaces(4000) }]);
    strict = await limited.serveWith({ EXPORTS_MEGABYTES: 4, EXPORTS_WAITING: 1 });
  });
  afterAll(() => limited.remove());

  test('files keep to their bytes on disk: those asked for longest ago make room', async () => {
    // Each is read to its end: a file that is still being sent holds its room.
    for (let i = 0; i < 12; i++) {
      const answer = await strict.get(exported(`f=csv&filter=idps_individuals>${i}`));
      expect([answer.status, (await bytesOf(answer)).length > 100_000]).toEqual([200, true]);
    }
    expect(await metric('sojourn_export_bytes', strict)).toBeLessThanOrEqual(4_000_000);
    const made = await metric('sojourn_exports_total', strict);
    const kept = await strict.get(exported('f=csv&filter=idps_individuals>11'));
    expect([kept.status, (await bytesOf(kept)).length > 100_000]).toEqual([200, true]);
    expect(await metric('sojourn_exports_total', strict)).toBe(made);
  });

  test('one that would be larger is refused, and leaves nothing', async () => {
    let answer = await strict.get(exported('f=geojson', 'assessments'));
    // As long as a file is still being sent, its room may yet be had.
    await strict.until(async () => answer.status !== 503 || (answer = await strict.get(exported('f=geojson', 'assessments'))).status !== 503, 'files are sent');
    expect(answer.status).toBe(422);
    expect((await answer.json()).detail).toMatch(/bbox, filter/);
    expect(leftBehind(limited)).toEqual([]);
    const hits = await metric('sojourn_cache_hits_total', strict);
    const again = await strict.get(exported('f=geojson', 'assessments'), { headers: { 'if-none-match': '*' } });
    expect([again.status, await metric('sojourn_cache_hits_total', strict)]).toEqual([422, hits + 1]);
  });

  test('beyond those that may wait, clients are told to come again, and others are not held up', async () => {
    const archives = Array.from({ length: 6 }, (_, i) => strict.get(exported(`f=pmtiles&max-zoom=${7 + i}`, 'admin2')));
    await sleep(50);
    expect((await strict.get('/tiles/locations/6/34/31.mvt')).status).toBe(200);
    const statuses = (await Promise.all(archives)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
    expect(statuses.some((status) => status === 200)).toBe(true);
  });

  test('a client that goes away while its file is made does no harm', async () => {
    const connection = await RawConnection.open(strict);
    connection.send(`GET ${exported('f=pmtiles&max-zoom=11&properties=name', 'admin2')} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await sleep(20);
    connection.close();
    await strict.until(async () => leftBehind(limited).length === 0, 'nothing is being made');
    expect((await strict.get('/health/live')).status).toBe(200);
  });

  test('stopping ends what is being made and leaves nothing', async () => {
    void strict.get(exported('f=pmtiles&max-zoom=14', 'admin2')).catch(() => undefined);
    await strict.until(async () => leftBehind(limited).length > 0, 'it is being made');
    expect(await strict.stop()).toBe(0);
    expect(leftBehind(limited)).toEqual([]);
  });

  test('what a killed server leaves is removed by the next', async () => {
    strict = await limited.serve();
    void strict.get(exported('f=pmtiles&max-zoom=14', 'admin2')).catch(() => undefined);
    await strict.until(async () => leftBehind(limited).length > 0, 'it is being made');
    await strict.stop('SIGKILL');
    expect(leftBehind(limited).length).toBeGreaterThan(0);
    writeFileSync(path.join(limited.dataDirectory, 'exports', 'anything'), "a user's");
    strict = await limited.serve();
    expect(leftBehind(limited)).toEqual(['anything']);
    expect(existsSync(path.join(limited.dataDirectory, 'exports'))).toBe(true);
  });
});
