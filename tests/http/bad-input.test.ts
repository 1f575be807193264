// Files that are not what they say, and rows that cannot be: refused, or accepted with a finding; the store stays whole.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, total } from './support/features.ts';
import { sql, tables } from './support/database.ts';
import { Store, type Server } from './support/sojourn.ts';
import { fill, importArguments, twoRounds, writeRound } from './support/small-country.ts';
import { workbook, zip } from './support/workbook.ts';

const store = new Store();
let server: Server;
let initial: string;

beforeAll(async () => {
  fill(store, twoRounds);
  server = await store.serve();
  initial = state();
});
afterAll(() => store.remove());

const third = { number: 3, from: '2020-05-01', to: '2020-05-31' };
const header = 'Site ID,Site,District code,Longitude,Latitude,Individuals,Households';
const tags = '#loc+code+id,#loc+name,#adm2+code,#geo+lon,#geo+lat,#affected+idps+ind,#affected+idps+hh';
const good = 'S1,Alder camp,QA11,10.5,2,1000,200';

function write(name: string, content: string | Buffer): string {
  const file = path.join(store.directory, name);
  writeFileSync(file, content);
  return file;
}
const table = (name: string, ...rows: string[]) => write(name, [header, tags, ...rows, ''].join('\n'));

function pipe(name: string): string {
  const file = path.join(store.directory, name);
  execFileSync('mkfifo', [file]);
  return file;
}

/** Every row of every table. */
const state = () => createHash('sha256').update(JSON.stringify([...tables(store)])).digest('hex');

describe('files that are refused', () => {
  const secret = '/etc/passwd';
  const cases: [name: string, make: () => string, reason: RegExp][] = [
    ['an empty file', () => write('empty.csv', ''), /empty\.csv is empty/],
    ['a file that is not there', () => path.join(store.directory, 'missing.csv'), /there is no file .*missing\.csv/],
    ['a folder', () => store.directory, /is not a file but a folder/],
    ['text named .xlsx', () => write('text.xlsx', 'This is a letter, not a workbook.\nYours sincerely\n'), /text\.xlsx/],
    ['a VRT named .csv', () => write('vrt.csv', `<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>${secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>`), /vrt\.csv/],
    ['a zip bomb', () => write('bomb.zip', zip([{ name: 'bomb.csv', content: Buffer.alloc(1_500_000_000, `${header}\n`) }])), /MB/],
    ['a zip with nothing to read', () => write('nothing.zip', zip([{ name: 'note.bin', content: Buffer.from([1, 2, 3]) }])), /nothing\.zip/],
    ['a pipe', () => pipe('pipe.csv'), /is not a file but a folder, a pipe or a device/],
    ['a device', () => '/dev/zero', /is not a file but a folder, a pipe or a device/],
    ['XML with entities of its own', () => write('entities.kml', `<?xml version="1.0"?><!DOCTYPE k [<!ENTITY x SYSTEM "file://${secret}">]><kml>&x;</kml>`), /entities\.kml/],
    ['a path into the network', () => write('net.csv', '/vsicurl/http://127.0.0.1:9/round.csv\n'), /net\.csv/],
    ['JSON nested without end', () => write('deep.json', '[{"a":'.repeat(100_000)), /deep\.json/],
    ['a workbook cut off', () => write('cut.ods', zip([{ name: 'content.xml', content: Buffer.from('<x/>'.repeat(900)) }]).subarray(0, 120)), /cut\.ods/],
    ['a zip inside a zip', () => write('zips.zip', zip([{ name: 'inner.zip', content: zip([{ name: 'a.csv', content: Buffer.from(good) }]) }])), /zips\.zip/],
    ['noise', () => write('noise.xlsx', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 31 + 7) % 256))), /noise\.xlsx/],
    ['a header without rows', () => table('header.csv'), /rows/],
    ['a table without people', () => write('columns.csv', 'a,b,c\n1,2,3\n'), /profile/],
    ['only rows that cannot count', () => table('bad-rows.csv', 'S1,Alder camp,QA11,10.5,2,-5,-1', 'S2,Birch camp,QA12,11.5,2,many,few'), /no row .* can be counted: line 3: `-5` is below zero/],
  ];
  test.each(cases)('%s', (_, make, reason) => {
    const { status, stdout, stderr } = store.run(...importArguments(make(), third, '--publish'));
    expect(status, stdout + stderr).toBe(1);
    expect(stdout + stderr).toMatch(reason);
    expect(stdout + stderr).not.toContain('root:x:0');
    expect(state()).toBe(initial);
  });

  test('a workbook truncated anywhere, of which the whole is a round', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [`S${i}`, `Camp ${i}`, 'QA11', '10.5', '2', `${100 + i}`, '20']);
    const whole = workbook([header.split(','), tags.split(','), ...rows]);
    const file = write('whole.xlsx', whole);
    const checked = store.run(...importArguments(file, third).map((word) => (word === 'import' ? 'check' : word)));
    expect(checked.status, checked.stdout + checked.stderr).toBe(0);
    for (let part = 1; part <= 16; part++) {
      const cut = write('cut.xlsx', whole.subarray(0, Math.floor((whole.length * part) / 16) - 1));
      const { status, stdout, stderr } = store.run(...importArguments(cut, third, '--publish'));
      expect(status, `${part}/16: ${stdout}${stderr}`).toBe(1);
      expect(stdout + stderr).toContain('cut.xlsx');
    }
    expect(state()).toBe(initial);
  });

  test('no date anywhere', () => {
    const file = table('undated.csv', good);
    const { status, stdout, stderr } = store.run('import', file, '--operation', 'QAA', '--method', 'site', '--round', '3', '--sensitivity', 'low');
    expect(status).toBe(1);
    expect(stdout + stderr).toMatch(/--from DATE --to DATE/);
    expect(state()).toBe(initial);
  });
});

