// `sojourn export`: files of what is published, the same as what the server says.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FeatureCollection } from 'geojson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesAround, featuresOf, openArchive, tileOf } from './support/archive.ts';
import { allItems, total } from './support/features.ts';
import { Store, type Server } from './support/sojourn.ts';
import { fill, importArguments, places, sum, twoRounds, writeRound } from './support/small-country.ts';

const store = new Store();
let server: Server;

beforeAll(async () => {
  fill(store, twoRounds);
  // A third round that nobody published.
  const secret = writeRound(store.directory, 'secret.csv', [{ ...places[0]!, name: 'Secret camp', individuals: 987654 }]);
  store.done(...importArguments(secret, { number: 3, from: '2020-05-01', to: '2020-05-31' }));
  server = await store.serve();
});
afterAll(() => store.remove());

const at = (name: string) => path.join(store.directory, name);
const [first, second] = twoRounds;

describe('features', () => {
  test('GeoJSON is what items say, and says where it comes from', async () => {
    store.done('export', 'locations', '--to', at('round1.geojson'), '--round', '1');
    const file = JSON.parse(readFileSync(at('round1.geojson'), 'utf8')) as FeatureCollection & { metadata: Record<string, unknown> };
    expect(file.features).toEqual(await allItems(server, 'locations', 'round=1'));
    expect(file.metadata).toMatchObject({ source: 'Test', rounds: [{ operation: 'QAA', method: 'site', round: 1, period_end: first!.to }] });
    expect(file.metadata['disclaimer']).toMatch(/^Boundaries/);
  });

  test('CSV is what the table says', async () => {
    store.done('export', 'admin2', '--to', at('districts.csv'), '--datetime', first!.to);
    const served = await server.get(`/ogc/collections/admin2/items?datetime=${first!.to}&f=csv`);
    expect(readFileSync(at('districts.csv'), 'utf8')).toBe(await served.text());
  });

  test.each(['fgb', 'gpkg'])('%s holds the same people for GDAL', (extension) => {
    const file = at(`newest.${extension}`);
    store.done('export', 'locations', '--to', file, '--properties', 'name,idps_individuals');
    const info = execFileSync('ogrinfo', ['-ro', '-q', file, '-dialect', 'OGRSQL', '-sql', 'select sum(idps_individuals) as people, count(*) as n from locations'], { encoding: 'utf8' });
    expect(info).toMatch(new RegExp(`= ${sum(second!.places)}$`, 'm'));
    expect(info).toMatch(new RegExp(`= ${second!.places.length}$`, 'm'));
  });

  test('a bbox and properties choose', () => {
    store.done('export', 'locations', '--to', at('few.geojson'), '--round', '1', '--bbox', '10.4,1.9,10.6,2.1', '--properties', 'name');
    const { features } = JSON.parse(readFileSync(at('few.geojson'), 'utf8')) as FeatureCollection;
    expect(features.map(({ properties }) => properties)).toContainEqual({ name: 'Alder camp' });
    expect(features.length).toBeLessThan(20);
  });

  test('a filter in CQL2 text chooses', () => {
    store.done('export', 'locations', '--to', at('some.geojson'), '--round', '1', '--filter', "idps_individuals > 50 AND name LIKE 'Place%'");
    const { features } = JSON.parse(readFileSync(at('some.geojson'), 'utf8')) as FeatureCollection;
    const wanted = first!.places.filter(({ individuals, name }) => individuals > 50 && name.startsWith('Place'));
    expect(wanted.length).toBeGreaterThan(10);
    expect(features.map(({ properties }) => properties!['location_id']).sort()).toEqual(wanted.map(({ id }) => id).sort());
  });

  test('every published row of every round, and nothing else', () => {
    store.done('export', 'assessments', '--to', at('all.csv'));
    const text = readFileSync(at('all.csv'), 'utf8');
    expect(text.trimEnd().split('\r\n')).toHaveLength(1 + twoRounds.reduce((rows, round) => rows + round.places.length, 0));
    expect(text).not.toMatch(/Secret camp|987654/);
  });
});

