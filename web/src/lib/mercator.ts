/** Web Mercator with the whole world as the unit square, north-west corner at 0,0. */

export type Bbox = readonly [west: number, south: number, east: number, north: number];

const limit = 85.0511287798066;

export const mercatorX = (lon: number): number => (lon + 180) / 360;

export function mercatorY(lat: number): number {
  const bounded = Math.min(limit, Math.max(-limit, lat));
  const sin = Math.sin((bounded * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

export const lonOf = (x: number): number => x * 360 - 180;

export const latOf = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

/** The zoom at which a box just fits into so many pixels (512-pixel world at zoom 0, as MapLibre has it). */
export function fitZoom(bbox: Bbox, width: number, height: number): number {
  const dx = Math.max(1e-6, mercatorX(bbox[2]) - mercatorX(bbox[0]));
  const dy = Math.max(1e-6, mercatorY(bbox[1]) - mercatorY(bbox[3]));
  return Math.log2(Math.min(width / dx, height / dy) / 512);
}

/** Square pixels of a box at a zoom. */
export function pixelsOf(bbox: Bbox, zoom: number): number {
  const world = 512 * 2 ** zoom;
  const dx = mercatorX(bbox[2]) - mercatorX(bbox[0]);
  const dy = mercatorY(bbox[1]) - mercatorY(bbox[3]);
  return dx * dy * world * world;
}

export interface TileAddress {
  z: number;
  x: number;
  y: number;
}

/** The tiles of the deepest zoom at which at most four of them cover the box. */
export function coveringTiles(bbox: Bbox, maxZoom = 8): TileAddress[] {
  for (let z = maxZoom; z > 0; z--) {
    const last = 2 ** z - 1;
    const index = (value: number): number => Math.min(last, Math.max(0, Math.floor(value * 2 ** z)));
    const [x0, x1] = [index(mercatorX(bbox[0])), index(mercatorX(bbox[2]))];
    const [y0, y1] = [index(mercatorY(bbox[3])), index(mercatorY(bbox[1]))];
    if ((x1 - x0 + 1) * (y1 - y0 + 1) > 4) continue;
    const tiles: TileAddress[] = [];
    for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) tiles.push({ z, x, y });
    return tiles;
  }
  return [{ z: 0, x: 0, y: 0 }];
}
