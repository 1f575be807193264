// What holds for every answer: fields of caching and of CORS, HEAD beside GET, formats by weight, addresses of tiles,
// and links from page to page.
import { request, type IncomingHttpHeaders } from 'node:http';
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
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** As a plain client: nothing is decoded, no field is added; `host` is the one asked for. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET', from = server): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(from.url + target, { method, headers: { host: 'sojourn.example', ...headers }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    call.on('error', reject);
    call.end();
  });
}

const metric = async (name: string, from = server) =>
  Number(new RegExp(`^${name} (\\d+)`, 'm').exec((await ask('/metrics', {}, 'GET', from)).body.toString())?.[1]);

const items = '/ogc/collections/locations/items';
const paths: [target: string, status: number][] = [
  ['/', 200],
  ['/ogc', 200],
  ['/ogc/conformance', 200],
  ['/ogc/collections', 200],
  ['/ogc/collections/admin1', 200],
  ['/ogc/collections/locations/queryables', 200],
  [`${items}?limit=3`, 200],
  [`${items}?round=4&limit=10000`, 200],
  [`${items}?f=csv&round=4`, 200],
  [`${items}/QAA.S2`, 200],
  [`${items}/QAA.NOBODY`, 404],
  ['/ogc/collections/locations/export?f=csv', 200],
  ['/ogc/collections/locations/tiles/WebMercatorQuad/6/31/34', 200],
  ['/ogc/collections/locations/tiles/WebMercatorQuad/6/0/0', 204],
  ['/tiles/locations/6/34/31.mvt', 200],
  ['/tiles/locations/6/0/0.mvt', 200],
  ['/tiles/locations/6/64/0.mvt', 404],
  ['/tiles/locations.json', 200],
  ['/analysis/origins?area=QA1', 200],
  ['/analysis/areas?level=2', 200],
  ['/api/operations', 200],
  ['/health/live', 200],
  ['/nowhere', 404],
  [`${items}?limit=none`, 400],
];

describe('every answer', () => {
  test.each(paths)('of %s says that it may be read from anywhere, and in what it varies', async (target, status) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await ask(target, { origin: 'https://other.example', 'accept-encoding': 'gzip' }, method);
      expect(answer.status).toBe(status);
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      for (const field of ['ETag', 'Link', 'OGC-NumberMatched', 'Content-Range', 'Content-Disposition', 'Sojourn-Degraded', 'Retry-After'])
        expect(answer.headers['access-control-expose-headers']).toContain(field);
      expect(answer.headers.vary).toContain('Accept-Encoding');
      expect(answer.headers['cache-control']).toBeDefined();
    }
  });

  test.each(paths)('of %s has for HEAD the fields that it has for GET, and no body', async (target) => {
    for (const encoding of ['', 'gzip, br']) {
      const [get, head] = [await ask(target, { 'accept-encoding': encoding }), await ask(target, { 'accept-encoding': encoding }, 'HEAD')];
      const fields = ({ date: _, ...rest }: IncomingHttpHeaders) => rest;
      expect(head.status).toBe(get.status);
      expect(fields(head.headers)).toEqual(fields(get.headers));
      expect(head.body.length).toBe(0);
      if (get.headers['content-length'] !== undefined) expect(Number(get.headers['content-length'])).toBe(get.body.length);
    }
  });

  test('to a preflight is what is allowed, for any path, and for the server as a whole', async () => {
    for (const target of ['/', '/ogc/collections', '/ogc/collections/locations/export', '/tiles/locations/0/0/0.mvt', '/nowhere']) {
      const answer = await ask(target, { origin: 'https://other.example', 'access-control-request-method': 'GET', 'access-control-request-headers': 'range,if-none-match' }, 'OPTIONS');
      expect(answer.status).toBe(204);
      expect(answer.headers['access-control-allow-methods']).toBe('GET, HEAD, OPTIONS');
      expect(answer.headers['access-control-allow-headers']).toBe('*');
      expect(Number(answer.headers['access-control-max-age'])).toBeGreaterThan(0);
    }
    const connection = await RawConnection.open(server);
    connection.send('OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n');
    expect((await connection.response())?.status).toBe(204);
    connection.close();
  });
});

