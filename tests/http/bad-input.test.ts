// Files that are not what they say, and rows that cannot be: refused, or accepted with a finding; the store stays whole.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, total } from './support/features.ts';
import { Store, type Server } from './support/sojourn.ts';
import { fill, importArguments, twoRounds, writeRound } from './support/small-country.ts';

const store = new Store();
let server: Server;
let initial: string;

beforeAll(async () => {
  fill(store, twoRounds);
  initial = state();
  server = await store.serve();
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

/** Everything that the store says of its rounds. */
const state = () => createHash('sha256').update(store.done('rounds', '--format', 'json').stdout).digest('hex');

/** A zip of one stored or deflated member; sizes may lie. */
function zip(name: string, content: Buffer, claimed = content.length): Buffer {
  const packed = deflateRawSync(content, { level: 9 });
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(claimed, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}

describe('files that are refused', () => {
  const secret = '/etc/passwd';
  const cases: [name: string, make: () => string][] = [
    ['an empty file', () => write('empty.csv', '')],
    ['a file that is not there', () => path.join(store.directory, 'missing.csv')],
    ['a folder', () => store.directory],
    ['text named .xlsx', () => write('text.xlsx', 'This is a letter, not a workbook.\nYours sincerely\n')],
    ['a VRT named .csv', () => write('vrt.csv', `<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>${secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>`)],
    ['a zip bomb', () => write('bomb.zip', zip('bomb.csv', Buffer.alloc(1_500_000_000, `${header}\n`)))],
    ['a zip with nothing to read', () => write('nothing.zip', zip('note.bin', Buffer.from([1, 2, 3])))],
    ['a header without rows', () => table('header.csv')],
    ['a table without people', () => write('columns.csv', 'a,b,c\n1,2,3\n')],
    ['only rows that cannot count', () => table('bad-rows.csv', 'S1,Alder camp,QA11,10.5,2,-5,-1', 'S2,Birch camp,QA12,11.5,2,many,few')],
  ];
  test.each(cases)('%s', (_, make) => {
    const file = make();
    const { status, stdout, stderr } = store.run(...importArguments(file, third, '--publish'));
    expect(status, stdout + stderr).toBe(1);
    expect((stdout + stderr).length).toBeGreaterThan(20);
    expect(stdout + stderr).not.toContain('root:x:0');
    expect(state()).toBe(initial);
  });

  test('a workbook truncated anywhere', () => {
    const whole = zip('xl/workbook.xml', Buffer.from('<workbook/>'.repeat(500)));
    for (const part of [0.1, 0.5, 0.9, 0.99]) {
      const file = write('cut.xlsx', whole.subarray(0, Math.floor(whole.length * part)));
      expect(store.run(...importArguments(file, third)).status).toBe(1);
    }
    expect(state()).toBe(initial);
  });

  test('no date anywhere', () => {
    const file = table('undated.csv', good);
    const { status, stdout, stderr } = store.run('import', file, '--operation', 'QAA', '--method', 'site', '--round', '3', '--sensitivity', 'low');
    expect(status).toBe(1);
    expect(stdout + stderr).toMatch(/date|--to|--from/i);
    expect(state()).toBe(initial);
  });
});

describe('rows that are noticed', () => {
  const check = (...rows: string[]) => {
    const report = path.join(store.directory, 'report.json');
    const file = table('rows.csv', good, ...rows);
    const finished = store.run(...importArguments(file, third).map((word) => (word === 'import' ? 'check' : word)), '--report', report);
    expect(finished.status, finished.stdout + finished.stderr).toBe(0);
    return { text: finished.stdout, report: readFileSync(report, 'utf8') };
  };
  const cases: [name: string, row: string, finding: RegExp][] = [
    ['a negative count', 'S2,Birch camp,QA12,11.5,2,-500,100', /negative/i],
    ['an absurd count', 'S2,Birch camp,QA12,11.5,2,99999999999,100', /absurd|large|implausible|too many|people/i],
    ['coordinates swapped', 'S2,Birch camp,QA12,2,11.5,500,100', /swap|coordinat/i],
    ['coordinates abroad', 'S2,Birch camp,QA12,-70,45,500,100', /coordinat|outside|point/i],
    ['an unknown P-code', 'S2,Birch camp,QA99,11.5,2,500,100', /QA99|code/i],
    ['a total row', 'TOTAL,Grand total,,,,1500,300', /total/i],
    ['a duplicate row', good, /duplicate|twice|same/i],
  ];
  test.each(cases)('%s', (_, row, finding) => {
    const { report } = check(row);
    expect(report).toMatch(finding);
    expect(state()).toBe(initial);
  });

  test('an encoding that is broken', () => {
    const file = write('latin.csv', Buffer.from(`${header}\n${tags}\nS1,Caf\u00e9,QA11,10.5,2,1000,200\n`, 'latin1'));
    expect([0, 1]).toContain(store.run(...importArguments(file, third).map((word) => (word === 'import' ? 'check' : word))).status);
  });

  test('what is rejected is counted, and the rest is stored', async () => {
    const file = table('partly.csv', good, 'S2,Birch camp,QA12,11.5,2,-500,100');
    const { stdout } = store.done(...importArguments(file, third, '--publish'));
    expect(stdout).toMatch(/1 .*reject|reject.* 1/i);
    await server.until(async () => total(await allItems(server, 'admin0', 'round=3'), 'idps_individuals') === 1000, 'the round is shown', 3);
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