describe('features and records that are refused', () => {
  const at = (name: string) => path.join(store.directory, name);
  const site = { 'Site ID': 'S1', Site: 'Alder camp', District: 'QA11', Individuals: 1000 };
  const point = { type: 'Point', coordinates: [10.5, 2] };
  const collection = (geometry: string, properties: object = site) =>
    `{"type":"FeatureCollection","features":[{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":${geometry}}]}`;
  const good = collection(JSON.stringify(point));
  const kml = (inside: string) => `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${inside}</Document></kml>`;

  /** The good feature in another format, by GDAL's own tools. */
  function converted(name: string, driver: string): string {
    rmSync(at(name), { force: true });
    execFileSync('ogr2ogr', ['-q', '-f', driver, at(name), write('good.geojson', good), '-nln', path.parse(name).name]);
    return at(name);
  }
  function altered(name: string, ...statements: string[]): string {
    const file = converted(name, 'GPKG');
    const listed = "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES ('seen', 'attributes', 'seen')";
    for (const statement of [...statements, listed]) execFileSync('ogrinfo', ['-q', file, '-sql', statement], { stdio: 'ignore' });
    return file;
  }
  const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

  beforeAll(() => {
    const columns = { source_id: 'Site ID', name: 'Site', admin2_code: 'District', idps_individuals: 'Individuals' };
    const text = Object.entries(columns).map(([field, header]) => `[[column]]\nfield = "${field}"\nheaders = ["${header}"]\n`);
    write('features.toml', `title = "Features"\ncountry = "QAA"\nsource = "Test"\n[recognise]\nrequired = ["idps_individuals"]\n${text.join('')}`);
  });
  const done = (command: string, file: string) =>
    store.run(...importArguments(file, third, '--profile', at('features.toml')).map((word) => (word === 'import' ? command : word)));

  const cases: [name: string, make: () => string, reason: RegExp][] = [
    ['GeoJSON cut off', () => write('cut.geojson', good.slice(0, -20)), /cut\.geojson/],
    ['GeoJSON nested without end', () => write('deep.geojson', collection(`{"type":"Polygon","coordinates":${nested('[', ']', 100_000)}}`)), /deep\.geojson/],
    ['a ring of ten million vertices', () => write('ring.geojson', collection(`{"type":"Polygon","coordinates":[[${'[10,1],[11,2],'.repeat(5_000_000)}[10,1]]]}`)), /ring\.geojson/],
    ['KML with entities of its own, after a long comment', () => write('late.kml', `<?xml version="1.0"?><!--${' '.repeat(5000)}--><!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]>${kml('&x;')}`), /late\.kml/],
    ['KMZ that unpacks to too much', () => write('bomb.kmz', zip([{ name: 'doc.kml', content: Buffer.alloc(200_000_000, ' ') }])), /MB/],
    ['a GeoPackage whose view makes a value of a gigabyte', () => altered('value.gpkg', 'DROP TABLE value', 'CREATE VIEW seen AS SELECT randomblob(1000000000) AS Site, 1 AS Individuals'), /cannot be read: .*too big/],
    ['a GeoPackage whose view has no end', () => altered('endless.gpkg', 'DROP TABLE endless', 'CREATE VIEW seen AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 1 AS Individuals FROM n'), /more than 5000000 rows/],
    ['a GeoPackage cut off', () => write('cut.gpkg', readFileSync(converted('whole.gpkg', 'GPKG')).subarray(0, 9000)), /cut\.gpkg/],
    ['a shapefile without its attributes', () => (converted('bare.shp', 'ESRI Shapefile'), rmSync(at('bare.dbf')), at('bare.shp')), /bare\.shp is a shapefile without its attributes/],
    ['a shapefile cut off', () => (writeFileSync(converted('short.shp', 'ESRI Shapefile'), readFileSync(at('short.shp')).subarray(0, 60)), at('short.shp')), /short\.shp/],
    ['JSON records cut off', () => write('cut.json', `{"result":[${JSON.stringify(site)},{"Site`), /cut off or damaged/],
    ['JSON records with too many members', () => write('wide.json', JSON.stringify([Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`m${i}`, 1]))])), /more than 16384 members/],
  ];
  test.each(cases)('%s', (_, make, reason) => {
    const { status, stdout, stderr } = done('import', make());
    expect(status, stdout + stderr).toBe(1);
    expect(stdout + stderr).toMatch(reason);
    expect(stdout + stderr).not.toContain('root:x:0');
    expect(stdout + stderr).not.toMatch(/crashed|processor time|ended early|fits no profile/);
  });

  test('the good ones among them would be taken, and of the others the store holds nothing', () => {
    for (const file of [write('good.geojson', good), converted('good.gpkg', 'GPKG')]) {
      const { status, stdout, stderr } = done('check', file);
      expect(status, stdout + stderr).toBe(0);
      expect(stdout).toContain('1,000');
    }
    expect(state()).toBe(initial);
  });
});

