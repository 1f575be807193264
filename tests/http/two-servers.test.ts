// Two servers on one database, behind one address: a client that is sent from one to the other notices nothing.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { total } from './support/features.ts';
import { Store, type Server } from './support/sojourn.ts';
import { fill, importArguments, manyPlaces, sum, twoRounds, writeRound } from './support/small-country.ts';

const address = 'https://map.example';
const large = { number: 3, from: '2020-05-01', to: '2020-05-31', places: manyPlaces(3000) };
const first = new Store();
const second = new Store();
let one: Server;
let other: Server;

beforeAll(async () => {
  fill(first, [...twoRounds, large]);
  one = await first.serveWith({ SERVER_BASE_URL: address });
  const socket = path.join(first.dataDirectory, 'socket');
  const url = `postgresql://sojourn_administrator@/sojourn?host=${encodeURIComponent(socket)}`;
  other = await second.serveWith({ SERVER_BASE_URL: address, DATABASE_URL: url });
});
// The one that has the database goes last.
afterAll(async () => {
  await second.remove();
  await first.remove();
});

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

describe('two servers on one database', () => {
  const items = '/ogc/collections/locations/items';

  test.each([
    ['a tile', '/tiles/locations/6/34/31.mvt'],
    ['an empty tile', '/ogc/collections/locations/tiles/WebMercatorQuad/9/0/0'],
    ['a tile of areas, filtered', '/tiles/admin2/5/17/15.mvt?filter=idps_individuals%3E10'],
    ['TileJSON', '/tiles/locations.json'],
    ['a page', `${items}?limit=20`],
    ['a long page, sent in pieces', `${items}?limit=10000`],
    ['a page of an earlier date', `${items}?limit=20&datetime=2020-02-10`],
    ['a page of a date before there was anything', `${items}?datetime=2001-01-01`],
    ['a whole table', `${items}?f=csv`],
    ['one feature', `${items}/QAA.S1`],
    ['origins of an area', '/analysis/origins?area=QA1'],
    ['the collections', '/ogc/collections'],
    ['one collection', '/ogc/collections/locations'],
    ['the operations', '/api/operations'],
    ['a file', '/ogc/collections/locations/export?f=csv'],
    ['a file by a library', '/ogc/collections/locations/export?f=gpkg&round=1'],
    ['an archive', '/ogc/collections/locations/export?f=pmtiles&max-zoom=5'],
  ])('give %s the same tag and the same bytes, and each 304 for the tag of the other', async (_, target) => {
    for (const encoding of ['identity', 'gzip']) {
      const headers = { 'accept-encoding': `${encoding}, identity;q=0.5` };
      const [here, there] = [await one.get(target, { headers }), await other.get(target, { headers })];
      expect([here.status, there.status]).toEqual([there.status, here.status]);
      expect([200, 204]).toContain(here.status);
      const tag = here.headers.get('etag');
      expect(tag).toMatch(/^"[^"]+"$/);
      expect(there.headers.get('etag')).toBe(tag);
      expect((await bytesOf(there)).equals(await bytesOf(here))).toBe(true);
      for (const server of [one, other]) expect((await server.get(target, { headers: { ...headers, 'if-none-match': tag! } })).status).toBe(304);
    }
  });

  interface Page {
    numberMatched: number;
    features: { id: string; properties: { idps_individuals: number } }[];
    links: { rel: string; href: string }[];
  }
  const link = (page: Page, rel: string) => page.links.find((found) => found.rel === rel)?.href.slice(address.length);

  test('follow the links of each other: pages of both by turns have every feature once', async () => {
    const servers = [one, other];
    for (const query of ['limit=700', `limit=90&filter=${encodeURIComponent("idps_individuals > 60 AND name LIKE 'Place%'")}`]) {
      const features: Page['features'] = [];
      let matched = 0;
      let target: string | undefined = `${items}?${query}`;
      for (let turn = 0; target; turn++) {
        const page: Page = await servers[turn % 2]!.json(target);
        features.push(...page.features);
        matched = page.numberMatched;
        target = link(page, 'next');
      }
      expect(features.length).toBe(matched);
      expect(new Set(features.map(({ id }) => id)).size).toBe(matched);
      expect(matched).toBeGreaterThan(500);
    }
  });

  test('both refuse the cursor of a round that was corrected meanwhile, whoever made it, and show the correction with one tag', async () => {
    const nexts = await Promise.all([one, other].map(async (server) => link(await server.json(`${items}?limit=50`), 'next')!));
    const corrected = large.places.map((place) => ({ ...place, individuals: place.individuals + 1 }));
    const file = writeRound(first.directory, 'corrected.csv', corrected);
    first.done(...importArguments(file, large, '--publish', '--replace', '--erratum', 'Counted again'));
    const people = async (server: Server) => total((await server.json('/ogc/collections/admin0/items')).features, 'idps_individuals');
    for (const server of [one, other]) await server.until(async () => (await people(server)) === sum(corrected), 'the correction is shown');
    for (const server of [one, other])
      for (const next of nexts) {
        const answer = await server.get(next);
        expect(answer.status).toBe(400);
        expect((await answer.json()).parameter).toBe('cursor');
      }
    const [here, there] = await Promise.all([one, other].map((server) => server.get(`${items}?limit=10000`)));
    expect(there!.headers.get('etag')).toBe(here!.headers.get('etag'));
    expect((await bytesOf(there!)).equals(await bytesOf(here!))).toBe(true);
  });
});
