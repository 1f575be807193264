import { describe, expect, it } from 'vitest';
import { formatChange, formatDate, formatNumber, formatPeriod } from '../src/lib/format';

describe('formatting', () => {
  it('groups thousands and keeps one decimal of small rates only', () => {
    expect(formatNumber('en', 2_018_513)).toBe('2,018,513');
    expect(formatNumber('en', 3.26)).toBe('3.3');
    expect(formatNumber('en', 326.4)).toBe('326');
  });

  it('signs changes', () => {
    expect(formatChange('en', 1200)).toBe('+1,200');
    expect(formatChange('en', -1200)).toBe('-1,200');
    expect(formatChange('en', 0)).toBe('0');
  });

  it('writes days in the reader’s language, whatever the time zone', () => {
    expect(formatDate('en', '2019-07-01')).toBe('1 Jul 2019');
    expect(formatDate('ar', '2019-07-01')).toContain('يوليو');
    expect(formatDate('en', 'unknown')).toBe('unknown');
  });

  it('shortens a period, and writes one day once', () => {
    expect(formatPeriod('en', '2019-07-01', '2019-07-20')).toMatch(/^1\s?–\s?20 Jul 2019$/u);
    expect(formatPeriod('en', '2019-07-20', '2019-07-20')).toBe('20 Jul 2019');
  });
});