describe('formats', () => {
  test.each([
    ['', 'application/geo+json'],
    ['*/*', 'application/geo+json'],
    ['text/csv', 'text/csv'],
    ['text/csv;q=0.4, application/geo+json;q=0.6', 'application/geo+json'],
    ['text/csv;q=0.6, application/geo+json;q=0.4', 'text/csv'],
    ['text/*, application/geo+json;q=0.9', 'text/csv'],
    ['*/*;q=0.1, text/csv;q=0.2', 'text/csv'],
    ['application/geo+json;q=0, */*', 'application/geo+json'], // as application/json, which is the same document
    ['application/json;q=0, application/geo+json;q=0, */*;q=0.1', 'text/csv'],
  ])('Accept: %s gets %s', async (accept, type) => {
    const answer = await ask(`${items}?limit=2`, accept === '' ? {} : { accept });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain(type);
    expect(answer.headers.vary).toContain('Accept');
  });

  test.each(['image/png', 'text/html;q=1', '*/*;q=0'])('Accept: %s gets none', async (accept) => {
    expect((await ask(`${items}?limit=2`, { accept })).status).toBe(406);
  });
});

describe('addresses of tiles', () => {
  test('have the column before the row, and in OGC paths the row before the column', async () => {
    const [map, ogc] = [await ask('/tiles/locations/6/34/31.mvt'), await ask('/ogc/collections/locations/tiles/WebMercatorQuad/6/31/34')];
    expect(map.body.length).toBeGreaterThan(0);
    expect(ogc.body.equals(map.body)).toBe(true);
    expect(map.headers['content-type']).toBe('application/vnd.mapbox-vector-tile');
  });

  test.each(['/tiles/locations/3/8/0.mvt', '/tiles/locations/3/0/8.mvt', '/tiles/locations/23/0/0.mvt', '/ogc/collections/locations/tiles/WebMercatorQuad/3/8/0', '/tiles/camps/0/0/0.mvt', '/tiles/assessments/0/0/0.mvt', '/tiles/locations/0/0/0.png'])('that do not exist are 404: %s', async (target) => {
    expect((await ask(target)).status).toBe(404);
  });

  test.each(['/tiles/locations/-1/0/0.mvt', '/tiles/locations/1/0x1/0.mvt', '/tiles/locations/1/+1/0.mvt'])('that are no numbers are 400: %s', async (target) => {
    expect((await ask(target)).status).toBe(400);
  });

  test('with nothing in them are made once, and told from memory from then on', async () => {
    const far = '/ogc/collections/locations/tiles/WebMercatorQuad/9/3/3';
    const first = await ask(far, { 'accept-encoding': 'gzip' });
    expect([first.status, first.body.length, first.headers['content-length']]).toEqual([204, 0, undefined]);
    const renderings = await metric('sojourn_renderings_total');
    expect((await ask(far, { 'accept-encoding': 'br' })).status).toBe(204);
    expect((await ask(far, { 'if-none-match': first.headers.etag! })).status).toBe(304);
    expect(await metric('sojourn_renderings_total')).toBe(renderings);
  });
});

