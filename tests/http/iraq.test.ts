// DTM Iraq's master lists of 2014: no header row, families only, a row per origin and wave.
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, total } from './support/features.ts';
import { tables } from './support/database.ts';
import { hasRealData, real, Store, type Server } from './support/sojourn.ts';

const lists = [
  { number: 5, file: 'final_18082014_dtm_master.csv', households: 218_435, rows: 2077, from: '2014-08-18', to: '2014-08-18' },
  { number: 6, file: 'DTM_Dataset_14092014.csv', households: 287_572, rows: 2586, from: '2014-09-14', to: '2014-09-14' },
  { number: 7, file: 'DTM_Dataset_26102014.csv', households: 316_474, rows: 3244, from: '2014-10-26', to: '2014-10-26' },
];

/** The list's cells: RFC 4180, as another program than ours reads it. */
function cells(file: string): string[][] {
  const script = 'import csv,json,sys; print(json.dumps([r for r in csv.reader(open(sys.argv[1], encoding="utf-8")) if len(r) > 4]))';
  const { stdout } = spawnSync('python3', ['-c', script, real(`iraq/rounds/${file}`)], { encoding: 'utf8', maxBuffer: 64 << 20 });
  return JSON.parse(stdout) as string[][];
}

describe.skipIf(!hasRealData)('Iraq, three master lists (needs SOJOURN_REAL_DATA)', () => {
  const store = new Store();
  let server: Server;
  const boundaries = ['adm1', 'adm2'].map((level) => real(`iraq/boundaries/irq_admbnda_${level}_ocha_20140717.shp`));

  beforeAll(async () => {
    store.done('boundaries', ...boundaries, '--country', 'IRQ', '--valid-on', '2014-07-17');
    for (const { number, file, from, to } of lists)
      store.done(
        ...['import', real(`iraq/rounds/${file}`), '--operation', 'IRQ', '--round', `${number}`, '--from', from, '--to', to],
        ...['--sensitivity', 'low', '--publish'],
      );
    server = await store.serve();
  });
  afterAll(() => store.remove());

  test.each(lists)('$file: $households families, people derived from them and saying so', async ({ number, households }) => {
    const query = `operation=IRQ&round=${number}`;
    const locations = await allItems(server, 'locations', query, 1000);
    for (const features of [locations, await allItems(server, 'admin0', query), await allItems(server, 'admin1', query), await allItems(server, 'admin2', query)])
      expect(total(features, 'idps_households')).toBe(households);
    const [country] = await allItems(server, 'admin0', query);
    expect(country?.properties?.['idps_individuals']).toBe(total(locations, 'idps_individuals'));
    for (const { properties } of locations.filter((location) => location.properties?.['idps_individuals'] !== null)) {
      expect(properties?.['idps_basis']).toBe('derived');
      expect(properties?.['household_size']).toBeGreaterThan(1);
    }
  });

  test.each(lists)('$file: a place with several rows is one location', async ({ number, file, rows }) => {
    const places = new Set(cells(file).map((row) => row[12])).size;
    const locations = await allItems(server, 'locations', `operation=IRQ&round=${number}`, 1000);
    expect(locations.length).toBeLessThan(rows);
    expect(locations.length).toBe(places);
  });

  test.each(lists)('$file: families by governorate of origin are those of the file', async ({ number, file }) => {
    const families = new Map<string, number>();
    for (const row of cells(file)) families.set(row[4]!, (families.get(row[4]!) ?? 0) + Number(row[3]));
    const { rows } = (await server.json(`/analysis/origins?area=IQ&operation=IRQ&round=${number}&level=1`)) as {
      rows: { name: string | null; pcode: string | null; individuals: number }[];
    };
    // Six people to a family, as the profile says.
    const expected = [...families].map(([name, count]) => [name, count * 6] as const);
    expect(new Map(rows.map((row) => [row.name, row.individuals]))).toEqual(new Map(expected));
    for (const row of rows) expect(row.pcode).toMatch(/^IQ-G/);
  });

  test('places with a row marked `Same` are carried forward', async () => {
    const rows = cells(lists[2]!.file);
    expect(rows.filter((row) => row[5] === 'Same')).toHaveLength(3046);
    const places = new Set(rows.filter((row) => row[5] === 'Same').map((row) => row[12]));
    const locations = await allItems(server, 'locations', 'operation=IRQ&round=7', 1000);
    const carried = locations.filter(({ properties }) => properties?.['figure_status'] === 'carried_forward').length;
    expect(carried).toBe(places.size);
    const [country] = await allItems(server, 'admin0', 'operation=IRQ&round=7');
    expect(country?.properties?.['locations_carried_forward']).toBe(carried);
  });

  describe('the note', () => {
    const column = (index: number) => new Set(lists.flatMap(({ file }) => cells(file).map((row) => row[index]?.trim() ?? '')).filter((text) => text.length > 12));
    const notes = () => [...column(39)];
    const places = () => [...column(10)];

    test('is in the files', () => {
      expect(notes().length).toBeGreaterThan(20);
      expect(readFileSync(real(`iraq/rounds/${lists[0]!.file}`), 'utf8')).toContain(notes()[0]);
    });

    test('appears in no answer, no listing and not in the log', async () => {
      const said =
        JSON.stringify(await allItems(server, 'assessments', 'operation=IRQ', 1000)) +
        server.log +
        store.done('rounds', '--operation', 'IRQ', '--findings', '--format', 'json').stdout;
      expect(notes().filter((note) => said.includes(note))).toEqual([]);
    });

    test('is in no table of the database, where the names of places are', () => {
      const everything = [...tables(store).values()].join('\n');
      expect(places().filter((name) => everything.includes(name)).length).toBeGreaterThan(100);
      expect(notes().filter((note) => everything.includes(note))).toEqual([]);
    });

    test('is in no file of the data directory, write-ahead log and temporary files among them', () => {
      const found = (words: string[]) => spawnSync('grep', ['-rlaF', '-f', '-', store.dataDirectory], { input: words.join('\n'), encoding: 'utf8' }).stdout;
      expect(found(places())).not.toBe('');
      expect(found(notes())).toBe('');
    });
  });

  test('districts that lie upon each other are told once, when boundaries are stored', () => {
    const again = store.done('boundaries', ...boundaries, '--country', 'IRQ', '--valid-on', '2014-07-17').stdout;
    const lines = again.split('\n').filter((line) => line.startsWith('overlapping'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^overlapping: \d+ pairs of areas of level 2 overlap, most of all /);
    expect(again).toMatch(/unchanged/);
  });

  test('names stand in Arabic too', async () => {
    const governorates = await allItems(server, 'admin1', 'operation=IRQ&round=7');
    expect(governorates.filter(({ properties }) => /[\u0600-\u06ff]/.test(String(properties?.['name_local']))).length).toBe(18);
  });
});