describe('archives', () => {
  const lastZoom = 9;
  let described: ReturnType<typeof JSON.parse>;

  beforeAll(() => {
    store.done('export', 'locations', '--to', at('places.pmtiles'), '--round', '1', '--max-zoom', `${lastZoom}`);
    store.done('export', 'admin2', '--to', at('districts.pmtiles'), '--round', '1', '--max-zoom', `${lastZoom}`);
  });

  test.each([
    ['locations', 'places'],
    ['admin2', 'districts'],
  ])('each tile of %s is the tile that the server gives, and none is missing', async (collection, name) => {
    const archive = openArchive(at(`${name}.pmtiles`));
    const header = await archive.getHeader();
    expect(header).toMatchObject({ minZoom: 0, maxZoom: lastZoom, tileType: 1, clustered: true });
    let tiles = 0;
    for (let zoom = 0; zoom <= lastZoom; zoom++)
      for (const [z, x, y] of addressesAround(header, zoom)) {
        const served = Buffer.from(await (await server.get(`/tiles/${collection}/${z}/${x}/${y}.mvt?round=1`)).arrayBuffer());
        const kept = await tileOf(archive, [z, x, y]);
        expect(kept === undefined ? 0 : Buffer.compare(kept, served), `${z}/${x}/${y}`).toBe(0);
        if (kept === undefined) expect(served.length, `${z}/${x}/${y}`).toBe(0);
        else tiles++;
      }
    expect(tiles).toBe(header.numAddressedTiles);
  });

  test('the tiles of every zoom hold the people that items hold', async () => {
    const archive = openArchive(at('places.pmtiles'));
    const header = await archive.getHeader();
    const wanted = total(await allItems(server, 'locations', 'round=1'), 'idps_individuals');
    for (let zoom = 0; zoom <= lastZoom; zoom++) {
      let people = 0;
      for (const address of addressesAround(header, zoom)) {
        const tile = await tileOf(archive, address);
        for (const feature of tile ? featuresOf(tile) : []) {
          const [point] = feature.loadGeometry()[0]!;
          const inside = point!.x >= 0 && point!.x < feature.extent && point!.y >= 0 && point!.y < feature.extent;
          if (inside) people += Number(feature.properties['idps_individuals'] ?? 0);
        }
      }
      expect(people, `zoom ${zoom}`).toBe(wanted);
    }
  });

  test('has every location by itself on request', async () => {
    store.done('export', 'locations', '--to', at('raw.pmtiles'), '--round', '1', '--max-zoom', '1', '--cluster', 'false');
    const features = featuresOf((await tileOf(openArchive(at('raw.pmtiles')), [0, 0, 0]))!);
    expect(features.length).toBe(first!.places.length);
    const clustered = featuresOf((await tileOf(openArchive(at('places.pmtiles')), [0, 0, 0]))!);
    expect(clustered.length).toBeLessThan(features.length / 10);
  });

  test('the metadata names source, rounds, disclaimer and layers', async () => {
    described = await openArchive(at('places.pmtiles')).getMetadata();
    expect(described).toMatchObject({ source: 'Test', attribution: 'Test', type: 'overlay', rounds: [{ operation: 'QAA', round: 1 }] });
    expect(described.disclaimer).toMatch(/^Boundaries/);
    expect(described.vector_layers).toMatchObject([{ id: 'locations', minzoom: 0, maxzoom: lastZoom }]);
    expect(Object.keys(described.vector_layers[0].fields)).toContain('idps_individuals');
  });

  test('a filter chooses what the tiles hold', async () => {
    store.done('export', 'locations', '--to', at('some.pmtiles'), '--round', '1', '--max-zoom', '5', '--filter', 'idps_individuals > 50');
    const archive = openArchive(at('some.pmtiles'));
    let people = 0;
    for (const address of addressesAround(await archive.getHeader(), 5))
      for (const feature of featuresOf((await tileOf(archive, address)) ?? Buffer.alloc(0))) {
        const [point] = feature.loadGeometry()[0]!;
        if (point!.x >= 0 && point!.x < feature.extent && point!.y >= 0 && point!.y < feature.extent) people += Number(feature.properties['idps_individuals']);
      }
    expect(people).toBe(sum(first!.places.filter(({ individuals }) => individuals > 50)));
  });

  const gdalReadsArchives = /PMTiles/.test(execFileSync('ogrinfo', ['--formats'], { encoding: 'utf8' })); // 3.8 and later
  test.skipIf(!gdalReadsArchives)("GDAL's driver reads it", () => {
    const info = execFileSync('ogrinfo', ['-ro', '-so', at('places.pmtiles'), 'locations'], { encoding: 'utf8' });
    expect(info).toMatch(/idps_individuals/);
  });

  test('nothing on the map is refused', () => {
    const finished = store.run('export', 'locations', '--to', at('none.pmtiles'), '--datetime', '2001-01-01');
    expect(finished.status).toBe(1);
    expect(finished.stderr).toMatch(/nothing of what was asked for has a place on the map/);
    expect(existsSync(at('none.pmtiles'))).toBe(false);
  });
});

