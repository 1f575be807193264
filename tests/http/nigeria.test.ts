// DTM Nigeria's baseline series: nine rounds as published, against the totals in the data's README.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, total, wholeZoom } from './support/features.ts';
import { hasRealData, real, Store, type Server } from './support/sojourn.ts';

interface Round {
  number: number;
  file: string;
  individuals: number;
  from: string;
  to: string;
}

interface Finding {
  rule: string;
  severity: string;
  line: number | null;
  cell: string | null;
  message: string;
}

interface Rejected {
  line: number;
  rule: string;
  people: number;
}

interface Report {
  rounds: {
    rows: { read: number; accepted: number; rejected: number };
    people: { read: number; accepted: number };
    households: { read: number; accepted: number };
    findings: Finding[];
    rejected: Rejected[];
  }[];
  rules: Record<string, { fix: string }>;
}

const rounds: Round[] = [
  { number: 2, file: 'round2.xls', individuals: 1_188_018, from: '2015-02-01', to: '2015-02-28' },
  { number: 6, file: 'round6.xlsx', individuals: 2_233_506, from: '2015-10-01', to: '2015-10-31' },
  { number: 10, file: 'round10.xlsx', individuals: 2_066_783, from: '2016-06-01', to: '2016-06-30' },
  { number: 14, file: 'round14.xlsx', individuals: 1_899_830, from: '2017-01-01', to: '2017-01-31' },
  { number: 16, file: 'round16.xlsx', individuals: 1_884_331, from: '2017-05-01', to: '2017-05-31' },
  { number: 18, file: 'round18.xlsx', individuals: 1_757_288, from: '2017-08-01', to: '2017-08-31' },
  { number: 20, file: 'round20.xlsx', individuals: 1_702_680, from: '2017-12-01', to: '2017-12-31' },
  { number: 24, file: 'round24.xlsx', individuals: 1_926_748, from: '2018-07-23', to: '2018-08-06' },
  { number: 28, file: 'round28.xlsx', individuals: 2_018_513, from: '2019-07-01', to: '2019-07-16' },
];

