// People in need by area and cluster, from HPC's table and from HDX HAPI's: a collection of its own, beside the stocks.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems, tileFeatures } from './support/features.ts';
import { hasRealData, real, Store, type Server } from './support/sojourn.ts';

const hpc = 'needs/hpc_hno_2024.csv';
const hapi = 'needs/hdx_hapi_humanitarian_needs_global_2024.csv';

interface Figure {
  country: string;
  level: number;
  pcode: string;
  field: string;
  value: number;
}

/** Every figure that HPC's file states for all people of an area and cluster, under the names of the contract. */
function figuresOfHpc(): Figure[] {
  const script = `
import csv, json, sys
columns = {"Population": "population", "In Need": "in_need", "Targeted": "targeted", "Affected": "affected", "Reached": "reached"}
found = []
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")):
    if row["Category"] not in ("", "total") or not row["Cluster"]:
        continue
    sector = "pro_gen" if row["Description"] == "General Protection" else row["Cluster"].lower().replace("-", "_")
    level = 2 if row["Admin 2 PCode"] else 1 if row["Admin 1 PCode"] else 0
    pcode = row["Admin 2 PCode"] or row["Admin 1 PCode"] or row["Country ISO3"]
    for column, figure in columns.items():
        if row[column]:
            field = figure if sector == "all" else figure + "_" + sector
            found.append({"country": row["Country ISO3"], "level": level, "pcode": pcode, "value": int(row[column]),
                          "field": field if field == "population" else field + "_individuals"})
print(json.dumps(found))`;
  const { stdout } = spawnSync('python3', ['-c', script, real(hpc)], { encoding: 'utf8' });
  return JSON.parse(stdout) as Figure[];
}

interface Report {
  profile: string;
  rounds: {
    operation: string;
    method: string;
    round: number;
    rows: { read: number; accepted: number; rejected: number };
    people: { accepted: number };
    findings: { rule: string; line: number | null; message: string }[];
    rejected: { rule: string; line: number }[];
  }[];
}

