// Rules, their findings and crosswalks, on files small enough to read here.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { districts } from './support/districts.ts';
import { Store } from './support/sojourn.ts';

describe('rules, findings and crosswalks', () => {
  const store = new Store();
  const file = (name: string, text: string) => {
    const full = path.join(store.directory, name);
    writeFileSync(full, text);
    return full;
  };
  const head = 'Site,District,Code,People,Households\n#loc+name,#adm2+name,#adm2+code,#affected+idps+ind,#affected+idps+hh\n';
  const options = ['--operation', 'NGA', '--method', 'site', '--from', '2015-06-01', '--to', '2015-06-30', '--sensitivity', 'low'];

  beforeAll(() => {
    store.done('boundaries', file('old.geojson', districts('2010-01-01', [['NG101', 0, 1, 'Maiduguri'], ['NG102', 1, 2, 'Yola']])), '--country', 'NGA');
    store.done(
      'boundaries',
      file('new.geojson', districts('2020-01-01', [['NG111', 0, 0.25, 'Maiduguri West'], ['NG112', 0.25, 1, 'Maiduguri East'], ['NG102', 1, 2, 'Yola']])),
      '--country',
      'NGA',
    );
  });
  afterAll(() => store.remove());

  test('--fail-on stores nothing where there is such a finding', () => {
    const warned = file('warned.csv', `${head}Camp,Maidugri,,100,20\n`);
    const refused = store.run('import', warned, ...options, '--round', '1', '--fail-on', 'warning');
    expect(refused.status).toBe(1);
    expect(refused.stdout).toMatch(/place\.similar/);
    expect(refused.stdout).toMatch(/nothing was stored \(--fail-on warning\)/);
    expect(store.done('rounds').stdout).toMatch(/No rounds are stored/);
    expect(store.run('check', warned, ...options, '--round', '1', '--fail-on', 'error').status).toBe(0);
    expect(store.run('check', warned, ...options, '--round', '1', '--fail-on', 'info').status).toBe(2);
  });

  test('findings are stored with the round, name the cell, and are shown again', () => {
    const rows = `${head}Camp,Maidugri,,100,20\nSchool,Yola,,-4,1\nMarket,Yola,,90,30\n`;
    store.done('import', file('round1.csv', rows), ...options, '--round', '1', '--publish');
    const text = store.done('rounds', '--operation', 'NGA', '--round', '1', '--findings').stdout;
    expect(text).toMatch(/NGA site round 1, revision 1 \(published\): \d+ findings, 1 rejected rows/);
    expect(text).toMatch(/warning place\.similar \(cell B3, column District\): `Maidugri` was taken for Maiduguri \(NG101\)\./);
    expect(text).toMatch(/error {3}count\.negative \(cell D4, column People\)/);
    expect(store.done('rounds', '--operation', 'NGA', '--round', '2', '--findings').stdout).toMatch(/No rounds/);
  });

  test('what was found of the file, and rows without a round, are stored with the round', () => {
    const rows = 'Site,Code,People,Round,Remark\n#loc+name,#adm2+code,#affected+idps+ind,#round+code,\nCamp,NG102,100,7,x\nSchool,NG102,60,unclear,x\n';
    store.done('import', file('round7.csv', rows), ...options);
    const answer = JSON.parse(store.done('rounds', '--operation', 'NGA', '--round', '7', '--findings', '--format', 'json').stdout) as {
      rounds: { totals: { rows_read: number; rows_rejected: number; individuals_read: number }; findings: { rule: string; message: string }[]; rejected: object[] }[];
    };
    const [round] = answer.rounds;
    expect(round?.totals).toMatchObject({ rows_read: 2, rows_rejected: 1, individuals_read: 160 });
    expect(round?.rejected).toMatchObject([{ line: 4, rule: 'round.unreadable', people: 60 }]);
    expect(round?.findings.find(({ rule }) => rule === 'columns.unmapped')?.message).toMatch(/Remark/);
    expect(JSON.stringify(round)).not.toMatch(/unclear/);
  });

  test('a round is compared with the one that is stored before it', () => {
    const report = path.join(store.directory, 'round2.html');
    store.done('check', file('round2.csv', `${head}Market,Yola,,9000,3000\n`), ...options, '--round', '2', '--report', report);
    const html = readFileSync(report, 'utf8');
    expect(html).toMatch(/coverage\.area_missing/);
    expect(html).toMatch(/Maiduguri \(NG101\) had 100 people in round 1/);
    expect(html).toMatch(/change\.area/);
    expect(html).not.toMatch(/https?:/);
  });

  test('a round stands on the vintage that is valid at its date, and on the earliest where none is', () => {
    const placedOn = (round: string, day: string) => {
      const rows = `Site,District,Code,People,Households\n#loc+name,#adm2+name,#adm2+code,#affected+idps+ind,#affected+idps+hh\nCamp,Yola,,${round},1\n`;
      store.done('import', file(`on-${day}.csv`, rows), '--operation', 'NGA', '--method', 'event', '--from', day, '--to', day, '--round', round);
      const { rounds } = JSON.parse(store.done('rounds', '--operation', 'NGA', '--method', 'event', '--round', round, '--format', 'json').stdout) as {
        rounds: { boundary_version: string }[];
      };
      return rounds[0]?.boundary_version;
    };
    expect(placedOn('1', '2005-05-05')).toBe('2010-01-01');
    expect(placedOn('2', '2019-12-31')).toBe('2010-01-01');
    expect(placedOn('3', '2020-01-01')).toBe('2020-01-01');
    expect(placedOn('4', '2024-05-05')).toBe('2020-01-01');
  });

  test('every rule is explained', () => {
    const { rules } = JSON.parse(store.done('rules', '--format', 'json').stdout) as { rules: { id: string; explanation: string; fix: string }[] };
    expect(rules.length).toBeGreaterThan(50);
    expect(store.done('rules', 'row.shifted').stdout).toMatch(/row\.shifted \(plausibility, error, the row does not count\)/);
    expect(store.run('rules', 'no.such').status).toBe(2);
  });

  test('two vintages give a crosswalk, and it serves for old codes in a file', () => {
    const csv = store.done('crosswalk', '--country', 'NGA', '--from', '2010-01-01', '--to', '2020-01-01').stdout;
    expect(csv.trim().split('\n')).toEqual(['from,to,share', 'NG101,NG112,0.750000', 'NG101,NG111,0.250000', 'NG102,NG102,1.000000']);
    const crosswalk = file('codes.csv', 'from,to\nOLD7,NG102\n');
    const checked = store.done('check', file('codes-round.csv', `${head}Camp,,OLD7,10,2\n`), ...options, '--round', '3', '--crosswalk', crosswalk).stdout;
    expect(checked).toMatch(/code\.superseded \(cell C3, column Code\): `OLD7` is an older code, of NG102 today/);
    const unknown = store.run('crosswalk', '--country', 'NGA', '--from', '2010-01-01', '--to', '2021-01-01');
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toMatch(/stored are those of 2010-01-01, 2020-01-01/);
  });

  test('a round is shown on another vintage: split figures marked, the total kept', () => {
    const show = ['areas', '--operation', 'NGA', '--round', '1', '--boundary-version'];
    const shown = JSON.parse(store.done(...show, '2020-01-01', '--format', 'json').stdout) as {
      placed_on: string;
      rows: { pcode: string; idps_individuals: number; estimated: string[] }[];
    };
    expect(shown.placed_on).toBe('2010-01-01');
    expect(shown.rows.map(({ pcode, idps_individuals, estimated }) => [pcode, idps_individuals, estimated.includes('idps_individuals')])).toEqual([
      ['NG102', 90, false],
      ['NG111', 25, true],
      ['NG112', 75, true],
    ]);
    const own = store.done(...show, '2010-01-01').stdout.trim().split('\r\n');
    expect(own[0]).toMatch(/^pcode,name,level,boundary_version,idps_individuals,idps_individuals_estimated/);
    expect(own[1]).toMatch(/^NG101,Maiduguri,2,2010-01-01,100,false,20,false/);
    const given = file('shares.csv', 'from,to,share\nNG101,NG111,0.9\nNG101,NG112,0.1\n');
    expect(store.done(...show, '2020-01-01', '--crosswalk', given).stdout).toMatch(/NG111,Maiduguri West,2,2020-01-01,90,true/);
  });
});
