/**
 * Land, borders and names of the world from Natural Earth, bundled with the page: no other
 * server is asked. The operation's own boundaries are drawn over it.
 */
import type { Feature, FeatureCollection, Point, Position } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import coarseUrl from 'world-atlas/countries-110m.json?url';
import fineUrl from 'world-atlas/countries-50m.json?url';
import { interiorPoint } from '../shapes';
import type { Language } from '../url-state';
import { unwrappedFeatures } from './antimeridian';

type World = Topology<{ countries: GeometryCollection; land: GeometryCollection }>;

export const emptyCollection: FeatureCollection = { type: 'FeatureCollection', features: [] };

async function fetchWorld(url: string): Promise<World> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as World;
}

/** The numeric ISO code as a region the browser has a name for; nothing for places without a code. */
function regionOf(id: string): string | undefined {
  try {
    return new Intl.Locale(`und-${id.padStart(3, '0')}`).region;
  } catch {
    return undefined;
  }
}

const ringSize = (ring: readonly Position[]): number => {
  const xs = ring.map(([x = 0]) => x);
  const ys = ring.map(([, y = 0]) => y);
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
};

/** A point inside a country's largest part, and how large that is, so that large names win. */
function labelOf(country: Feature): Feature<Point> | null {
  const { geometry } = country;
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return null;
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const rings = parts.map((part) => part[0] ?? []);
  const largest = rings.reduce((a, b) => (ringSize(b) > ringSize(a) ? b : a));
  const region = country.id === undefined ? undefined : regionOf(String(country.id));
  if (!region || largest.length === 0) return null;
  const point = interiorPoint(largest.map(([x = 0, y = 0]) => ({ x, y })));
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [point.x, point.y] },
    properties: { region, size: ringSize(largest) },
  };
}

/** Names come from the browser, in the reader's language. */
function named(labels: readonly Feature<Point>[], language: Language): FeatureCollection {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const features = labels.map((label) => ({
    ...label,
    properties: { ...label.properties, name: names.of(String(label.properties?.['region'])) ?? '' },
  }));
  return { type: 'FeatureCollection', features };
}

/** Keeps the three world sources of a map filled: coarse at once, fine when asked for. */
export class Basemap {
  private labels: Feature<Point>[] = [];
  private isFine = false;

  constructor(
    private readonly map: MapLibreMap,
    private language: Language,
  ) {}

  async showCoarse(): Promise<void> {
    this.show(await fetchWorld(coarseUrl));
  }

  /** Once; on a slow line, or where data is to be saved, the coarse one has to do. */
  async showFine(): Promise<void> {
    const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
    const kind = connection?.effectiveType ?? '';
    const isSlow = connection?.saveData === true || ['slow-2g', '2g', '3g'].includes(kind);
    if (this.isFine || isSlow) return;
    this.isFine = true;
    this.show(await fetchWorld(fineUrl));
  }

  setLanguage(language: Language): void {
    this.language = language;
    this.set('world-names', named(this.labels, language));
  }

  private show(world: World): void {
    const countries = feature(world, world.objects.countries).features;
    this.labels = countries.map(labelOf).filter((label) => label !== null);
    this.set('world-land', unwrappedFeatures(feature(world, world.objects.land)));
    const borders = mesh(world, world.objects.countries, (a, b) => a !== b);
    this.set('world-borders', {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', geometry: borders, properties: {} }],
    });
    this.setLanguage(this.language);
  }

  private set(source: string, data: FeatureCollection): void {
    void this.map.getSource<GeoJSONSource>(source)?.setData(data);
  }
}
