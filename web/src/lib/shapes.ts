/**
 * Areas of the first level as shapes, from the few tiles that cover an operation: the first
 * picture before the map library is there, and where to put labels and zoom to afterwards.
 */
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { fetchTile, tileTemplate } from './api';
import { coveringTiles, latOf, lonOf, type Bbox, type TileAddress } from './mercator';
import type { Operation, Selection } from './types';

interface XY {
  x: number;
  y: number;
}

export interface AreaShape {
  pcode: string;
  name: string;
  /** SVG path in the unit of `pictureUnit`. */
  path: string;
  bbox: Bbox;
  /** Inside the largest part. */
  label: readonly [lon: number, lat: number];
}

/** Width of the world in the picture's coordinates. */
export const pictureUnit = 100_000;

const world: Bbox = [-180, -85, 180, 85];

/** Twice the signed area. */
function ringArea(ring: readonly XY[]): number {
  let sum = 0;
  let previous = ring.at(-1);
  for (const point of ring) {
    if (previous) sum += previous.x * point.y - point.x * previous.y;
    previous = point;
  }
  return sum;
}

/** The middle of the widest stretch on the line through the middle: inside, unlike a centroid. */
export function interiorPoint(ring: readonly XY[]): XY {
  const ys = ring.map((point) => point.y);
  const y = (Math.min(...ys) + Math.max(...ys)) / 2;
  const crossings: number[] = [];
  let previous = ring.at(-1);
  for (const point of ring) {
    if (previous && previous.y > y !== point.y > y)
      crossings.push(previous.x + ((y - previous.y) / (point.y - previous.y)) * (point.x - previous.x));
    previous = point;
  }
  crossings.sort((a, b) => a - b);
  let best: XY = { x: ring[0]?.x ?? 0, y };
  let width = -1;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [left = 0, right = 0] = [crossings[i], crossings[i + 1]];
    if (right - left > width) {
      width = right - left;
      best = { x: (left + right) / 2, y };
    }
  }
  return best;
}

/** Everything gathered of one area, in the unit square of the world. */
class ShapeBuilder {
  path = '';
  private west = 1;
  private north = 1;
  private east = 0;
  private south = 0;
  private largest = 0;
  private label: XY = { x: 0.5, y: 0.5 };

  constructor(private readonly name: string) {}

  add(ring: readonly XY[]): void {
    if (ring.length < 3) return;
    const points = ring.map(({ x, y }) => `${(x * pictureUnit).toFixed(1)},${(y * pictureUnit).toFixed(1)}`);
    this.path += `M${points.join('L')}Z`;
    for (const { x, y } of ring) {
      this.west = Math.min(this.west, x);
      this.east = Math.max(this.east, x);
      this.north = Math.min(this.north, y);
      this.south = Math.max(this.south, y);
    }
    const area = Math.abs(ringArea(ring));
    if (area > this.largest) {
      this.largest = area;
      this.label = interiorPoint(ring);
    }
  }

  build(pcode: string): AreaShape {
    const bbox: Bbox = [lonOf(this.west), latOf(this.south), lonOf(this.east), latOf(this.north)];
    const label = [lonOf(this.label.x), latOf(this.label.y)] as const;
    return { pcode, name: this.name, path: this.path, bbox, label };
  }
}

/** Adds the areas of one tile; `layer` is the collection's name. */
function addTile(
  bytes: ArrayBuffer,
  layer: string,
  tile: TileAddress,
  into: Map<string, ShapeBuilder>,
): void {
  if (bytes.byteLength === 0) return;
  const source = new VectorTile(new PbfReader(bytes)).layers[layer];
  const scale = 1 / 2 ** tile.z;
  for (let i = 0; source && i < source.length; i++) {
    const feature = source.feature(i);
    const pcode = feature.properties['pcode'];
    if (typeof pcode !== 'string') continue;
    const builder = into.get(pcode) ?? new ShapeBuilder(String(feature.properties['name'] ?? pcode));
    into.set(pcode, builder);
    for (const ring of feature.loadGeometry())
      builder.add(
        ring.map((point) => ({
          x: (tile.x + point.x / feature.extent) * scale,
          y: (tile.y + point.y / feature.extent) * scale,
        })),
      );
  }
}

export async function fetchShapes(
  operation: Operation,
  selection: Selection,
  signal?: AbortSignal,
): Promise<AreaShape[]> {
  const template = tileTemplate('admin1', selection);
  const builders = new Map<string, ShapeBuilder>();
  const tiles = coveringTiles(operation.bbox ?? world);
  const bodies = await Promise.all(tiles.map(({ z, x, y }) => fetchTile(template, z, x, y, signal)));
  bodies.forEach((body, i) => {
    const tile = tiles[i];
    if (tile) addTile(body, 'admin1', tile, builders);
  });
  return [...builders].map(([pcode, builder]) => builder.build(pcode));
}

/** The box around all shapes: where an operation states none. */
export function boundsOf(shapes: readonly AreaShape[]): Bbox | null {
  if (shapes.length === 0) return null;
  return shapes.reduce<Bbox>(
    ([w, s, e, n], { bbox }) => [
      Math.min(w, bbox[0]),
      Math.min(s, bbox[1]),
      Math.max(e, bbox[2]),
      Math.max(n, bbox[3]),
    ],
    [180, 90, -180, -90],
  );
}
