// What clients of a map, of a table and of a script ask for, at random but the same for the same seed, and what each
// answer has to be. Every place of the country has `revision` people, so each answer says which edition it is of.
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { bounds, countOf, revisionOfTotal, vintages } from './country.ts';

/** Numbers from 0 to below `below`, the same for the same seed (mulberry32). */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Whether anything may be refused with 503 and Retry-After: a program with TSan, ten times as slow, is asked more than it can do. */
export const mayAllBeShed = process.env.SOJOURN_LOAD_MAY_SHED === '1';

export interface Ask {
  target: string;
  statuses: readonly number[];
  /** Whether 503 with Retry-After is an answer, too. */
  mayBeShed?: boolean;
  /** The revisions that figures of the body are of: one, or none where it has no figures. */
  revisions: (body: Buffer) => Set<number>;
}

const none = () => new Set<number>();

/** People of one feature and how many places they are of. */
function revisionOf(properties: Record<string, unknown>): number | undefined {
  const people = properties['idps_individuals'];
  if (typeof people !== 'number') return undefined;
  const places = properties['pcode'] === undefined ? (properties['locations_count'] ?? 1) : countOf(String(properties['pcode']));
  return people / Number(places);
}

function ofFeatures(all: Iterable<Record<string, unknown>>): Set<number> {
  const found = new Set<number>();
  for (const properties of all) {
    const revision = revisionOf(properties);
    if (revision !== undefined) found.add(revision);
  }
  return found;
}

function ofTile(body: Buffer): Set<number> {
  const layers = Object.values(new VectorTile(new PbfReader(body)).layers);
  return ofFeatures(layers.flatMap((layer) => Array.from({ length: layer.length }, (_, i) => layer.feature(i).properties)));
}

export function ofItems(body: Buffer): Set<number> {
  const page = JSON.parse(body.toString()) as { features: { properties: Record<string, unknown> }[]; numberReturned: number };
  if (page.numberReturned !== page.features.length) throw new Error('numberReturned is wrong');
  return ofFeatures(page.features.map((feature) => feature.properties));
}

/** Of a table without names, so that no cell has a comma in it. */
export function ofTable(body: Buffer): Set<number> {
  const [header = '', ...rows] = body.toString().trimEnd().split(/\r?\n/);
  const people = header.split(',').indexOf('idps_individuals');
  return new Set(rows.map((row) => Number(row.split(',')[people])));
}

/** Of areas of another vintage, among which people are divided, but of which there are as many. */
function ofAreas(body: Buffer): Set<number> {
  const { rows } = JSON.parse(body.toString()) as { rows: { idps_individuals: number | null }[] };
  return new Set([revisionOfTotal(rows.reduce((sum, { idps_individuals: people }) => sum + (people ?? 0), 0))]);
}

/** The first bytes of files whose figures are not looked at here. */
const beginnings: Record<string, string> = { fgb: 'fgb', gpkg: 'SQLite format 3', pmtiles: 'PMTiles' };

