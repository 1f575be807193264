// `sojourn profile`: from a file that nobody has described to rounds in the store.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hasRealData, real, Store } from './support/sojourn.ts';

const store = new Store();
afterAll(() => store.remove());

function write(name: string, content: string): string {
  const file = path.join(store.directory, name);
  writeFileSync(file, content);
  return file;
}

const table = [
  'Région;Code commune;Localité;Type de site;Nombre de ménages;Nombre de PDI;Téléphone',
  'Nord;TD0102;Bol;Famille d’accueil;4;20;+235 66 00 00 01',
  'Nord;TD0103;Liwa;Site spontané;6;31;+235 66 00 00 02',
  '',
].join('\n');

describe('drafting a profile', () => {
  test('the draft is printed, or written to a file that is new', () => {
    const file = write('new.csv', table);
    const printed = store.done('profile', file).stdout;
    expect(printed).toContain('field = "idps_individuals"');
    expect(printed).not.toContain('66 00');
    const output = path.join(store.directory, 'new.toml');
    expect(store.done('profile', file, '--output', output).stdout).toContain(`Wrote ${output}`);
    expect(readFileSync(output, 'utf8')).toBe(printed);
    const again = store.run('profile', file, '--output', output);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('exists already');
  });

  test('a file can be checked with the draft as it is', () => {
    const file = write('chad.csv', table);
    const draft = path.join(store.directory, 'chad.toml');
    store.done('profile', file, '--output', draft);
    const checked = store.done('check', file, '--profile', draft, '--round', '1', '--from', '2024-05-01', '--to', '2024-05-31');
    expect(checked.stdout).toMatch(/51/);
  });

  test.skipIf(!hasRealData)('of a real table of people in need the draft gives the people that the shipped profile gives (needs SOJOURN_REAL_DATA)', () => {
    const file = real('needs/hpc_hno_2024.csv');
    const draft = path.join(store.directory, 'needs.toml');
    store.done('profile', file, '--output', draft);
    const people = (profile: string) => {
      const report = path.join(store.directory, 'needs.json');
      store.done('check', file, '--profile', profile, '--report', report);
      const { rounds } = JSON.parse(readFileSync(report, 'utf8')) as { rounds: { operation: string; method: string; round: number; people: { accepted: number } }[] };
      return rounds.map((round) => [round.operation, round.method, round.round, round.people.accepted]);
    };
    expect(people(draft)).toEqual([
      ['AFG', 'people-in-need', 2024, 23_666_389],
      ['SDN', 'people-in-need', 2024, 24_786_370],
    ]);
    expect(people('hpc-needs')).toEqual(people(draft));
  });

  test('what is no table is refused with the reason', () => {
    const refused = store.run('profile', write('page.csv', '<html><body>Sign in</body></html>'));
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('is a web page');
    expect(store.run('profile', path.join(store.directory, 'absent.csv')).status).toBe(1);
    expect(store.run('profile').status).toBe(2);
  });
});
