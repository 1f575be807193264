// How bodies travel: encodings, conditions, ranges, pieces, and what happens when there is too much of them.
import { readdirSync, readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawConnection } from './support/raw.ts';
import { Store, type Server } from './support/sojourn.ts';
import { fill, importArguments, manyPlaces, twoRounds, writeRound } from './support/small-country.ts';

const store = new Store();
let server: Server;
const large = { number: 4, from: '2020-05-01', to: '2020-05-31', places: manyPlaces(4000) };

beforeAll(async () => {
  fill(store, [...twoRounds, large]);
  server = await store.serve();
});
afterAll(() => store.remove());

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** As a plain client: nothing is decoded, no field is added. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET', from = server): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(from.url + target, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    call.on('error', reject);
    call.end();
  });
}

const tile = '/tiles/locations/6/34/31.mvt?round=4';
const small = '/ogc/collections/locations/items?limit=5&round=4';
const whole = '/ogc/collections/locations/items?limit=10000&round=4';
const decoders: Record<string, (bytes: Buffer) => Buffer> = { gzip: gunzipSync, br: brotliDecompressSync };

describe('encodings', () => {
  test.each([
    ['a tile', tile],
    ['a short page', small],
    ['a long page, in pieces', whole],
  ])('%s is the same in all of them, each with its own tag', async (_, target) => {
    const plain = await ask(target);
    expect(plain.status).toBe(200);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const tags = new Set([plain.headers.etag]);
    for (const [name, decode] of Object.entries(decoders)) {
      const encoded = await ask(target, { 'accept-encoding': name });
      expect(encoded.headers['content-encoding'], name).toBe(name);
      expect(encoded.headers.vary).toContain('Accept-Encoding');
      expect(encoded.body.length).toBeLessThan(plain.body.length);
      expect(decode(encoded.body).equals(plain.body)).toBe(true);
      tags.add(encoded.headers.etag);
    }
    const zstd = await ask(target, { 'accept-encoding': 'zstd' });
    expect(zstd.headers['content-encoding']).toBe('zstd');
    expect(zstd.body.readUInt32LE(0)).toBe(0xfd2fb528);
    tags.add(zstd.headers.etag);
    expect(tags.size).toBe(4);
  });

  test('weights decide, and refusing everything is 406', async () => {
    const encoding = async (accepted: string) => (await ask(tile, { 'accept-encoding': accepted })).headers['content-encoding'];
    expect(await encoding('gzip;q=0.9, br;q=0.3, zstd;q=0.1')).toBe('gzip');
    expect(await encoding('gzip;q=0.1, identity;q=0.9')).toBeUndefined();
    expect((await ask(tile, { 'accept-encoding': '*;q=0' })).status).toBe(406);
    for (const refused of ['identity;q=0', 'zstd, identity;q=0']) expect((await ask('/', { 'accept-encoding': refused })).status, refused).toBe(406);
    expect((await ask('/', { 'accept-encoding': 'gzip, identity;q=0' })).headers['content-encoding']).toBe('gzip');
    const plain = { 'accept-encoding': 'zstd, gzip, identity;q=0' };
    for (const headers of [plain, { ...plain, range: 'bytes=0-9' }]) expect((await ask('/', headers)).headers['content-encoding']).toBe('gzip');
  });
});

