// A round on boundaries that came after it, and a population that comes after the rounds: beside a running server.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { districts } from './support/districts.ts';
import { allItems, total } from './support/features.ts';
import { Store, type Server } from './support/sojourn.ts';

interface Shown {
  placed_on: string;
  boundary_version: string;
  rows: { pcode: string | null; idps_individuals: number | null; idps_households: number | null; estimated: string[] }[];
}

describe('another vintage', () => {
  const store = new Store();
  let server: Server;
  const file = (name: string, text: string) => {
    const full = path.join(store.directory, name);
    writeFileSync(full, text);
    return full;
  };
  const round = (number: number, rows: string) => {
    const head = 'Site,State,District,Latitude,Longitude,People,Households\n#loc+name,#adm1+name,#adm2+name,#geo+lat,#geo+lon,#affected+idps+ind,#affected+idps+hh\n';
    const options = ['--operation', 'NGA', '--method', 'site', '--from', '2015-06-01', '--to', '2015-06-30', '--sensitivity', 'low'];
    return [file(`round${number}.csv`, head + rows), ...options, '--round', String(number)];
  };
  const shown = async (query: string) => (await server.json(`/analysis/areas?operation=NGA&${query}`)) as Shown;
  const people = ({ rows }: Shown) => rows.map(({ pcode, idps_individuals, estimated }) => [pcode, idps_individuals, estimated.includes('idps_individuals')]);
  const refused = async (query: string) => {
    const response = await server.get(`/analysis/areas?operation=NGA&${query}`);
    const { parameter, detail } = (await response.json()) as { parameter?: string; detail: string };
    return `${response.status} ${parameter}: ${detail}`;
  };

  beforeAll(async () => {
    store.done('boundaries', file('old.geojson', districts('2010-01-01', [['NG101', 0, 1, 'Maiduguri'], ['NG102', 1, 2, 'Yola']])), '--country', 'NGA');
    store.done(
      'import',
      ...round(1, 'Camp,State,Maiduguri,,,101,20\nSchool,State,Maiduguri,0.5,0.1,7,2\nMarket,State,Yola,,,90,30\nSomewhere,State,,,,13,\n'),
      '--publish',
    );
    store.done('import', ...round(2, 'Camp,State,Maiduguri,,,1,1\n'));
    server = await store.serve();
  });
  afterAll(() => store.remove());

  test('a vintage stored beside a running server is there to be asked for, without a restart', async () => {
    expect(await refused('round=1&boundary_version=2020-01-01')).toMatch(/^400 boundary_version: .*there are those of 2010-01-01/);
    store.done(
      'boundaries',
      file('new.geojson', districts('2020-01-01', [['NG111', 0, 0.25, 'Maiduguri West'], ['NG112', 0.25, 1, 'Maiduguri East'], ['NG102', 1, 2, 'Yola']])),
      '--country',
      'NGA',
    );
    await server.until(async () => (await server.get('/analysis/areas?operation=NGA&round=1&boundary_version=2020-01-01')).status === 200, 'the vintage is loaded');
  });

  test('what was divided is marked as estimated, a measured point is no estimate, and every total is kept', async () => {
    const later = await shown('round=1&level=2&boundary_version=2020-01-01');
    expect(later).toMatchObject({ placed_on: '2010-01-01', boundary_version: '2020-01-01' });
    expect(people(later)).toEqual([
      ['NG102', 90, false],
      ['NG111', 32, true],
      ['NG112', 76, true],
      [null, 13, false],
    ]);
    const round = await allItems(server, 'admin0', 'operation=NGA&round=1');
    for (const level of [0, 1, 2])
      for (const version of ['2010-01-01', '2020-01-01']) {
        const { rows } = await shown(`round=1&level=${level}&boundary_version=${version}`);
        for (const figure of ['idps_individuals', 'idps_households'] as const)
          expect(rows.reduce((sum, row) => sum + (row[figure] ?? 0), 0)).toBe(total(round, figure));
      }
    expect(people(await shown('round=1&level=2'))).toEqual([
      ['NG101', 108, false],
      ['NG102', 90, false],
      [null, 13, false],
    ]);
  });

  test('as a table, with hashtags, and as the command says it', async () => {
    const target = '/analysis/areas?operation=NGA&round=1&level=2&boundary_version=2020-01-01';
    const csv = await server.get(`${target}&f=csv`);
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
    const text = await csv.text();
    expect(text.split('\r\n')[2]).toMatch(/^NG111,Maiduguri West,2,2020-01-01,32,true,7,true/);
    expect(text).toBe(store.done('areas', '--operation', 'NGA', '--round', '1', '--boundary-version', '2020-01-01').stdout);
    const [, hashtags] = (await (await server.get(`${target}&f=hxl`)).text()).split('\r\n');
    expect(hashtags).toMatch(/^#adm\+code,#adm\+name,#adm\+level,#meta\+boundary\+version,#affected\+idps\+ind,#meta\+estimated\+idps\+ind/);
    expect((await server.get(target, { headers: { accept: 'text/csv' } })).headers.get('content-type')).toMatch(/^text\/csv/);
    expect((await server.get(target, { headers: { accept: 'image/png' } })).status).toBe(406);
  });

  test('a client that has it gets 304; another vintage has another tag', async () => {
    const target = '/analysis/areas?operation=NGA&round=1&level=2';
    const own = (await server.get(target)).headers.get('etag')!;
    const later = (await server.get(`${target}&boundary_version=2020-01-01`)).headers.get('etag')!;
    expect(later).not.toBe(own);
    expect((await server.get(`${target}&boundary_version=2020-01-01`, { headers: { 'if-none-match': later } })).status).toBe(304);
    expect((await server.get(`${target}&boundary_version=2010-01-01`, { headers: { 'if-none-match': own } })).status).toBe(304);
  });

  test.each([
    ['boundary_version=1999-01-01', /^400 boundary_version: .*2010-01-01, 2020-01-01/],
    ['boundary_version=yesterday', /^400 boundary_version: .*YYYY-MM-DD/],
    ['boundary_version=2020-01-01&boundary_version=2010-01-01', /^400 boundary_version: /],
    ['boundary_version=2020-01-01&level=3', /^400 level: .*no areas of level 3/],
    ['boundary_version=2020-01-01&level=9', /^400 level: /],
    ['version=2020-01-01', /^400 version: /],
    ['round=2&boundary_version=2020-01-01', /^404 /],
    ['datetime=2011-01-01&boundary_version=2020-01-01', /^404 /],
  ])('%s is refused', async (query, answer) => {
    expect(await refused(query)).toMatch(answer);
  });

  test('a population given later is shown, while areas and rounds stay', async () => {
    const areas = async () => allItems(server, 'admin2', 'operation=NGA&round=1');
    expect((await areas()).map(({ properties }) => properties?.['population'])).toEqual([null, null, null]);
    const csv = (rows: string) =>
      file('population.csv', `ISO3,ADM2_PCODE,Population_group,Population,Reference_year\n#country+code,#adm2+code,#population+group,#population,#date+year\n${rows}`);
    const give = (rows: string, ...more: string[]) => store.run('boundaries', '--country', 'NGA', '--population', csv(rows), ...more);

    expect(give('NGA,NG101,T_TL,1000,2014\n').stderr).toMatch(/2 vintages of NGA: give the date/);
    const given = give('NGA,NG101,T_TL,1000,2014\nNGA,NG999,T_TL,5,2014\n', '--valid-on', '2010-01-01');
    expect(given.stdout).toMatch(/population: 1 areas; 1 codes of population\.csv are not in the boundaries/);
    const of = (code: string) => async () => (await areas()).find(({ properties }) => properties?.['pcode'] === code)?.properties ?? {};
    const maiduguri = of('NG101');
    await server.until(async () => (await maiduguri())['population'] === 1000, 'the population is shown');
    expect(await maiduguri()).toMatchObject({ idps_individuals: 108, idps_per_1000: 108, population_year: 2014 });

    give('NGA,NG101,T_TL,2000,2016\n', '--valid-on', '2010-01-01');
    await server.until(async () => (await maiduguri())['population'] === 2000, 'the corrected one is shown');
    expect(await maiduguri()).toMatchObject({ idps_per_1000: 54, boundary_version: '2010-01-01' });
    const again = store.done('boundaries', path.join(store.directory, 'old.geojson'), '--country', 'NGA').stdout;
    expect(again).toMatch(/unchanged/);
    expect(store.run('boundaries', '--country', 'NGA', '--population', csv('NGA,NG101,T_TL,1,2014\n'), '--valid-on', '2011-01-01').stderr).toMatch(/stored are those of 2010-01-01, 2020-01-01/);
    expect(store.run('boundaries', '--country', 'NGA').status).toBe(2);
  });

  test('the database is not asked: what was never asked for before is answered while it is down', async () => {
    const pid = path.join(store.dataDirectory, 'cluster', 'postmaster.pid');
    const control = path.join(store.dataDirectory, 'cluster/global/pg_control');
    expect(existsSync(pid)).toBe(true);
    // Without this file PostgreSQL cannot start again.
    renameSync(control, `${control}.away`);
    process.kill(Number(readFileSync(pid, 'utf8').split('\n')[0]), 'SIGKILL');
    expect(people(await shown('datetime=2016-01-01&level=1&boundary_version=2020-01-01'))).toEqual([['NG1', 211, false]]);
    renameSync(`${control}.away`, control);
  });
});