interface Finding {
  rule: string;
  severity: string;
  line: number | null;
  cell: string | null;
  message: string;
}

/** What `check` reports of the one round of a file. */
function check(file: string) {
  const report = path.join(store.directory, 'report.json');
  const finished = store.run(...importArguments(file, third).map((word) => (word === 'import' ? 'check' : word)), '--report', report);
  expect(finished.status, finished.stdout + finished.stderr).toBe(0);
  const { rounds, findings } = JSON.parse(readFileSync(report, 'utf8')) as { rounds: { findings: Finding[] }[]; findings: Finding[] };
  return { text: finished.stdout, findings: [...findings, ...rounds.flatMap((round) => round.findings)] };
}

describe('rows that are noticed', () => {
  // The row stands in line 4, after header, tags and a good row.
  const cases: [name: string, row: string, rule: string, severity: string, cell: string | null][] = [
    ['a negative count', 'S2,Birch camp,QA12,11.5,2,-500,100', 'count.negative', 'error', 'F4'],
    ['an absurd count', 'S2,Birch camp,QA12,11.5,2,99999999999,100', 'count.absurd', 'error', 'F4'],
    ['coordinates swapped', 'S2,Birch camp,QA12,2,11.5,500,100', 'coordinates.swapped', 'warning', null],
    ['coordinates abroad', 'S2,Birch camp,QA12,-70,45,500,100', 'coordinates.abroad', 'warning', null],
    ['an unknown P-code', 'S2,Birch camp,QA99,11.5,2,500,100', 'place.unknown', 'warning', 'C4'],
    ['a total row', 'TOTAL,Grand total,,,,1500,300', 'row.total', 'info', null],
    ['a duplicate row', good, 'row.duplicate', 'error', null],
  ];
  test.each(cases)('%s', (_, row, rule, severity, cell) => {
    const { findings } = check(table('rows.csv', good, row));
    const found = findings.filter((finding) => finding.rule === rule);
    expect(found.map(({ line }) => line), JSON.stringify(findings)).toEqual([4]);
    expect(found[0]?.severity).toBe(severity);
    if (cell !== null) expect(found[0]?.cell).toBe(cell);
    expect(state()).toBe(initial);
  });

  test('a good row has none of these findings', () => {
    const rules = check(table('rows.csv', good, 'S2,Birch camp,QA12,11.5,2,500,100')).findings.map(({ rule }) => rule);
    for (const [, , rule] of cases) expect(rules).not.toContain(rule);
  });

  test('an encoding that is not UTF-8 is said, and one that is broken', () => {
    const rows = (name: string) => Buffer.from(`${header}\n${tags}\nS1,${name},QA11,10.5,2,1000,200\n`, 'latin1');
    const latin = check(write('latin.csv', rows('Caf\u00e9')));
    expect(latin.findings.map(({ rule }) => rule)).toContain('encoding.windows_1252');
    const broken = check(write('broken.csv', rows('Caf\u00e9 \u0081')));
    expect(broken.findings.map(({ rule }) => rule)).toContain('encoding.broken');
    expect(state()).toBe(initial);
  });

  test('what is rejected is counted and kept with its reason, and the rest is stored', async () => {
    const file = table('partly.csv', good, 'S2,Birch camp,QA12,11.5,2,-500,100');
    const { stdout } = store.done(...importArguments(file, third, '--publish'));
    expect(stdout).toMatch(/1 .*reject|reject.* 1/i);
    await server.until(async () => total(await allItems(server, 'admin0', 'round=3'), 'idps_individuals') === 1000, 'the round is shown');
    expect(state()).not.toBe(initial);
    expect(sql(store, "select count(*) from sojourn.rejected_row as t where t::text like '%count.negative%'")).toEqual(['1']);
  });
});