describe('care', () => {
  const before = () => readdirSync(store.directory).sort();

  test('a file that is there stays, unless --force says so', () => {
    writeFileSync(at('mine.csv'), 'mine');
    const refused = store.run('export', 'locations', '--to', at('mine.csv'));
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/mine\.csv is there already; --force replaces it/);
    expect(readFileSync(at('mine.csv'), 'utf8')).toBe('mine');
    store.done('export', 'locations', '--to', at('mine.csv'), '--force');
    expect(readFileSync(at('mine.csv'), 'utf8')).toMatch(/^id,/);
  });

  test.each([
    [['locations', '--to', 'x.docx'], /--to takes a file that ends with .geojson, .csv, .fgb, .gpkg or .pmtiles/],
    [['camps', '--to', 'x.csv'], /there is no collection 'camps'; there are locations, /],
    [['locations', '--to', 'x.csv', '--round', 'two'], /--round: must be a whole number/],
    [['locations', '--to', 'x.csv', '--properties', 'phone'], /--properties: there is no property 'phone'/],
    [['locations', '--to', 'x.csv', '--operation', 'ZZZ'], /--operation: nothing of ZZZ has been published here/],
    [['locations', '--to', 'x.csv', '--max-zoom', '3'], /--max-zoom is not known here/],
    [['locations', '--to', 'x.pmtiles', '--min-zoom', '6', '--max-zoom', '5'], /--max-zoom: must be a whole number from 6 to 14/],
    [['assessments', '--to', 'x.pmtiles'], /has no tiles/],
    [['locations', '--to', 'x.csv', '--filter', 'people > 5'], /--filter: .*people/],
  ])('wrong use is said: %j', (options, message) => {
    const names = before();
    const file = at(options[2]!);
    const finished = store.run('export', ...options.map((option) => (option === options[2] ? file : option)));
    expect(finished.status).toBe(2);
    expect(finished.stderr).toMatch(message);
    expect(before()).toEqual(names);
  });

  test('Ctrl-C leaves nothing', async () => {
    const names = before();
    const child = store.start('export', 'admin2', '--to', at('large.pmtiles'), '--max-zoom', '14');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const deadline = Date.now() + 60_000;
    // Until it writes.
    const writing = () => readdirSync(store.directory).some((name) => name.startsWith('.sojourn-export-') && existsSync(path.join(store.directory, name, 'large.pmtiles')));
    while (!writing() && child.exitCode === null && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    await ended;
    expect(before()).toEqual(names);
  });

  test('what is withdrawn cannot leave, even before the database knows', () => {
    store.done('withdraw', '--operation', 'QAA', '--method', 'site', '--round', '2', '--reason', 'Test');
    store.done('export', 'assessments', '--to', at('after.csv'));
    const lines = readFileSync(at('after.csv'), 'utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + first!.places.length);
    expect(statSync(at('after.csv')).size).toBeGreaterThan(0);
  });

  test('--help names the options', () => {
    const { stdout } = spawnSync(process.env['SOJOURN_PROGRAM'] ?? 'build/release/sojourn', ['export', '--help'], { encoding: 'utf8' });
    for (const option of ['--to', '--operation', '--method', '--round', '--datetime', '--bbox', '--properties', '--cluster', '--force']) expect(stdout).toContain(option);
  });
});
