import { describe, expect, it } from 'vitest';
import { formatHash, parseHash, type UrlState } from '../src/lib/url-state';

describe('the address', () => {
  it('gives back the view that it was made from', () => {
    const state: UrlState = {
      operation: 'HTI-EQ-2021',
      method: 'site',
      round: 28,
      theme: 'needs',
      sector: 'hea',
      camera: { zoom: 6.25, lat: -9.0765, lon: 8.6753 },
      language: 'ar',
    };
    expect(parseHash(formatHash(state))).toEqual(state);
  });

  it('stays readable', () => {
    expect(formatHash({ operation: 'NGA', round: 3, camera: { zoom: 5, lat: 1, lon: 2 } })).toBe(
      '#op=NGA&round=3&map=5.00/1.0000/2.0000',
    );
  });

  it.each([
    ['#op=<script>', {}],
    ['#round=1e9', {}],
    ['#round=2.5', {}],
    ['#theme=everything', {}],
    ['#map=5/91/0', {}],
    ['#map=5/1', {}],
    ['#map=NaN/1/1', {}],
    ['#lang=xx&op=NGA', { operation: 'NGA' }],
    ['', {}],
  ])('ignores what makes no sense: %s', (hash, state) => {
    expect(parseHash(hash)).toEqual(state);
  });
});
