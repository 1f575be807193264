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
  bbox: Bbox;
  /** Inside the largest part. */
  label: readonly [lon: number, lat: number];
}

/**
 * What one tile shows, as SVG paths in the unit of `pictureUnit`. Shapes reach over the tile's
 * edge into a margin; clipped to the square, the tiles join without seams.
 */
export interface PictureTile {
  x: number;
  y: number;
  side: number;
  paths: { pcode: string; path: string }[];
}

export interface Shapes {
  areas: readonly AreaShape[];
  tiles: readonly PictureTile[];
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
  private west = 1;
  private north = 1;
  private east = 0;
  private south = 0;
  private largest = 0;
  private label: XY = { x: 0.5, y: 0.5 };

  constructor(private readonly name: string) {}

  add(ring: readonly XY[]): void {
    if (ring.length < 3) return;
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
    return { pcode, name: this.name, bbox, label };
  }
}

const pathOf = (rings: readonly (readonly XY[])[]): string =>
  rings
    .filter((ring) => ring.length > 2)
    .map((ring) => {
      const points = ring.map(
        ({ x, y }) => `${(x * pictureUnit).toFixed(1)},${(y * pictureUnit).toFixed(1)}`,
      );
      return `M${points.join('L')}Z`;
    })
    .join('');

/** Adds the areas of one tile; `layer` is the collection's name. */
function readTile(
  bytes: ArrayBuffer,
  layer: string,
  tile: TileAddress,
  areas: Map<string, ShapeBuilder>,
): PictureTile {
  const scale = 1 / 2 ** tile.z;
  const side = scale * pictureUnit;
  const picture: PictureTile = { x: tile.x * side, y: tile.y * side, side, paths: [] };
  const source = bytes.byteLength === 0 ? undefined : new VectorTile(new PbfReader(bytes)).layers[layer];
  for (let i = 0; source && i < source.length; i++) {
    const feature = source.feature(i);
    const pcode = feature.properties['pcode'];
    if (typeof pcode !== 'string') continue;
    const rings = feature.loadGeometry().map((ring) =>
      ring.map((point) => ({
        x: (tile.x + point.x / feature.extent) * scale,
        y: (tile.y + point.y / feature.extent) * scale,
      })),
    );
    const builder = areas.get(pcode) ?? new ShapeBuilder(String(feature.properties['name'] ?? pcode));
    areas.set(pcode, builder);
    for (const ring of rings) builder.add(ring);
    picture.paths.push({ pcode, path: pathOf(rings) });
  }
  return picture;
}

export async function fetchShapes(operation: Operation, selection: Selection): Promise<Shapes> {
  const template = tileTemplate('admin1', selection);
  const builders = new Map<string, ShapeBuilder>();
  const tiles = await Promise.all(
    coveringTiles(operation.bbox ?? world).map(async (tile) => ({
      tile,
      bytes: await fetchTile(template, tile.z, tile.x, tile.y),
    })),
  );
  const pictures = tiles.map(({ tile, bytes }) => readTile(bytes, 'admin1', tile, builders));
  return { areas: [...builders].map(([pcode, builder]) => builder.build(pcode)), tiles: pictures };
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
