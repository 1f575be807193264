import { describe, expect, it } from 'vitest';
import { factsOf, subtitleOf } from '../src/lib/facts';
import { areaRows, total } from '../src/lib/rows';
import { themeOf } from '../src/lib/themes';

const place = {
  name: 'Old Market',
  unit: 'site',
  setting: 'camp',
  admin2_name: 'Ardent South',
  admin1_name: 'Ardent',
  method: 'baseline',
  round: 8,
  period_start: '2025-08-03',
  period_end: '2025-08-23',
  idps_individuals: 1820,
  idps_basis: 'key_informant',
  returnees_individuals: null,
  origin_name: 'Belmar',
  origin_basis: 'majority',
  access_wsh: 'limited',
  point: 'in_area',
  source: 'Sojourn demonstration',
};

describe('the popup', () => {
  const facts = factsOf(place, 'en');

  it('says what is known and nothing about what is not', () => {
    expect(facts.figures).toContainEqual({ label: 'Displaced people', value: '1,820' });
    expect(facts.figures.map(({ label }) => label)).not.toContain('Returnees');
  });

  it('gives basis, round, period and source', () => {
    expect(facts.grounds).toContainEqual({ label: 'Basis', value: 'key informants' });
    expect(facts.said).toMatch(/Area baseline · Round 8 · .*Aug 2025/);
    expect(facts.source).toBe('Sojourn demonstration');
  });

  it('flags a majority, and a point that is not measured', () => {
    expect(facts.figures).toContainEqual({ label: 'Mostly from', value: 'Belmar', flag: 'majority only' });
    expect(facts.notes).toHaveLength(2);
  });

  it('says what kind of place it is and where', () => {
    expect(subtitleOf(place, 'en')).toBe('Site · camp · Ardent South');
    expect(subtitleOf({ level: 2, pcode: 'XS0102' }, 'en')).toBe('Level 2 · XS0102');
  });

  it('explains an area without figures', () => {
    const [note] = factsOf({ coverage: 'none', level: 1 }, 'en').notes;
    expect(note).toContain('Nobody assessed');
  });

  it('never mixes people in need, answers about access, and severity', () => {
    const { needs } = factsOf({ access_wsh: 'no', access_hea: 'yes', severity_hea: 4 }, 'en');
    expect(needs.map(({ items }) => items)).toEqual([
      [
        { label: 'Water and sanitation', value: 'no' },
        { label: 'Health', value: 'yes' },
      ],
      [{ label: 'Health', value: '4' }],
    ]);
  });

  it('marks sex and age that come from a sample', () => {
    const { figures } = factsOf({ idps_individuals: 10, women: 6, sadd_basis: 'sample' }, 'en');
    expect(figures).toEqual([
      { label: 'Displaced people', value: '10' },
      { label: 'Women', value: '6', flag: 'from a sample' },
    ]);
  });
});

describe('the table of areas', () => {
  const idps = themeOf('idps', 'wsh');
  const rows = [
    { pcode: 'A', name: 'A', idps_individuals: 5 },
    { pcode: null, name: 'Not known at this level', idps_individuals: 100 },
    { pcode: 'B', name: 'B', idps_individuals: null, coverage: 'none' },
    { pcode: 'C', name: 'C', idps_individuals: 50 },
  ];

  it('has most people first, areas without a figure later, "not known" last', () => {
    const names = areaRows(rows, idps, { rate: [], count: [] }).map(({ pcode }) => pcode);
    expect(names).toEqual(['C', 'A', 'B', null]);
  });

  it('sums to the total, which is nothing where nothing is known', () => {
    expect(total(rows, 'idps_individuals')).toBe(155);
    expect(total(rows, 'returnees_individuals')).toBeNull();
  });
});