describe('usage', () => {
  test.each([
    [[], 2],
    [['dance'], 2],
    [['import'], 2],
    [['import', 'x.csv', '--method', 'BA'], 2],
    [['import', 'x.csv', '--to', 'yesterday'], 2],
    [['import', 'x.csv', '--replace'], 2],
    [['withdraw', '--operation', 'QAA', '--round', '1'], 2],
    [['withdraw', '--operation', 'QAA', '--round', '99', '--reason', 'none'], 1],
    [['publish', '--operation', 'NOBODY'], 1],
    [['rounds', '--config', '/nowhere.toml'], 2],
  ] as [string[], number][])('sojourn %j ends with %i', (command, status) => {
    expect(store.run(...command).status).toBe(status);
  });

  test('an unknown setting is named', () => {
    const config = write('wrong.toml', '[server]\nlissten = "a"\n');
    const { status, stderr } = store.run('rounds', '--config', config);
    expect(status).toBe(2);
    expect(stderr).toContain('server.lissten');
  });

  test('the same again changes nothing', () => {
    const file = writeRound(store.directory, 'again.csv', twoRounds[0]!.places);
    const { stdout } = store.done(...importArguments(file, twoRounds[0]!, '--publish'));
    expect(stdout).toMatch(/unchanged/);
  });
});
