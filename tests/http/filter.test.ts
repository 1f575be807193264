// Filters over HTTP: items, tables, tiles and TileJSON understand the same, and keep it once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, total, wholeZoom } from './support/features.ts';
import { Store, type Server } from './support/sojourn.ts';
import { fill, sum, twoRounds, type Place } from './support/small-country.ts';

const store = new Store();
let server: Server;

beforeAll(async () => {
  fill(store, twoRounds);
  server = await store.serve();
});
afterAll(() => store.remove());

const items = '/ogc/collections/locations/items';
const filtered = (filter: string) => `filter=${encodeURIComponent(filter)}`;

const filters: [filter: string, passes: (place: Place) => boolean][] = [
  ['idps_individuals > 50', ({ individuals }) => individuals > 50],
  ['idps_individuals BETWEEN 20 AND 40.5 OR location_id = \'S1\'', ({ individuals, id }) => (individuals >= 20 && individuals <= 40) || id === 'S1'],
  ["name LIKE '% camp'", ({ name }) => name.endsWith(' camp')],
  ["name NOT LIKE 'Place 1%' AND NOT (admin2_pcode IN ('QA11', 'QA12'))", ({ name, pcode }) => !name.startsWith('Place 1') && pcode.startsWith('QA2')],
  ['idps_households IS NULL', () => false],
  ['TRUE', () => true],
];

describe('items and tiles with one filter', () => {
  test.each(filters)('%s', async (filter, passes) => {
    for (const { number, places } of twoRounds) {
      const expected = places.filter(passes);
      const query = `round=${number}&${filtered(filter)}`;
      const features = await allItems(server, 'locations', query, 41);
      expect(features.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => `QAA.${id}`).sort());
      for (const zoom of [0, 5, 8]) {
        const { features: shown, unplaced } = await wholeZoom(server, 'locations', zoom, query);
        expect((total(shown, 'idps_individuals') ?? 0) + unplaced, `zoom ${zoom}`).toBe(sum(expected));
      }
    }
  });

  test('of areas too', async () => {
    const query = `round=1&${filtered("idps_individuals >= 1000 AND coverage <> 'none'")}`;
    const features = await allItems(server, 'admin2', query);
    const { features: shown } = await wholeZoom(server, 'admin2', 4, query);
    expect(features.length).toBeGreaterThan(0);
    expect(shown.map(({ properties }) => properties['pcode']).sort()).toEqual(features.map(({ properties }) => properties?.['pcode']).sort());
  });

  test('tables have the same rows, page by page', async () => {
    const ids: string[] = [];
    let target: string | undefined = `${items}?round=1&f=csv&limit=37&properties=location_id&${filtered('idps_individuals > 50')}`;
    while (target) {
      const page: Response = await server.get(target);
      ids.push(...(await page.text()).trimEnd().split('\r\n').slice(1).map((line) => line.split(',')[1]!));
      const next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      target = next && new URL(next, server.url).href.slice(server.url.length);
      expect(page.headers.get('ogc-numbermatched')).toBe(`${twoRounds[0]!.places.filter(({ individuals }) => individuals > 50).length}`);
    }
    expect(ids.sort()).toEqual(twoRounds[0]!.places.filter(({ individuals }) => individuals > 50).map(({ id }) => id).sort());
  });

  test("TileJSON's tiles are filtered, at the date asked for", async () => {
    const { tiles } = await server.json(`/tiles/locations.json?datetime=2020-02-10&${filtered('idps_individuals > 50')}`);
    const address = new URL(tiles[0]);
    expect(address.searchParams.get('filter')).toBe('idps_individuals>50');
    expect(address.searchParams.get('datetime')).toBe('2020-02-10');
    const target = decodeURI(address.pathname).replace('{z}', '0').replace('{x}', '0').replace('{y}', '0') + address.search;
    const bytes = (answer: Response) => answer.arrayBuffer().then((body) => Buffer.from(body));
    const same = await server.get(`/tiles/locations/0/0/0.mvt?round=1&${filtered('50 < idps_individuals')}`);
    expect(await bytes(await server.get(target))).toEqual(await bytes(same));
  });
});

