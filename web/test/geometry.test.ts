import { describe, expect, it } from 'vitest';
import { factorAtZoom, radiusFactor, sampleSizes } from '../src/lib/circles';
import { isUsable, levelAt } from '../src/lib/levels';
import { coveringTiles, fitZoom, latOf, lonOf, mercatorX, mercatorY, pixelsOf } from '../src/lib/mercator';
import { interiorPoint } from '../src/lib/shapes';

describe('Web Mercator', () => {
  it('goes there and back', () => {
    expect(lonOf(mercatorX(12.5))).toBeCloseTo(12.5, 9);
    expect(latOf(mercatorY(-33.25))).toBeCloseTo(-33.25, 9);
    expect(mercatorY(90)).toBeCloseTo(0, 9);
  });

  it('fits a box into a window', () => {
    const zoom = fitZoom([0, 0, 90, 10], 512, 512);
    expect(zoom).toBeCloseTo(2, 9);
    expect(pixelsOf([0, 0, 90, 10], zoom)).toBeGreaterThan(0);
  });
});

describe('covering tiles', () => {
  it('are at most four, and as deep as that allows', () => {
    const tiles = coveringTiles([2.7, 4.3, 14.7, 13.9]);
    expect(tiles.length).toBeLessThanOrEqual(4);
    expect(tiles[0]?.z).toBeGreaterThanOrEqual(3);
  });

  it('are the whole world for the whole world', () => {
    expect(coveringTiles([-180, -85, 180, 85]).length).toBeLessThanOrEqual(4);
  });
});

describe('a label', () => {
  it('lies inside a shape whose middle lies outside', () => {
    // A horseshoe open to the right.
    const ring = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 2 },
      { x: 3, y: 2 },
      { x: 3, y: 8 },
      { x: 10, y: 8 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ];
    const { x } = interiorPoint(ring);
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(3);
  });
});

describe('marks', () => {
  it('keep their area in proportion to people at every zoom', () => {
    const factor = radiusFactor(1000, 1000, 300_000);
    for (const zoom of [3, 6, 9, 15]) {
      const now = factorAtZoom(factor, 5, zoom);
      const radius = (people: number): number => now * Math.sqrt(people);
      expect(radius(4000) ** 2 / radius(1000) ** 2).toBeCloseTo(4, 9);
    }
  });

  it('are sampled by round numbers of legible size, small to large', () => {
    const samples = sampleSizes(0.1);
    expect(samples).toHaveLength(3);
    const radii = samples.map(({ radius }) => radius);
    expect(radii).toEqual([...radii].sort((a, b) => a - b));
    expect(Math.max(...radii)).toBeLessThanOrEqual(22);
    for (const { people } of samples) expect(String(people)).toMatch(/^[125]0*$/);
  });

  it('have a size even where there is nobody', () => {
    expect(radiusFactor(0, 0, 0)).toBeGreaterThan(0);
  });
});

describe('levels of areas', () => {
  it('get deeper as the reader zooms in', () => {
    expect(levelAt(4, 5)).toBe(1);
    expect(levelAt(6.5, 5)).toBe(2);
    expect(levelAt(9, 5)).toBe(3);
    expect(levelAt(17, 5)).toBe(4);
  });

  it('are used only where most people are known at them', () => {
    const at = (pcode: string | null, people: number): Record<string, string | number | null> => ({
      pcode,
      idps_individuals: people,
    });
    expect(isUsable([at('A', 90), at(null, 10)])).toBe(true);
    expect(isUsable([at('A', 10), at(null, 90)])).toBe(false);
    expect(isUsable([])).toBe(false);
  });
});
