// An archive of tiles, read by the library that map pages use.
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { openSync, readSync } from 'node:fs';
import { PbfReader } from 'pbf';
import { PMTiles, tileIdToZxy, zxyToTileId, type Header, type RangeResponse, type Source } from 'pmtiles';

class FileSource implements Source {
  private readonly descriptor: number;
  constructor(private readonly file: string) {
    this.descriptor = openSync(file, 'r');
  }
  getKey(): string {
    return this.file;
  }
  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    const data = Buffer.alloc(length);
    const read = readSync(this.descriptor, data, 0, length, offset);
    return { data: new Uint8Array(data.subarray(0, read)).buffer };
  }
}

export const openArchive = (file: string): PMTiles => new PMTiles(new FileSource(file));

/** All tiles of the zooms the archive has that its bounds meet, and more around them. */
export function* addressesAround(header: Header, zoom: number): Generator<[number, number, number]> {
  const side = 2 ** zoom;
  const column = (lon: number) => Math.floor(((lon + 180) / 360) * side);
  const row = (lat: number) => {
    const phi = (Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180;
    return Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * side);
  };
  const inside = (value: number) => Math.max(0, Math.min(side - 1, value));
  for (let x = inside(column(header.minLon) - 1); x <= inside(column(header.maxLon) + 1); x++)
    for (let y = inside(row(header.maxLat) - 1); y <= inside(row(header.minLat) + 1); y++) yield [zoom, x, y];
}

/** The tile's bytes, decompressed; nothing if the archive has none there. */
export async function tileOf(archive: PMTiles, [z, x, y]: [number, number, number]): Promise<Buffer | undefined> {
  if (tileIdToZxy(zxyToTileId(z, x, y)).join() !== [z, x, y].join()) throw new Error('tile numbers do not agree');
  const tile = await archive.getZxy(z, x, y);
  return tile && Buffer.from(tile.data);
}

export function featuresOf(tile: Buffer): VectorTileFeature[] {
  return Object.values(new VectorTile(new PbfReader(tile)).layers).flatMap((layer) => Array.from({ length: layer.length }, (_, i) => layer.feature(i)));
}
