import { describe, expect, it } from 'vitest';
import { csvRecords, parseCsv } from '../src/lib/csv';

describe('CSV', () => {
  it('keeps commas, quotes and line ends inside quoted cells', () => {
    expect(parseCsv('a,b\r\n"x, ""y""","1\n2"\r\n')).toEqual([
      ['a', 'b'],
      ['x, "y"', '1\n2'],
    ]);
  });

  it('reads the last row without a line end, and skips a byte order mark', () => {
    expect(parseCsv('\uFEFFa\n1')).toEqual([['a'], ['1']]);
  });

  it('makes empty cells null, never zero', () => {
    expect(csvRecords('pcode,people\nA,\nB,0\n', new Set(['pcode']))).toEqual([
      { pcode: 'A', people: null },
      { pcode: 'B', people: 0 },
    ]);
  });

  it('leaves codes alone that look like numbers', () => {
    expect(csvRecords('pcode,people\n0102,0102\n', new Set(['pcode']))).toEqual([
      { pcode: '0102', people: 102 },
    ]);
  });

  it('has no records where there is no text', () => {
    expect(csvRecords('', new Set())).toEqual([]);
  });
});