describe('pages', () => {
  const follow = async (target: string, from = server): Promise<{ features: { id: string; properties: Record<string, unknown> }[]; matched: number[]; links: URL[] }> => {
    const all: Awaited<ReturnType<typeof follow>> = { features: [], matched: [], links: [] };
    for (let next: string | undefined = target; next; ) {
      const page = JSON.parse((await ask(next, {}, 'GET', from)).body.toString());
      all.features.push(...page.features);
      all.matched.push(page.numberMatched);
      const link = page.links.find(({ rel }: { rel: string }) => rel === 'next')?.href;
      if (link) all.links.push(new URL(link));
      next = link && link.slice('http://sojourn.example'.length);
    }
    return all;
  };

  test('link to the next with every parameter kept, and add up to what was matched', async () => {
    const asked = { operation: 'QAA', method: 'site', datetime: '2020-02-10', include: 'event', properties: 'name,idps_individuals', filter: "idps_individuals>50", bbox: '10,1,12,3', limit: '7' };
    const { features, matched, links } = await follow(`${items}?${new URLSearchParams(asked)}`);
    expect(features.length).toBeGreaterThan(20);
    expect(new Set(matched)).toEqual(new Set([features.length]));
    expect(new Set(features.map(({ id }) => id)).size).toBe(features.length);
    for (const link of links) {
      const { cursor, f, ...kept } = Object.fromEntries(link.searchParams);
      expect(kept).toEqual(asked);
      expect(f).toBe('json');
      expect(cursor).toMatch(/^QAA\.site\.1\.[0-9a-f]{8}\.\d+$/);
    }
  });

  test('of a table link in a field', async () => {
    const first = await ask(`${items}?f=csv&round=4&limit=5&properties=name`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.link as string)?.[1];
    expect(next).toContain('&limit=5&');
    const second = await ask(next!.slice('http://sojourn.example'.length));
    expect(second.body.toString().split('\r\n').length).toBe(7);
    expect(second.body.toString()).not.toBe(first.body.toString());
  });

  test('are those of an offset, too, which other programs ask for', async () => {
    const all = JSON.parse((await ask(`${items}?round=4&limit=10000`)).body.toString()).features;
    for (const offset of [0, 1, 3999, 4003, 4004, 5000, 1e9]) {
      const page = JSON.parse((await ask(`${items}?round=4&limit=3&offset=${offset}`)).body.toString());
      expect(page.features).toEqual(all.slice(offset, offset + 3));
      expect([page.numberMatched, page.numberReturned]).toEqual([4004, page.features.length]);
    }
  });

  test('have as many features as a page may have where more are asked for', async () => {
    const page = JSON.parse((await ask(`${items}?round=4&limit=999999`)).body.toString());
    expect(page.numberReturned).toBe(4004);
    expect(new URL(page.links.find(({ rel }: { rel: string }) => rel === 'self').href).searchParams.get('limit')).toBe('10000');
    for (const limit of ['0', '-1', '1.5', '', 'all']) expect((await ask(`${items}?limit=${limit}`)).status, limit).toBe(400);
  });

  test('go on in the round they began with when another is published, and end when it is withdrawn', async () => {
    const first = JSON.parse((await ask(`${items}?limit=100`)).body.toString());
    const next = first.links.find(({ rel }: { rel: string }) => rel === 'next').href.slice('http://sojourn.example'.length);
    const more = { number: 5, from: '2020-06-01', to: '2020-06-30', places: manyPlaces(40) };
    store.done(...importArguments(writeRound(store.directory, 'round5.csv', more.places), more, '--publish'));
    await server.until(async () => (await server.json('/api/operations')).operations[0].rounds.length === 4, 'round 5 is shown');
    const rest = await follow(next);
    expect(rest.features.length).toBe(4004 - 100);
    expect(new Set(rest.features.map(({ properties }) => properties['round']))).toEqual(new Set([4]));
    expect(JSON.parse((await ask(items)).body.toString()).numberMatched).toBe(44);
    const edition = async () => (await server.json('/api/operations')).operations[0].edition;
    const before = await edition();
    store.done('withdraw', '--operation', 'QAA', '--round', '4', '--reason', 'Test');
    await server.until(async () => (await ask(next)).status === 400, 'the cursor points nowhere');
    // The round is hidden at once; the edition without it is loaded a moment later, and other tests compare its number.
    await server.until(async () => (await edition()) > before, 'the edition without it is served');
    expect(JSON.parse((await ask(next)).body.toString())).toMatchObject({ parameter: 'cursor', code: 'malformed-parameter' });
  });
});

describe('tags', () => {
  const targets = [`${items}?round=1&limit=3`, `${items}?round=1&limit=300&f=csv`, '/tiles/locations/6/34/31.mvt?round=1', '/tiles/locations.json?round=1', '/ogc/collections/locations/export?f=fgb&round=1', '/ogc/collections/admin2/export?f=gpkg&round=1', '/ogc/collections/locations/export?f=pmtiles&round=1&max-zoom=6', '/api/operations'];
  const longs = `/ogc/collections/assessments/items?limit=10000&round=2&filter=${encodeURIComponent('idps_individuals>=0')}`;

  test('and bodies are the same after a restart, and answered before any work', async () => {
    const before = new Map<string, Answer>();
    for (const target of [...targets, longs]) before.set(target, await ask(target, { 'accept-encoding': target.includes('export') ? 'identity' : 'gzip' }));
    expect(before.get(longs)!.headers['transfer-encoding'], 'it is long').toBe('chunked');
    await server.stop();
    server = await store.serve();
    const long = await ask(longs, { 'accept-encoding': 'gzip', 'if-none-match': before.get(longs)!.headers.etag! });
    expect(long.status).toBe(304);
    const archive = await ask(targets[6]!, { 'if-none-match': before.get(targets[6]!)!.headers.etag! });
    expect(archive.status).toBe(304);
    expect(await metric('sojourn_renderings_total')).toBe(0);
    expect(await metric('sojourn_exports_total')).toBe(0);
    for (const [target, { headers, body }] of before) {
      const after = await ask(target, { 'accept-encoding': target.includes('export') ? 'identity' : 'gzip' });
      expect(after.headers.etag, target).toBe(headers.etag);
      expect(after.body.equals(body), target).toBe(true);
    }
  });

  test('change with what they stand for', async () => {
    const one = await ask('/tiles/locations/6/34/31.mvt?round=1');
    expect((await ask('/tiles/locations/6/34/31.mvt?round=2')).headers.etag).not.toBe(one.headers.etag);
    const long = await ask(longs);
    expect((await ask(longs.replace('10000', '9999'))).headers.etag).not.toBe(long.headers.etag);
  });
});

