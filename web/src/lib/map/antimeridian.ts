/** Rings that cross the antimeridian, as a flat map can draw them. */
import type { FeatureCollection, Geometry, Position } from 'geojson';

/**
 * The same ring without leaps from one end of the world to the other: it goes on beyond 180
 * degrees instead. One that goes around a pole ends where it began only by such a leap, and stays.
 */
export function unwrapped(ring: readonly Position[]): Position[] {
  let turn = 0;
  const points = ring.map(([x = 0, y = 0], i) => {
    const step = x - (ring[i - 1]?.[0] ?? x);
    if (Math.abs(step) > 180) turn -= Math.sign(step) * 360;
    return [x + turn, y];
  });
  return turn === 0 ? points : [...ring];
}

function unwrappedGeometry(geometry: Geometry): Geometry {
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: geometry.coordinates.map(unwrapped) };
  if (geometry.type === 'MultiPolygon')
    return { ...geometry, coordinates: geometry.coordinates.map((part) => part.map(unwrapped)) };
  return geometry;
}

export function unwrappedFeatures(collection: FeatureCollection): FeatureCollection {
  const features = collection.features.map((one) => ({ ...one, geometry: unwrappedGeometry(one.geometry) }));
  return { ...collection, features };
}
