// The DTM API's CSV with an HXL row: seven operations, three levels of the same stock, two methods.
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, total } from './support/features.ts';
import { hasRealData, real, Store, type Server } from './support/sojourn.ts';

const file = 'dtm-api/global-iom-dtm-from-api-admin-0-to-2.csv';
const methods: Record<string, string> = { BA: 'baseline', SA: 'site' };

interface Snapshot {
  operation: string;
  date: string;
  round: number;
  type: string;
  ended: boolean;
  individuals: number;
}

function snapshots(): Snapshot[] {
  const script = `
import collections, csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")))[1:]
sums = collections.Counter()
for row in rows:
    if row["adminLevel"] == "0":
        sums[(row["operation"], row["reportingDate"][:10], int(row["roundNumber"]), row["assessmentType"], row["operationStatus"] == "Inactive")] += int(float(row["numPresentIdpInd"]))
print(json.dumps([dict(zip(["operation", "date", "round", "type", "ended"], key), individuals=value) for key, value in sums.items()]))`;
  const { stdout } = spawnSync('python3', ['-c', script, real(file)], { encoding: 'utf8' });
  return JSON.parse(stdout) as Snapshot[];
}

describe.skipIf(!hasRealData)('DTM API, 103 snapshots (needs SOJOURN_REAL_DATA)', () => {
  const store = new Store();
  let server: Server;
  let codes: Map<string, string>;

  beforeAll(async () => {
    store.done('import', real(file), '--sensitivity', 'low', '--publish');
    server = await store.serve();
    const { operations } = (await server.json('/api/operations')) as { operations: { code: string; name: string }[] };
    codes = new Map(operations.map(({ code, name }) => [name, code]));
  });
  afterAll(() => store.remove());

  test('every snapshot is the figure that the source states for the country, at every level', async () => {
    const all = snapshots();
    expect(all).toHaveLength(103);
    for (const { operation, round, type, individuals } of all) {
      const query = `operation=${codes.get(operation)}&method=${methods[type]}&round=${round}`;
      for (const collection of ['admin0', 'admin1', 'admin2'])
        expect(total(await allItems(server, collection, query, 1000), 'idps_individuals') ?? 0, `${collection} ${query}`).toBe(individuals);
    }
  });

  test('datetime picks one round, and methods are never added', async () => {
    const all = snapshots();
    for (const { operation, date, type } of all) {
      const code = codes.get(operation);
      const inForce = all
        .filter((other) => other.operation === operation && other.type === type && other.date <= date)
        .sort((a, b) => a.date.localeCompare(b.date) || a.round - b.round)
        .at(-1)!;
      const [country, ...more] = await allItems(server, 'admin0', `operation=${code}&method=${methods[type]}&datetime=${date}`);
      expect(more).toEqual([]);
      expect(country?.properties?.['round']).toBe(inForce.round);
      expect(country?.properties?.['idps_individuals']).toBe(inForce.individuals);
    }
  });

  test('without a method the reference series stands alone where two describe the same people', async () => {
    const all = snapshots();
    const twice = all.filter((one) => one.type === 'SA' && all.some((other) => other.type === 'BA' && other.operation === one.operation && other.date === one.date && other.round === one.round));
    expect(twice).toHaveLength(6);
    for (const { operation, date, round } of twice) {
      const [country] = await allItems(server, 'admin0', `operation=${codes.get(operation)}&datetime=${date}`);
      expect(country?.properties?.['method']).toBe('baseline');
      expect(country?.properties?.['idps_individuals']).toBe(all.find((one) => one.type === 'BA' && one.operation === operation && one.round === round)?.individuals);
    }
  });

  test('nothing of an ended operation counts after its end', async () => {
    const all = snapshots();
    const ended = new Set(all.filter(({ ended }) => ended).map(({ operation }) => operation));
    expect(ended.size).toBeGreaterThan(0);
    for (const operation of ended) {
      const last = all.filter((one) => one.operation === operation).map(({ date }) => date).sort().at(-1)!;
      expect(await allItems(server, 'admin0', `operation=${codes.get(operation)}&datetime=${last}`)).not.toEqual([]);
      expect(await allItems(server, 'admin0', `operation=${codes.get(operation)}`)).toEqual([]);
    }
  });

  test('reasons add up to the people of every country', async () => {
    const reasons = ['conflict', 'disaster', 'mixed', 'other', 'unknown_reason'].map((reason) => `${reason}_individuals`);
    for (const { operation, round, type, individuals } of snapshots()) {
      const [country] = await allItems(server, 'admin0', `operation=${codes.get(operation)}&method=${methods[type]}&round=${round}`);
      expect(reasons.reduce((sum, reason) => sum + (country?.properties?.[reason] as number), 0)).toBe(individuals);
    }
  });
});