describe('conditions', () => {
  test.each([
    ['a tile', tile],
    ['a long page', whole],
    ['the page', '/'],
  ])('%s is 304 to whoever has it, with the fields of caching and no body', async (_, target) => {
    const first = await ask(target, { 'accept-encoding': 'gzip' });
    const tag = first.headers.etag ?? '';
    for (const condition of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await ask(target, { 'accept-encoding': 'gzip', 'if-none-match': condition });
      expect(again.status, condition).toBe(304);
      expect(again.body.length).toBe(0);
      expect(again.headers.etag).toBe(tag);
      expect(again.headers.vary).toBe(first.headers.vary);
      expect(again.headers['cache-control']).toBe(first.headers['cache-control']);
      expect(again.headers['content-length']).toBeUndefined();
    }
    expect((await ask(target, { 'accept-encoding': 'gzip', 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('a list of tags may come in several fields', async () => {
    const tag = (await ask(tile)).headers.etag ?? '';
    const connection = await RawConnection.open(server);
    connection.send(`GET ${tile} HTTP/1.1\r\nHost: a\r\nIf-None-Match: "x"\r\nIf-None-Match: ${tag}\r\n\r\n`);
    expect((await connection.response())?.status).toBe(304);
    connection.close();
  });

  test('what a publish does not change stays 304, without being made again', async () => {
    const misses = async () => Number(/^sojourn_cache_misses_total (\d+)/m.exec((await ask('/metrics')).body.toString())?.[1]);
    const first = await ask('/tiles/locations/6/33/31.mvt?round=1', { 'accept-encoding': 'gzip' });
    expect((await ask(tile)).status).toBe(200);
    const more = { number: 5, from: '2020-06-01', to: '2020-06-30', places: manyPlaces(40) };
    store.done(...importArguments(writeRound(store.directory, 'round5.csv', more.places), more, '--publish'));
    await server.until(async () => (await server.json('/api/operations')).operations[0].rounds.length === 4, 'round 5 is shown');
    const before = await misses();
    const again = await ask('/tiles/locations/6/33/31.mvt?round=1', { 'accept-encoding': 'gzip', 'if-none-match': first.headers.etag ?? '' });
    expect(again.status).toBe(304);
    expect((await ask(tile)).status).toBe(200);
    expect(await misses()).toBe(before);
    store.done('withdraw', '--operation', 'QAA', '--round', '5', '--reason', 'Test');
  });

  test('what is not there is told from memory the second time', async () => {
    const hits = async () => Number(/^sojourn_cache_hits_total (\d+)/m.exec((await ask('/metrics')).body.toString())?.[1]);
    const target = '/ogc/collections/locations/items/QAA.NOBODY';
    expect((await ask(target)).status).toBe(404);
    const before = await hits();
    expect((await ask(target)).status).toBe(404);
    expect(await hits()).toBe(before + 1);
  });
});

describe('long bodies', () => {
  test('come in chunks, complete, and a HEAD tells the same fields', async () => {
    const response = await ask(whole);
    expect(response.headers['transfer-encoding']).toBe('chunked');
    expect(response.headers['content-length']).toBeUndefined();
    const { features, numberReturned } = JSON.parse(response.body.toString());
    expect(features.length).toBe(4004);
    expect(numberReturned).toBe(4004);
    expect(new Set(features.map((feature: { id: string }) => feature.id)).size).toBe(4004);
    const head = await ask(whole, {}, 'HEAD');
    expect(head.body.length).toBe(0);
    for (const field of ['etag', 'content-type', 'transfer-encoding', 'vary', 'cache-control'])
      expect(head.headers[field], field).toBe(response.headers[field]);
  });

  test('go to HTTP/1.0 up to the end of the connection', async () => {
    const connection = await RawConnection.open(server);
    connection.send(`GET ${whole} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`);
    const bytes = (await connection.rest()).toString();
    expect(bytes).not.toMatch(/transfer-encoding/i);
    expect(bytes).toMatch(/Connection: close/);
    expect(JSON.parse(bytes.slice(bytes.indexOf('\r\n\r\n'))).features.length).toBe(4004);
  });

  test('leave the connection in order for the next request', async () => {
    const connection = await RawConnection.open(server);
    const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;
    connection.send(get(whole) + get('/health/live') + get(`${whole}&f=csv`) + get('/health/live'));
    expect(JSON.parse((await connection.response())?.body.toString() ?? '').features.length).toBe(4004);
    expect((await connection.response())?.status).toBe(200);
    expect((await connection.response())?.body.toString().split('\r\n').length).toBe(4004 + 2);
    expect((await connection.response())?.status).toBe(200);
    connection.close();
  });
});

describe('ranges of files', () => {
  const asset = async () => /\/assets\/[^"]+\.js/.exec((await ask('/')).body.toString())?.[0] ?? '/';

  test('one range is a part of the file as it is, more are the whole', async () => {
    const target = await asset();
    const { body, headers } = await ask(target);
    const part = await ask(target, { range: 'bytes=10-19', 'accept-encoding': 'gzip, br' });
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 10-19/${body.length}`);
    expect(part.headers['content-encoding']).toBeUndefined();
    expect(part.body.equals(body.subarray(10, 20))).toBe(true);
    expect((await ask(target, { range: 'bytes=-5' })).body.equals(body.subarray(-5))).toBe(true);
    expect((await ask(target, { range: 'bytes=0-1,4-5' })).body.equals(body)).toBe(true);
    expect((await ask(target, { range: `bytes=${body.length}-` })).status).toBe(416);
    expect((await ask(target, { range: 'bytes=0-1', 'if-range': headers.etag ?? '' })).status).toBe(206);
    expect((await ask(target, { range: 'bytes=0-1', 'if-range': '"older"' })).status).toBe(200);
    expect((await ask(target, { range: 'bytes=0-1', 'if-none-match': headers.etag ?? '' })).status).toBe(304);
  });
});

describe('limits', () => {
  const limited = new Store();
  let strict: Server;
  beforeAll(async () => {
    fill(limited, [large]);
    strict = await limited.serveWith({
      SERVER_BODIES_MEGABYTES: 6,
      CACHE_MEGABYTES: 0,
      SERVER_WRITE_SECONDS: 3,
      SERVER_REQUESTS_PER_CONNECTION: 3,
    });
  });
  afterAll(() => limited.remove());

  const metric = async (name: string) =>
    Number(new RegExp(`^${name} (\\d+)`, 'm').exec((await ask('/metrics', {}, 'GET', strict)).body.toString())?.[1]);

  test('a connection is closed after as many requests as it may have', async () => {
    const connection = await RawConnection.open(strict);
    const said: (string | undefined)[] = [];
    for (let i = 0; i < 3; i++) {
      connection.send('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
      said.push((await connection.response())?.headers.get('connection'));
    }
    expect(said).toEqual(['keep-alive', 'keep-alive', 'close']);
    expect(await connection.closes()).toBe(true);
  });

  test('bodies that slow readers hold have a bound; others are told to come again, and soon served', async () => {
    const slow = await Promise.all(Array.from({ length: 12 }, () => RawConnection.open(strict)));
    for (const connection of slow) {
      connection.stall(true);
      connection.send(`GET ${whole}&limit=9999 HTTP/1.1\r\nHost: a\r\n\r\n`.replace('limit=10000&', ''));
    }
    await strict.until(async () => (await metric('sojourn_shed_total')) > 0, 'some are refused');
    expect(await metric('sojourn_body_bytes')).toBeLessThanOrEqual(6 << 20);
    const refused = await ask(tile, {}, 'GET', strict);
    if (refused.status !== 200) {
      expect(refused.status).toBe(503);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    }
    // Nobody may hold them for ever: the deadline for writing ends it.
    await strict.until(async () => (await metric('sojourn_body_bytes')) === 0, 'the slow readers are gone');
    expect((await ask(tile, {}, 'GET', strict)).status).toBe(200);
    for (const connection of slow) connection.close();
  });

  test('a reader that is slow but goes on reading gets all, though it takes longer than a response may without it', async () => {
    const connection = await RawConnection.open(strict);
    connection.sip(100);
    const start = Date.now();
    connection.send(`GET ${whole} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const response = await connection.response();
    connection.close();
    expect(Date.now() - start).toBeGreaterThan(3000);
    expect(JSON.parse(response!.body.toString()).features).toHaveLength(large.places.length);
  });

  test('no descriptor is left behind by clients that come and go, and that break off', async () => {
    const open = () => readdirSync(`/proc/${strict.process.pid}/fd`).length;
    const before = open();
    for (let i = 0; i < 60; i++) {
      const connection = await RawConnection.open(strict);
      connection.send(i % 3 === 0 ? 'GET / HT' : `GET ${i % 3 === 1 ? whole : tile} HTTP/1.1\r\nHost: a\r\n\r\n`);
      if (i % 2 === 0) await connection.response(0.02);
      connection.close();
    }
    await strict.until(async () => (await metric('sojourn_connections_open')) <= 1, 'connections are closed');
    await strict.until(() => Promise.resolve(open() <= before + 2), 'descriptors are closed');
  });

  test('memory does not grow with requests that are all different', async () => {
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${strict.process.pid}/status`, 'utf8'))?.[1]) / 1024;
    const burst = async (from: number, count: number) => {
      for (let i = from; i < from + count; i += 20)
        await Promise.all(Array.from({ length: 20 }, (_, k) => ask(`/tiles/locations/12/${2160 + ((i + k) % 45)}/${2020 + Math.floor((i + k) / 45)}.mvt`, { 'accept-encoding': 'gzip' }, 'GET', strict)));
    };
    await burst(0, 400);
    const before = resident();
    await burst(400, 1600);
    expect(resident() - before).toBeLessThan(24);
  });
});
