// A country of a few squares with made-up figures, for tests without real data.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Store } from './sojourn.ts';

type Area = [pcode: string, name: string, parent: string, west: number, south: number, east: number, north: number];

const levels: Area[][] = [
  [['QA', 'Quadrat', '', 10, 1, 14, 3]],
  [
    ['QA1', 'West', 'QA', 10, 1, 12, 3],
    ['QA2', 'East', 'QA', 12, 1, 14, 3],
  ],
  [
    ['QA11', 'Westerly', 'QA1', 10, 1, 11, 3],
    ['QA12', 'Midwest', 'QA1', 11, 1, 12, 3],
    ['QA21', 'Mideast', 'QA2', 12, 1, 13, 3],
    ['QA22', 'Easterly', 'QA2', 13, 1, 14, 3],
  ],
];

function layer(level: number, areas: readonly Area[], validOn: string): string {
  const features = areas.map(([pcode, name, parent, west, south, east, north]) => ({
    type: 'Feature',
    properties: {
      [`ADM${level}_PCODE`]: pcode,
      [`ADM${level}_EN`]: name,
      ...(level > 0 ? { [`ADM${level - 1}_PCODE`]: parent } : {}),
      validOn,
    },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

export interface Place {
  id: string;
  name: string;
  pcode: string;
  lon?: number;
  lat?: number;
  individuals: number;
  households: number;
}

/** Writes the boundaries of all levels; returns the files. */
export function writeBoundaries(directory: string, validOn = '2019-01-01', of: readonly (readonly Area[])[] = levels): string[] {
  return of.map((areas, level) => {
    const file = path.join(directory, `qa_adm${level}_${validOn}.geojson`);
    writeFileSync(file, layer(level, areas, validOn));
    return file;
  });
}

/** The boundaries of a later day, when the border between the western districts has been moved to this meridian. */
export function writeMovedBoundaries(directory: string, validOn: string, meridian: number): string[] {
  const moved = levels.map((areas) =>
    areas.map(([pcode, name, parent, west, south, east, north]): Area =>
      pcode === 'QA11' ? [pcode, name, parent, west, south, meridian, north] : pcode === 'QA12' ? [pcode, name, parent, meridian, south, east, north] : [pcode, name, parent, west, south, east, north],
    ),
  );
  return writeBoundaries(directory, validOn, moved);
}

/** An HXL-tagged CSV, which needs no profile. */
export function writeRound(directory: string, name: string, places: readonly Place[]): string {
  const header = 'Site ID,Site,District code,Longitude,Latitude,Individuals,Households';
  const tags = '#loc+code+id,#loc+name,#adm2+code,#geo+lon,#geo+lat,#affected+idps+ind,#affected+idps+hh';
  const rows = places.map(({ id, name: place, pcode, lon, lat, individuals, households }) =>
    [id, place, pcode, lon ?? '', lat ?? '', individuals, households].join(','),
  );
  const file = path.join(directory, name);
  writeFileSync(file, [header, tags, ...rows, ''].join('\n'));
  return file;
}

export const places: Place[] = [
  { id: 'S1', name: 'Alder camp', pcode: 'QA11', lon: 10.5, lat: 2, individuals: 1000, households: 200 },
  { id: 'S2', name: 'Birch camp', pcode: 'QA12', lon: 11.5, lat: 2, individuals: 500, households: 100 },
  { id: 'S3', name: 'Cedar site', pcode: 'QA21', lon: 12.25, lat: 1.5, individuals: 250, households: 50 },
  { id: 'S4', name: 'Dogwood site', pcode: 'QA22', lon: 13.75, lat: 2.5, individuals: 25, households: 5 },
];

/** Deterministic places beside the four, so that pages and tiles have something to do. */
export function manyPlaces(count: number): Place[] {
  const more = Array.from({ length: count }, (_, i): Place => {
    const lon = 10.01 + ((i * 0.618034) % 1) * 3.98;
    const lat = 1.01 + ((i * 0.414214) % 1) * 1.98;
    const pcode = `QA${lon < 12 ? 1 : 2}${lon < 11 || (lon >= 12 && lon < 13) ? 1 : 2}`;
    return { id: `M${i}`, name: `Place ${i}`, pcode, lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)), individuals: 5 + (i % 90), households: 1 + (i % 18) };
  });
  return [...places, ...more];
}

export const sum = (rows: readonly Place[]): number => rows.reduce((total, row) => total + row.individuals, 0);

export interface RoundOptions {
  number: number;
  from: string;
  to: string;
  places: readonly Place[];
}

/** `import` with everything said on the command line. */
export function importArguments(file: string, { number, from, to }: Omit<RoundOptions, 'places'>, ...more: string[]): string[] {
  return [
    ...['import', file, '--operation', 'QAA', '--method', 'site', '--round', `${number}`],
    ...['--from', from, '--to', to, '--sensitivity', 'low', ...more],
  ];
}

/** The boundaries and rounds, published. */
export function fill(store: Store, rounds: readonly RoundOptions[]): void {
  store.done('operation', 'QAA', '--name', 'Quadrat', '--country', 'QAA', '--source', 'Test');
  store.done('boundaries', ...writeBoundaries(store.directory), '--country', 'QAA');
  for (const round of rounds) {
    const file = writeRound(store.directory, `round${round.number}.csv`, round.places);
    store.done(...importArguments(file, round, '--publish'));
  }
}

export const twoRounds: RoundOptions[] = [
  { number: 1, from: '2020-01-01', to: '2020-01-31', places: manyPlaces(300) },
  { number: 2, from: '2020-03-01', to: '2020-03-31', places: manyPlaces(250).slice(1) },
];
