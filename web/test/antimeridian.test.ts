import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FeatureCollection, Position } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { describe, expect, test } from 'vitest';
import { unwrapped, unwrappedFeatures } from '../src/lib/map/antimeridian';

describe('a ring across the antimeridian', () => {
  test('goes on beyond 180 degrees, eastwards and westwards', () => {
    expect(
      unwrapped([
        [170, 1],
        [-170, 1],
        [-170, 2],
        [170, 2],
        [170, 1],
      ]),
    ).toEqual([
      [170, 1],
      [190, 1],
      [190, 2],
      [170, 2],
      [170, 1],
    ]);
    expect(
      unwrapped([
        [-170, 1],
        [170, 1],
        [170, 2],
        [-170, 2],
        [-170, 1],
      ]),
    ).toEqual([
      [-170, 1],
      [-190, 1],
      [-190, 2],
      [-170, 2],
      [-170, 1],
    ]);
  });

  test('that goes around a pole stays, as do all others', () => {
    const pole = [
      [-180, -80],
      [0, -70],
      [180, -80],
      [-180, -80],
    ];
    expect(unwrapped(pole)).toEqual(pole);
    const plain = [
      [1, 1],
      [2, 1],
      [2, 2],
      [1, 1],
    ];
    expect(unwrapped(plain)).toEqual(plain);
  });
});

test.each(['110m', '50m'])('land at 1:%s has no leaps but those around the south pole', (scale) => {
  const file = createRequire(import.meta.url).resolve(`world-atlas/land-${scale}.json`);
  const world = JSON.parse(readFileSync(file, 'utf8')) as Topology<{ land: GeometryCollection }>;
  const leaps = (ring: Position[]) =>
    ring.filter(([x = 0], i) => i > 0 && Math.abs(x - (ring[i - 1]?.[0] ?? x)) > 180);
  const rings = (land: FeatureCollection) =>
    land.features.flatMap(({ geometry }) =>
      geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat()
        : geometry.type === 'Polygon'
          ? geometry.coordinates
          : [],
    );
  const land = feature(world, world.objects.land);
  expect(
    rings(land)
      .flatMap(leaps)
      .some(([, y = 0]) => y > 0),
    'there are some to begin with',
  ).toBe(true);
  for (const [, y = 0] of rings(unwrappedFeatures(land)).flatMap(leaps)) expect(y).toBeLessThan(-60);
});
