// What the collections say, added up as a client would: page by page, tile by tile.
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import type { Feature, FeatureCollection } from 'geojson';
import { PbfReader } from 'pbf';
import type { Server } from './sojourn.ts';

/** All features of a collection, following `next`. */
export async function allItems(server: Server, collection: string, query = '', limit = 500): Promise<Feature[]> {
  const features: Feature[] = [];
  let target: string | undefined = `/ogc/collections/${collection}/items?limit=${limit}${query && `&${query}`}`;
  while (target !== undefined) {
    const page = (await server.json(target)) as FeatureCollection & {
      links: { rel: string; href: string }[];
      numberMatched: number;
      numberReturned: number;
    };
    if (page.numberReturned !== page.features.length) throw new Error(`${target}: numberReturned is wrong`);
    features.push(...page.features);
    const next = page.links.find((link) => link.rel === 'next')?.href;
    if (next === undefined && page.numberMatched !== features.length)
      throw new Error(`${collection}: ${features.length} features followed, ${page.numberMatched} matched`);
    target = next && new URL(next, server.url).href.slice(server.url.length);
  }
  if (new Set(features.map((feature) => feature.id)).size !== features.length)
    throw new Error(`${collection}: an id appears twice`);
  return features;
}

/** Sum of a property; null where no feature has it. */
export function total(features: Iterable<{ properties: Record<string, unknown> | null }>, field: string): number | null {
  let sum: number | null = null;
  for (const { properties } of features) {
    const value = properties?.[field];
    if (typeof value === 'number') sum = (sum ?? 0) + value;
  }
  return sum;
}

export interface TileAddress {
  z: number;
  x: number;
  y: number;
}

/** The tiles of a zoom that meet [west, south, east, north]. */
export function tilesMeeting([west, south, east, north]: number[], z: number): TileAddress[] {
  const side = 2 ** z;
  const column = (lon: number) => Math.min(side - 1, Math.max(0, Math.floor(((lon + 180) / 360) * side)));
  const row = (lat: number) => {
    const phi = (Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180;
    return Math.min(side - 1, Math.max(0, Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * side)));
  };
  const tiles: TileAddress[] = [];
  for (let x = column(west!); x <= column(east!); x++)
    for (let y = row(north!); y <= row(south!); y++) tiles.push({ z, x, y });
  return tiles;
}

export async function tileFeatures(server: Server, collection: string, { z, x, y }: TileAddress, query = '') {
  const response = await server.get(`/tiles/${collection}/${z}/${x}/${y}.mvt${query && `?${query}`}`);
  if (response.status !== 200) throw new Error(`tile ${z}/${x}/${y}: ${response.status} ${await response.text()}`);
  const tile = new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer())));
  const features: VectorTileFeature[] = [];
  for (const layer of Object.values(tile.layers)) {
    if (layer.name !== collection) throw new Error(`tile ${z}/${x}/${y}: a layer ${layer.name}`);
    for (let i = 0; i < layer.length; i++) features.push(layer.feature(i));
  }
  return features;
}

/** Features of all tiles of a zoom that meet the collection's extent, once by id, and what TileJSON says beside them. */
export async function wholeZoom(server: Server, collection: string, z: number, query = '') {
  const tileJson = await server.json(`/tiles/${collection}.json${query && `?${query}`}`);
  const byId = new Map<number, VectorTileFeature>();
  for (const address of tilesMeeting(tileJson.bounds, z))
    for (const feature of await tileFeatures(server, collection, address, query)) {
      if (feature.id === undefined) throw new Error('a feature without an id');
      byId.set(feature.id, feature);
    }
  const unplaced = (tileJson.unplaced as { individuals: number }[]).reduce((sum, { individuals }) => sum + individuals, 0);
  return { features: [...byId.values()], unplaced };
}