describe.skipIf(!hasRealData)('Nigeria, nine real rounds (needs SOJOURN_REAL_DATA)', () => {
  const store = new Store();
  let server: Server;

  beforeAll(async () => {
    const levels = ['adm0_osgof', 'adm1_osgof', 'adm2_osgof', 'adm3_osgof_eha'].map((level) =>
      real(`nigeria/boundaries/nga_admbnda_${level}_20190417.shp`),
    );
    store.done('boundaries', ...levels, '--country', 'NGA', '--valid-on', '2019-04-17');
    for (const { number, file, from, to } of rounds)
      store.done(
        ...['import', real(`nigeria/rounds/${file}`), '--round', `${number}`, '--from', from, '--to', to],
        ...['--sensitivity', 'low', '--publish'],
      );
    server = await store.serve();
  });
  afterAll(() => store.remove());

  test.each(rounds)('round $number: every level and format gives $individuals people', async (round) => {
    const query = `operation=NGA&datetime=${round.to}`;
    for (const collection of ['admin0', 'admin1', 'admin2', 'admin3', 'locations']) {
      expect(total(await allItems(server, collection, query, 300), 'idps_individuals'), collection).toBe(round.individuals);
      for (const zoom of [0, 4, 8]) {
        const { features, unplaced } = await wholeZoom(server, collection, zoom, query);
        expect((total(features, 'idps_individuals') ?? 0) + unplaced, `${collection}, zoom ${zoom}`).toBe(round.individuals);
      }
    }
    const byNumber = await allItems(server, 'admin0', `operation=NGA&round=${round.number}`);
    expect(byNumber).toHaveLength(1);
    expect(byNumber[0]?.id).toBe('NGA.NG');
    expect(byNumber[0]?.properties?.['round']).toBe(round.number);
  });

  test.each(rounds)('round $number: people are placed at level 2', async (round) => {
    const areas = await allItems(server, 'admin2', `operation=NGA&round=${round.number}`, 1000);
    const placed = total(areas.filter(({ properties }) => properties?.['pcode'] !== null), 'idps_individuals') ?? 0;
    expect(placed / round.individuals).toBeGreaterThanOrEqual(round.number === 28 ? 1 : 0.995);
  });

  test('a ward missing from a round does not count in it', async () => {
    const before = new Set((await allItems(server, 'locations', 'operation=NGA&round=20', 1000)).map(({ id }) => id));
    const after = await allItems(server, 'locations', 'operation=NGA&round=24', 1000);
    const ids = new Set(after.map(({ id }) => id));
    const gone = [...before].find((id) => !ids.has(id));
    expect(gone).toBeDefined();
    expect((await server.get(`/ogc/collections/locations/items/${gone}?operation=NGA&round=20`)).status).toBe(200);
    expect((await server.get(`/ogc/collections/locations/items/${gone}?operation=NGA&round=24`)).status).toBe(404);
  });

  test('the four shifted rows of round 18 are rejected with a finding that says so', () => {
    const file = path.join(store.directory, 'round18.json');
    const check = ['check', real('nigeria/rounds/round18.xlsx'), '--from', '2017-08-01', '--to', '2017-08-31', '--round', '18'];
    store.done(...check, '--report', file);
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const [round] = report.rounds;
    expect(round?.rows).toEqual({ read: 1022, accepted: 1018, rejected: 4 });
    expect(round?.people).toEqual({ read: 1_797_393, accepted: 1_757_288 });
    expect(round?.households).toEqual({ read: 322_931, accepted: 322_931 });
    expect(round?.rejected.map(({ line, rule }) => `${line} ${rule}`)).toEqual([1020, 1021, 1022, 1023].map((line) => `${line} row.shifted`));
    expect(round?.rejected.reduce((sum, { people }) => sum + people, 0)).toBe(40_105);
    const shifted = round?.findings.filter(({ rule }) => rule === 'row.shifted') ?? [];
    expect(shifted.map(({ severity, line }) => `${severity} ${line}`)).toEqual([1020, 1021, 1022, 1023].map((line) => `error ${line}`));
    for (const { cell, message, line } of shifted) {
      expect(cell).toMatch(new RegExp(`^[A-Z]+${line}$`));
      expect(message).toMatch(/shifted by a column: .*people stand in the column of households/);
    }
    expect(report.rules['row.shifted']?.fix).toMatch(/Move the cells/);
    expect(store.run(...check, '--fail-on', 'error').status).toBe(1);
  });

  test('the findings of a stored round are shown again, and were made against the round before', () => {
    const shown = JSON.parse(
      store.done('rounds', '--operation', 'NGA', '--round', '18', '--findings', '--format', 'json').stdout,
    ) as { rounds: { findings: Finding[]; rejected: Rejected[] }[] };
    expect(shown.rounds).toHaveLength(1);
    expect(shown.rounds[0]?.rejected).toHaveLength(4);
    const moved = shown.rounds[0]?.findings.filter(({ rule }) => rule === 'location.moved') ?? [];
    expect(moved).toHaveLength(6); // of the 216 site ids that rounds 16 and 18 share
  });

  test('the five reasons of an area add up to its people, or are null', async () => {
    const reasons = ['conflict', 'disaster', 'mixed', 'other', 'unknown_reason'].map((reason) => `${reason}_individuals`);
    let stated = 0;
    for (const { number } of rounds)
      for (const collection of ['admin0', 'admin1', 'admin2'])
        for (const { properties } of await allItems(server, collection, `operation=NGA&round=${number}`, 1000)) {
          const figures = reasons.map((reason) => properties?.[reason] as number | null);
          if (figures.every((figure) => figure === null)) continue;
          stated++;
          expect(figures.reduce<number>((sum, figure) => sum + (figure ?? NaN), 0)).toBe(properties?.['idps_individuals']);
        }
    expect(stated).toBeGreaterThan(1000);
  });

  test('the source states some reasons for wards, which are on the area and not on a row', async () => {
    const rows = await allItems(server, 'locations', 'operation=NGA&round=20', 1000);
    expect(total(rows, 'conflict_individuals')).toBeNull();
    const [country] = await allItems(server, 'admin0', 'operation=NGA&round=20');
    expect(country?.properties?.['conflict_individuals']).toBeGreaterThan(1_000_000);
  });

  test('origins hold everyone, and say that they go by the majority', async () => {
    const answer = await server.json('/analysis/origins?area=NG&operation=NGA&round=28&level=1');
    const rows = answer.rows as { individuals: number; basis: string; name: string }[];
    expect(rows.reduce((sum, row) => sum + row.individuals, 0)).toBe(2_018_513);
    expect(rows.some((row) => row.name === 'Borno' && row.basis === 'majority')).toBe(true);
  });

  test.each([
    [20, 338_936],
    [24, 608_442],
    [28, 586_554],
  ])('round %i counts who was displaced within the own district, and no majority decides it', async (round, counted) => {
    const within = async (level: string) => total(await allItems(server, level, `operation=NGA&round=${round}`), 'displaced_within_individuals');
    expect(await within('admin2')).toBe(counted);
    // Who comes from elsewhere in the state, or the country, was displaced within these.
    expect(await within('admin1')).toBeGreaterThan(counted);
    expect(await within('admin0')).toBe(total(await allItems(server, 'admin0', `operation=NGA&round=${round}`), 'displaced_from_individuals'));
  });

  test('moves after the first are answered as they are stated, and are no origin', async () => {
    const answer = await server.json('/analysis/secondary?area=NG&operation=NGA&round=28');
    const rows = answer.rows as { kind: string; rank: string; share: number | null; individuals: number | null; location_id: string | null }[];
    const of = (kind: string, rank: string) => rows.filter((row) => row.kind === kind && row.rank === rank);
    expect(of('times', '2')).toHaveLength(257);
    expect(of('times', '4+')).toHaveLength(7);
    expect(of('group', '1').reduce((sum, row) => sum + (row.individuals ?? 0), 0)).toBe(369_833);
    expect(rows.every((row) => row.location_id === null)).toBe(true); // of the wards, with their camps
    const before = await server.json('/analysis/secondary?area=NG&operation=NGA&round=6');
    expect(before.rows).toEqual([]);
  });

  test('GDAL opens items and tiles', async () => {
    const info = (source: string) => spawnSync('ogrinfo', ['-ro', '-al', '-so', source], { encoding: 'utf8' }).stdout;
    expect(info(`${server.url}/ogc/collections/admin2/items?operation=NGA&round=28&limit=1000`)).toMatch(/Feature Count: 77\d/);
    expect(info(`MVT:${server.url}/tiles/admin1/4/8/7.mvt?operation=NGA&round=28`)).toMatch(/idps_individuals: Integer/);
  });

  test('the same bytes again change nothing; other content is refused without --replace', () => {
    const again = (file: string, ...more: string[]) =>
      store.run('import', real(`nigeria/rounds/${file}`), '--round', '28', '--from', '2019-07-01', '--to', '2019-07-16', '--sensitivity', 'low', ...more);
    const same = again('round28.xlsx');
    expect(same.status).toBe(0);
    expect(same.stdout).toMatch(/unchanged|nothing changes|already/i);
    const other = again('round24.xlsx');
    expect(other.status).toBe(1);
    expect(other.stdout + other.stderr).toMatch(/--replace/);
  });
});