describe('two spellings of one request', () => {
  const misses = async () => Number(/^sojourn_cache_misses_total (\d+)$/m.exec(await (await server.get('/metrics')).text())?.[1]);
  const spellings = ["unit='x' OR idps_individuals >= 60 AND name LIKE 'Place%'", '( "name"  like \'Place%\' and 60.0<=idps_individuals )or  unit in (\'x\')'];

  test.each([items, '/tiles/locations/6/34/31.mvt', '/ogc/collections/locations/tiles/WebMercatorQuad/6/31/34', '/tiles/locations.json', '/ogc/collections/admin1/items'])(
    'share what was made for %s',
    async (path) => {
      const area = path.includes('admin1');
      const targets = spellings.map((filter) => `${path}?round=1&${filtered(area ? filter.replace('unit', 'coverage') : filter)}`);
      const first = await server.get(targets[0]!);
      expect(first.status).toBe(200);
      const before = await misses();
      const second = await server.get(targets[1]!);
      expect(await misses()).toBe(before);
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
      expect(await second.text()).toBe(await first.text());
      const again = await server.get(targets[1]!, { headers: { 'if-none-match': first.headers.get('etag')! } });
      expect(again.status).toBe(304);
    },
  );
});

describe('what is refused', () => {
  const wrong: [query: string, parameter: string, says: RegExp][] = [
    ['filter=', 'filter', /at character 1: a condition must stand here/],
    [filtered("unit = 'site"), 'filter', /at character 13: .*single quote/],
    [filtered('phone = 1'), 'filter', /at character 1: there is no property 'phone'/],
    [filtered("idps_individuals = 'many'"), 'filter', /at character 20: idps_individuals is a number/],
    [filtered("S_INTERSECTS(geometry, POINT(10 2))"), 'filter', /bbox/],
    [filtered('('.repeat(500)), 'filter', /no more than 32 parentheses/],
    [filtered(`unit = '${'x'.repeat(4000)}'`), 'filter', /too long/],
    [`filter-lang=cql2-json&${filtered('{"op":"isNull"}')}`, 'filter-lang', /cql2-text/],
    [`${filtered('round = 1')}&${filtered('round = 2')}`, 'filter', /twice/],
  ];
  test.each(wrong)('%s', async (query, parameter, says) => {
    for (const path of [items, '/tiles/locations/0/0/0.mvt', '/tiles/locations.json']) {
      const answer = await server.get(`${path}?${query}`);
      expect(answer.status).toBe(400);
      const problem = await answer.json();
      expect(problem.parameter).toBe(parameter);
      expect(problem.detail).toMatch(says);
    }
  });

  test.each(['bbox=10,1,12,3', 'limit=1', 'offset=1', filtered('TRUE'), 'unit=site'])('a single feature takes no %s', async (query) => {
    expect((await server.get(`${items}/QAA.S1?round=1`)).status).toBe(200);
    const answer = await server.get(`${items}/QAA.S1?round=1&${query}`);
    expect(answer.status).toBe(400);
    expect((await answer.json()).code).toBe('unknown-parameter');
  });
});

test('queryables are linked, and each of them can be filtered by', async () => {
  const { links } = await server.json('/ogc/collections/locations');
  const { href, type } = links.find(({ rel }: { rel: string }) => rel === 'http://www.opengis.net/def/rel/ogc/1.0/queryables');
  expect(type).toBe('application/schema+json');
  const answer = await fetch(href);
  expect(answer.headers.get('content-type')).toBe('application/schema+json');
  const schema = await answer.json();
  expect(schema.$id).toBe(href);
  const names = Object.keys(schema.properties);
  expect(names).toContain('idps_individuals');
  const { numberMatched } = await server.json(`${items}?round=1&${filtered(names.map((name) => `${name} IS NULL`).join(' AND '))}`);
  expect(numberMatched).toBe(0);
  const { conformsTo } = await server.json('/ogc/conformance');
  expect(conformsTo).toContain('http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2');
});