function ofFile(format: string, body: Buffer): Set<number> {
  if (format === 'csv') return ofTable(body);
  if (format === 'geojson') return ofFeatures((JSON.parse(body.toString()) as { features: { properties: Record<string, unknown> }[] }).features.map((feature) => feature.properties));
  if (!body.toString('latin1').startsWith(beginnings[format]!)) throw new Error(`this is no ${format}`);
  return none();
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

function tileAddress(random: Random, least: number, most: number): string {
  const zoom = least + random(most - least + 1);
  const side = 2 ** zoom;
  const lon = bounds[0] + (random(1000) / 1000) * (bounds[2] - bounds[0]);
  const lat = bounds[1] + (random(1000) / 1000) * (bounds[3] - bounds[1]);
  const phi = (lat * Math.PI) / 180;
  const row = ((1 - Math.log(Math.tan(phi) + 1 / Math.cos(phi)) / Math.PI) / 2) * side;
  return `${zoom}/${Math.floor(((lon + 180) / 360) * side)}/${Math.floor(row)}`;
}

const filters = (random: Random): string[] => [
  '',
  `name LIKE 'Place ${random(10)}%'`,
  `idps_individuals >= ${random(9)}`,
  `location_id IN ('M${random(900)}', 'M${random(900)}', 'S1')`,
  `admin2_pcode = 'QA${1 + random(2)}${1 + random(2)}' AND NOT name LIKE '%${random(10)}'`,
  `idps_households BETWEEN 1 AND ${100 + random(1000)} OR name IS NULL`,
];

export function withFilter(random: Random, query: string): string {
  const filter = pick(random, filters(random));
  return filter ? `${query}&filter=${encodeURIComponent(filter)}` : query;
}

function someBox(random: Random): string {
  const west = bounds[0] + random(300) / 100;
  const south = bounds[1] + random(100) / 100;
  return `&bbox=${west},${south},${west + 1},${south + 1}`;
}

const kinds: ((random: Random) => Ask)[] = [
  (random) => ({ target: withFilter(random, `/tiles/locations/${tileAddress(random, 5, 13)}.mvt?operation=QAA`), statuses: [200], revisions: ofTile }),
  (random) => ({ target: withFilter(random, `/tiles/locations/${tileAddress(random, 6, 10)}.mvt?cluster=false`), statuses: [200], revisions: ofTile }),
  (random) => ({ target: `/tiles/admin${random(3)}/${tileAddress(random, 3, 9)}.mvt`, statuses: [200], revisions: ofTile }),
  (random) => ({
    target: withFilter(random, `/ogc/collections/locations/items?limit=${1 + random(300)}&offset=${random(900)}${random(2) ? someBox(random) : ''}`),
    statuses: [200],
    revisions: ofItems,
  }),
  (random) => ({ target: withFilter(random, `/ogc/collections/locations/items?f=csv&properties=location_id,idps_individuals`), statuses: [200], revisions: ofTable }),
  (random) => ({ target: `/ogc/collections/admin${random(3)}/items`, statuses: [200], revisions: ofItems }),
  (random) => ({ target: `/ogc/collections/${pick(random, ['locations', 'assessments'])}/items?limit=10000`, statuses: [200], revisions: ofItems }),
  (random) => ({ target: `/ogc/collections/locations/items/QAA.M${random(1000)}`, statuses: [200], revisions: none }),
  (random) => {
    const format = pick(random, ['csv', 'geojson', 'fgb', 'gpkg', 'pmtiles']);
    const what = `f=${format}&${format === 'pmtiles' ? 'max-zoom=5' : 'properties=location_id,idps_individuals'}`;
    return { target: withFilter(random, `/ogc/collections/locations/export?${what}`), statuses: format === 'pmtiles' ? [200, 404] : [200], mayBeShed: true, revisions: (body: Buffer) => ofFile(format, body) };
  },
  (random) => ({ target: `/analysis/areas?level=${random(3)}&boundary_version=${pick(random, vintages)}`, statuses: [200], revisions: ofAreas }),
  (random) => ({ target: pick(random, plain), statuses: [200], revisions: none }),
  (random) => ({ target: pick(random, wrong), statuses: [400, 404], revisions: none }),
];

const plain = ['/', '/ogc', '/ogc/collections', '/ogc/collections/locations/queryables', '/tiles/locations.json', '/tiles/admin1.json', '/analysis/origins?area=QA1', '/analysis/destinations?area=QA2', '/analysis/areas?level=2', '/api/operations', '/health/ready', '/metrics'];
const wrong = ['/nothing', '/tiles/locations/3/9/0.mvt', '/ogc/collections/locations/items?limit=0', '/ogc/collections/locations/items?filter=name%20LIKE', '/ogc/collections/nothing/items', '/ogc/collections/locations/items/QAA.X', '/ogc/collections/locations/items?bbox=1,2', '/analysis/areas?boundary_version=1990-01-01'];

/** Tiles most of all, as a map asks for them. */
export function nextAsk(random: Random): Ask {
  const kind = random(20) < 10 ? random(3) : random(kinds.length);
  return kinds[kind]!(random);
}