describe('a body', () => {
  test('is made once for all encodings', async () => {
    const target = '/tiles/locations/7/68/63.mvt?round=1';
    const renderings = await metric('sojourn_renderings_total');
    for (const encoding of ['gzip', 'br', 'zstd', 'identity', 'gzip, br;q=0.5', 'br, identity;q=0'])
      expect((await ask(target, { 'accept-encoding': encoding })).status).toBe(200);
    expect(await metric('sojourn_renderings_total')).toBe(renderings + 1);
  });

  const pairs: [what: string, first: string, second: string][] = [
    ['the order of parameters', '/tiles/locations/8/136/127.mvt?round=1&operation=QAA&properties=name', '/tiles/locations/8/136/127.mvt?properties=name&operation=QAA&round=1'],
    ['values that go without saying', '/tiles/admin2/8/136/127.mvt?round=1', '/tiles/admin2/8/136/127.mvt?round=1&cluster=true&filter-lang=cql2-text&filter=TRUE'],
    ['percent-encoding', '/tiles/locations/8/136/126.mvt?round=1&filter=unit=%27site%27', '/tiles/locations/8/136/126.mvt?%72ound=%31&filter=unit%3D%27s%69te%27'],
    ['blanks', '/tiles/locations/8/136/125.mvt?round=1&filter=idps_individuals+%3E+5', '/tiles/locations/8/136/125.mvt?round=1&filter=%20idps_individuals%3E%205%20'],
    ['the case of operators', `/tiles/locations/8/137/127.mvt?round=1&filter=${encodeURIComponent("unit='site' AND NOT name LIKE 'P%'")}`, `/tiles/locations/8/137/127.mvt?round=1&filter=${encodeURIComponent("Not name like 'P%' aNd unit='site'")}`],
    ['numbers', '/tiles/locations/8/137/126.mvt?round=1&filter=idps_individuals>5', '/tiles/locations/8/137/126.mvt?round=1&filter=idps_individuals>5.0'],
    ['numbers with exponents', '/tiles/locations/8/137/125.mvt?round=1&filter=idps_individuals<50', '/tiles/locations/8/137/125.mvt?round=1&filter=5e1>idps_individuals'],
    ['a round by another number', '/tiles/locations/8/138/127.mvt?round=1', '/tiles/locations/8/138/127.mvt?round=01'],
    ['a date and a time on it', '/tiles/locations/8/138/126.mvt?datetime=2020-02-10', '/tiles/locations/8/138/126.mvt?datetime=2020-02-10T12:00:00%2B02:00'],
    ['dates on which the same round is in force', '/tiles/locations/8/138/125.mvt?datetime=2020-02-10', '/tiles/locations/8/138/125.mvt?round=1'],
    ['fields by name and as a filter', `${items}?round=1&admin1_pcode=QA1`, `${items}?filter=${encodeURIComponent("admin1_pcode='QA1'")}&round=1`],
    ['numbers of boxes', `${items}?round=1&bbox=10,1,12,3`, `${items}?round=1&bbox=10.0,1.00,1.2e1,3`],
    ['the order of properties', `${items}?round=1&limit=4&properties=name,unit`, `${items}?limit=4&round=1&properties=unit,name,unit`],
    ['a limit that goes without saying', `${items}?round=2`, `${items}?round=2&limit=100&offset=0&f=json`],
    ['limits beyond the most', `${items}?round=2&properties=name&limit=10000`, `${items}?round=2&properties=name&limit=20000`],
  ];
  test.each(pairs)('is one for two spellings: %s', async (_, first, second) => {
    const one = await ask(first);
    expect(one.status).toBe(200);
    const [misses, renderings] = [await metric('sojourn_cache_misses_total'), await metric('sojourn_renderings_total')];
    const other = await ask(second);
    expect(other.headers.etag).toBe(one.headers.etag);
    expect(other.body.equals(one.body)).toBe(true);
    expect(await metric('sojourn_renderings_total')).toBe(renderings);
    if (one.headers['transfer-encoding'] === undefined) expect(await metric('sojourn_cache_misses_total')).toBe(misses);
  });
});

test('the core of OGC API is claimed where a description of the interface is linked, and not before', async () => {
  const described = (await server.json('/ogc')).links.some(({ rel }: { rel: string }) => rel.startsWith('service-'));
  const { conformsTo } = (await server.json('/ogc/conformance')) as { conformsTo: string[] };
  expect(conformsTo.some((name) => name.endsWith('/conf/core'))).toBe(described);
});
