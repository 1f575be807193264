import { describe, expect, it } from 'vitest';
import { classBreaks, classOf, makeScale, niceNumber, rampColour, rateOf, shadeOf } from '../src/lib/shading';
import { themeOf } from '../src/lib/themes';

const idps = themeOf('idps', 'wsh');
const returnees = themeOf('returnees', 'wsh');
const origins = themeOf('origins', 'wsh');

describe('nice numbers', () => {
  it.each([
    [0.29, 0.3],
    [1.4, 1],
    [8.9, 10],
    [1234, 1000],
    [61_000, 70_000],
    [0, 0],
  ])('%d becomes %d', (value, nice) => {
    expect(niceNumber(value)).toBe(nice);
  });
});

describe('class breaks', () => {
  it('ascend, and each class has something in it', () => {
    const values = Array.from({ length: 200 }, (_, i) => (i + 1) ** 2);
    const breaks = classBreaks(values);
    expect(breaks).toEqual([...breaks].sort((a, b) => a - b));
    const classes = new Set(values.map((value) => classOf(value, breaks)));
    expect(classes.size).toBe(breaks.length + 1);
  });

  it('are none for no values, zeros only, or one value', () => {
    expect(classBreaks([])).toEqual([]);
    expect(classBreaks([0, 0])).toEqual([]);
    expect(classBreaks([7, 7, 7])).toEqual([]);
  });

  it('put a limit into the class above it', () => {
    expect(classOf(10, [10, 20])).toBe(1);
    expect(classOf(9.9, [10, 20])).toBe(0);
    expect(classOf(2000, [10, 20])).toBe(2);
  });
});

describe('an area', () => {
  const scale = { rate: [10, 50], count: [1000] };

  it('is shaded by rate where its population is known', () => {
    const row = { pcode: 'A', idps_individuals: 900, population: 30_000, idps_per_1000: 30 };
    expect(shadeOf(row, idps, scale)).toEqual({ kind: 'rate', index: 1, value: 30 });
  });

  it('is shaded by count where it is not', () => {
    const row = { pcode: 'A', idps_individuals: 5000, population: null, idps_per_1000: null };
    expect(shadeOf(row, idps, scale)).toEqual({ kind: 'count', index: 1, value: 5000 });
  });

  it('has a rate of returnees computed from its population', () => {
    expect(rateOf({ returnees_individuals: 50, population: 1000 }, returnees)).toBe(50);
    expect(rateOf({ returnees_individuals: 50, population: 0 }, returnees)).toBeNull();
    expect(rateOf({ returnees_individuals: null, population: 1000 }, returnees)).toBeNull();
  });

  it('that nobody assessed is not zero', () => {
    expect(shadeOf({ pcode: 'A', coverage: 'none', idps_individuals: null }, idps, scale).kind).toBe(
      'not-assessed',
    );
    expect(shadeOf({ pcode: 'A', coverage: 'full', idps_individuals: 0 }, idps, scale)).toEqual({
      kind: 'count',
      index: 0,
      value: 0,
    });
  });

  it('can send people away without being assessed', () => {
    const row = { pcode: 'A', coverage: 'none', displaced_from_individuals: 2000 };
    expect(shadeOf(row, origins, scale)).toEqual({ kind: 'count', index: 1, value: 2000 });
    expect(shadeOf({ pcode: 'B', coverage: 'none' }, origins, scale).kind).toBe('unknown');
  });
});

describe('a scale', () => {
  it('keeps rates and counts apart, and leaves out people of no known area', () => {
    const rows = [
      { pcode: 'A', idps_individuals: 10, idps_per_1000: 1 },
      { pcode: 'B', idps_individuals: 20, idps_per_1000: 9 },
      { pcode: 'C', idps_individuals: 100, idps_per_1000: null },
      { pcode: 'D', idps_individuals: 900, idps_per_1000: null },
      { pcode: null, idps_individuals: 1_000_000, idps_per_1000: null },
    ];
    const scale = makeScale(rows, idps);
    expect(Math.max(...scale.rate)).toBeLessThanOrEqual(9);
    expect(Math.max(...scale.count)).toBeLessThanOrEqual(900);
  });
});

describe('a ramp', () => {
  const ramp = ['1', '2', '3', '4', '5'];
  it('uses its darkest shade for the highest class, however many there are', () => {
    for (const classes of [2, 3, 4, 5]) expect(rampColour(ramp, classes - 1, classes)).toBe('5');
  });
  it('takes a middle shade for a single class', () => {
    expect(rampColour(ramp, 0, 1)).toBe('3');
  });
});