function report(store: Store, ...command: string[]): Report {
  const file = path.join(store.directory, 'report.json');
  store.done(...command, '--report', file);
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

describe.skipIf(!hasRealData)('people in need (needs SOJOURN_REAL_DATA)', () => {
  const store = new Store();
  let server: Server;
  let imported: Report;

  beforeAll(async () => {
    imported = report(store, 'import', real(hpc), '--sensitivity', 'low', '--publish');
    server = await store.serve();
  });
  afterAll(() => store.remove());

  test('the profile is found, each country is an operation, the year of the plan its round', () => {
    expect(imported.profile).toBe('hpc-needs');
    expect(imported.rounds.map(({ operation, method, round }) => [operation, method, round])).toEqual([
      ['AFG', 'people-in-need', 2024],
      ['SDN', 'people-in-need', 2024],
    ]);
  });

  test('every row is accepted or rejected with its reason and line', () => {
    const lines = readFileSync(real(hpc), 'utf8').trimEnd().split('\n').length - 1;
    let read = 0;
    for (const { rows, rejected } of imported.rounds) {
      expect(rows.accepted + rows.rejected).toBe(rows.read);
      expect(rejected).toHaveLength(rows.rejected);
      read += rows.read;
    }
    expect(read).toBe(lines);
    const rules = new Set(imported.rounds.flatMap(({ rejected }) => rejected.map(({ rule }) => rule)));
    expect([...rules].sort()).toEqual(['needs.breakdown', 'needs.no_figure', 'needs.no_sector']);
  });

  test('Afghanistan has 23,666,389 people in need, and its clusters add up to what nobody should add', async () => {
    const country = (await server.json('/ogc/collections/people-in-need/items/AFG.AFG')) as { properties: Record<string, number> };
    expect(country.properties['in_need_individuals']).toBe(23_666_389);
    const clusters = ['shl', 'fsc', 'wsh', 'hea', 'edu', 'nut', 'pro'];
    const added = clusters.reduce((sum, cluster) => sum + country.properties[`in_need_${cluster}_individuals`]!, 0);
    expect(Math.round(added / 1e5) / 10).toBe(97.7);
    expect(country.properties['in_need_liv_individuals']).toBeNull();
    expect(imported.rounds[0]?.people.accepted).toBe(23_666_389);
  });

  test('every figure of the file is served, as GeoJSON and as CSV', async () => {
    const figures = figuresOfHpc();
    expect(figures.length).toBeGreaterThan(110);
    const items = await allItems(server, 'people-in-need', '');
    const byCode = new Map(items.map(({ properties }) => [`${properties?.['operation']} ${properties?.['pcode']}`, properties!]));
    let stated = 0;
    for (const { country, level, pcode, field, value } of figures) {
      const properties = byCode.get(`${country} ${pcode}`);
      expect(properties?.['level'], pcode).toBe(level);
      expect(properties?.[field], `${pcode} ${field}`).toBe(value);
    }
    for (const properties of byCode.values())
      stated += Object.entries(properties).filter(([name, value]) => /_individuals$|^population$/.test(name) && value !== null).length;
    expect(stated).toBe(figures.length);

    const csv = await (await server.get('/ogc/collections/people-in-need/items?f=hxl&properties=pcode,in_need_wsh_individuals')).text();
    expect(csv).toContain('#adm+code');
    expect(csv).toContain('#inneed+wsh+ind');
    expect(csv).toContain('AFG,21105937');
  });

  test('levels are told apart by a filter, and never added', async () => {
    const national = await allItems(server, 'people-in-need', 'level=0');
    expect(national.map(({ id }) => id).sort()).toEqual(['AFG.AFG', 'SDN.SDN']);
    const needy = await allItems(server, 'people-in-need', `filter=${encodeURIComponent('level > 0 AND in_need_wsh_individuals > 500000')}`);
    expect(needy.map(({ id }) => id)).toEqual(['SDN.SD01001']);
    const tileJson = (await server.json('/tiles/people-in-need.json')) as Record<string, unknown>;
    expect(tileJson).not.toHaveProperty('unplaced_individuals');
    const { properties } = (await server.json('/ogc/collections/people-in-need/queryables')) as { properties: Record<string, { type: string }> };
    expect(properties['targeted_pro_gbv_individuals']?.type).toBe('integer');
  });

  test('nothing of it is in the stocks', async () => {
    for (const collection of ['locations', 'admin0', 'admin1', 'assessments', 'origins'])
      expect(await allItems(server, collection, 'operation=AFG'), collection).toEqual([]);
    const { operations } = (await server.json('/api/operations')) as { operations: { code: string; rounds: unknown[]; datasets: unknown[] }[] };
    expect(operations.find(({ code }) => code === 'AFG')).toMatchObject({
      rounds: [],
      datasets: [{ collection: 'people-in-need', round: 2024, period_start: '2024-01-01', period_end: '2024-12-31' }],
    });
    const refused = await server.get('/ogc/collections/locations/items?method=people-in-need');
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('method');
    expect((await server.get('/ogc/collections/people-in-need/items?method=baseline')).status).toBe(400);
  });

  test('a plan is in force from its first day', async () => {
    expect(await allItems(server, 'people-in-need', 'datetime=2023-12-31')).toEqual([]);
    expect(await allItems(server, 'people-in-need', 'datetime=2024-01-01')).not.toEqual([]);
    expect(await allItems(server, 'people-in-need', 'datetime=2024-06-01/2024-07-01')).not.toEqual([]);
    expect(await allItems(server, 'people-in-need', 'datetime=2025-06-01/2025-07-01')).toEqual([]);
  });

  test('the same file again changes nothing; another source of the plan is refused unless it replaces it', () => {
    expect(store.done('import', real(hpc), '--sensitivity', 'low').stdout).toContain('unchanged');
    const other = store.run('import', real(hapi), '--sensitivity', 'low');
    expect(other.status).toBe(1);
    expect(other.stdout).toContain('--replace');
    const { rounds } = JSON.parse(store.done('rounds', '--method', 'people-in-need', '--format', 'json').stdout) as {
      rounds: { operation: string; status: string; cleared_by: string | null; totals: { individuals: number } }[];
    };
    expect(rounds.map(({ operation, status, totals }) => [operation, status, totals.individuals])).toEqual([
      ['AFG', 'published', 23_666_389],
      ['SDN', 'published', 24_786_370],
    ]);
    expect(rounds.every(({ cleared_by }) => cleared_by !== null && cleared_by !== '')).toBe(true);
  });

  test('HDX HAPI says the same, but protection, of which it has a part', async () => {
    const second = report(store, 'import', real(hapi), '--sensitivity', 'low', '--publish', '--replace', '--erratum', 'Through HAPI');
    expect(second.profile).toBe('hapi-needs');
    const lines = readFileSync(real(hapi), 'utf8').trimEnd().split('\n').length - 1;
    expect(second.rounds.reduce((sum, { rows }) => sum + rows.read, 0)).toBe(lines);
    for (const { rows } of second.rounds) expect(rows.accepted + rows.rejected).toBe(rows.read);
    const country = async () =>
      ((await server.json('/ogc/collections/people-in-need/items/AFG.AFG')) as { properties: Record<string, unknown> }).properties;
    await server.until(async () => (await country())['in_need_pro_gen_individuals'] === null, 'the revision is served');
    const afghanistan = await country();
    for (const { country: code, pcode, field, value } of figuresOfHpc())
      if (code === 'AFG' && pcode === 'AFG' && !field.includes('_pro_gen_') && !/_pro_individuals$/.test(field))
        expect(afghanistan[field], field).toBe(value);
    expect(afghanistan['in_need_pro_individuals']).toBe(14_809_904);
    expect(afghanistan['period_start']).toBe('2024-01-05');
  });

  test('returns within a year are known, and refused with the reason', () => {
    const refused = store.run('import', real('needs/hdx_hapi_returnees_global.csv'), '--sensitivity', 'low');
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('not people present at a moment');
  });

  test('a withdrawn plan is gone at once, and other data of the operation stays', async () => {
    store.done('withdraw', '--operation', 'AFG', '--method', 'people-in-need', '--round', '2024', '--reason', 'Under review');
    await server.until(async () => (await allItems(server, 'people-in-need', 'operation=SDN')).length > 0, 'Sudan is served');
    await server.until(async () => (await server.get('/ogc/collections/people-in-need/items/AFG.AFG')).status === 404, 'the plan is gone');
  });
});

describe('people in need of a made-up country', () => {
  const store = new Store();
  let server: Server;
  const file = (name: string) => path.join(store.directory, name);
  const header = 'Country ISO3,Admin 1 PCode,Admin 1 Name,Admin 2 PCode,Admin 2 Name,Description,Cluster,Category,Population,In Need,Targeted,Affected,Reached,Info\n';

  beforeAll(async () => {
    const square = (x: number, size: number) => ({
      type: 'Polygon',
      coordinates: [[[x, 0], [x + size, 0], [x + size, 2], [x, 2], [x, 0]]],
    });
    const area = (pcode: string, name: string, x: number) => ({
      type: 'Feature',
      properties: { ADM1_PCODE: pcode, ADM1_EN: name, ADM0_PCODE: 'XN', ADM0_EN: 'Nowhere' },
      geometry: square(x, 1),
    });
    writeFileSync(file('xn_adm1.geojson'), JSON.stringify({ type: 'FeatureCollection', features: [area('XN01', 'West', 0), area('XN02', 'East', 1)] }));
    store.done('boundaries', file('xn_adm1.geojson'), '--country', 'XNN', '--valid-on', '2020-01-01');
    writeFileSync(
      file('plan.csv'),
      `${header}XNN,,,,,All,ALL,,1000,400,300,,,
XNN,XN01,West,,,All,ALL,total,600,250,260,,,
XNN,XN02,East,,,Food,FSC,total,,90,80,,,
XNN,XN02,East,,,Health,HEA,total,,30,20,,,
XNN,XN09,North,,,Food,FSC,total,,5,,,,
XNN,,South,,,Food,FSC,total,,6,,,,
XNN,XN01,West,,,Water,WSH,total,,-4,,,,
XNN,XN01,West,,,Water,WSH,Girls,,70,,,,
XNN,XN02,East,,,Health,HEA,total,,31,20,,,
`,
    );
    store.done('import', file('plan.csv'), '--from', '2024-01-01', '--to', '2024-12-31', '--sensitivity', 'low', '--publish', '--report', file('plan.json'));
    server = await store.serve();
  });
  afterAll(() => store.remove());

  test('each finding names its rule and line', () => {
    const { rounds } = JSON.parse(readFileSync(file('plan.json'), 'utf8')) as Report;
    const [plan] = rounds;
    expect(plan?.rows).toEqual({ read: 9, accepted: 4, rejected: 5 });
    expect(plan?.rejected.map(({ rule, line }) => [rule, line])).toEqual([
      ['needs.repeated', 5],
      ['needs.no_code', 7],
      ['count.negative', 8],
      ['needs.breakdown', 9],
      ['needs.repeated', 10],
    ]);
    const findings = plan!.findings.map(({ rule, line }) => `${rule} ${line}`);
    expect(findings).toContain('needs.unknown_area 6');
    expect(findings).toContain('needs.targeted 3');
  });

  test('areas have the boundaries’ shape; a code that they lack has none', async () => {
    const items = await allItems(server, 'people-in-need', '');
    expect(items.map(({ id, geometry }) => [id, geometry?.type ?? null])).toEqual([
      ['XNN.XN', 'Polygon'],
      ['XNN.XN01', 'Polygon'],
      ['XNN.XN02', 'Polygon'],
      ['XNN.XN09', null],
    ]);
    expect(items[3]?.properties).toMatchObject({ name: 'North', parent_pcode: 'XN', in_need_fsc_individuals: 5, placement: null });
  });

  test('tiles carry the figures of the level asked for', async () => {
    const features = await tileFeatures(server, 'people-in-need', { z: 0, x: 0, y: 0 }, 'level=1&properties=pcode,in_need_individuals,in_need_fsc_individuals');
    expect(features.map(({ properties }) => properties)).toEqual([
      { pcode: 'XN01', in_need_individuals: 250 },
      { pcode: 'XN02', in_need_fsc_individuals: 90 },
    ]);
  });

  test('what nobody cleared is not published', () => {
    writeFileSync(file('next.csv'), `${header}XNN,,,,,All,ALL,,1000,410,300,,,\n`);
    const refused = store.run('import', file('next.csv'), '--from', '2025-01-01', '--to', '2025-12-31', '--publish');
    expect(refused.status).toBe(1);
    store.done('import', file('next.csv'), '--from', '2025-01-01', '--to', '2025-12-31');
    expect(store.run('publish', '--operation', 'XNN', '--method', 'people-in-need', '--round', '2025').status).toBe(1);
  });
});
