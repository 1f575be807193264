/** The interactive map. The only module, with its neighbours in this folder, that needs MapLibre. */
import 'maplibre-gl/dist/maplibre-gl.css';
import {
  Map as MapLibreMap,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type MapGeoJSONFeature,
  type PointLike,
  type VectorTileSource,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { tileTemplate } from '../api';
import { deepestFit, levelAt, levels, levelZoom } from '../levels';
import type { Bbox } from '../mercator';
import { numberOf, type Scale } from '../shading';
import type { AreaShape } from '../shapes';
import { areaTileProperties, locationTileProperties } from '../themes';
import type { Level, Selection, Values } from '../types';
import type { Camera, Language } from '../url-state';
import type { Pick, Shown } from '../viewer.svelte';
import { Basemap, emptyCollection } from './basemap';
import {
  areaColour,
  circleRadius,
  circleRim,
  hasFigure,
  noFigure,
  noFigurePattern,
  squareImage,
  squareSize,
  withPeople,
} from './expressions';
import { addPatterns, setSquares } from './patterns';
import { areaLayers, baseStyle, belowAreaNames, belowNames, placeLayers, selectionLayer } from './style';

setWorkerUrl(workerUrl);

/** Tiles deeper than this show nothing new; the map enlarges them. */
const maxTileZoom = 14;
/** Names of places appear when there is room, this far beyond the view of the whole operation. */
const placeNamesAfter = 4;
const clickTolerance = 4;

export interface MapEvents {
  /** The first complete picture is on screen. */
  onReady: () => void;
  onIdle: () => void;
  onMove: (camera: Camera) => void;
  onMoveEnd: (camera: Camera) => void;
  onPick: (pick: Pick | null) => void;
  onTileError: () => void;
}

export interface MapStart {
  container: HTMLElement;
  bbox: Bbox;
  camera: Camera | null;
  language: Language;
  label: string;
  stillness: boolean;
}

/** How marks are sized: pixels per √person at the zoom of the whole operation; and whether places cluster. */
export interface MarkSize {
  factor: number;
  fitZoom: number;
  clustered: boolean;
}

/** The map works without the rest of the world. */
const warn = (error: unknown): void => {
  console.warn('The basemap could not be loaded', error);
};

const levelOfLayer = (id: string): Level | undefined =>
  levels.find((level) => id.startsWith(`areas-${level}-`));

export class MapView {
  readonly map: MapLibreMap;
  private readonly basemap: Basemap;
  private readonly styled: Promise<void>;
  private shown: Shown | null = null;
  private fitZoom = 0;
  /** Sources to fetch anew, with their address where that is another. */
  private readonly outdated = new Map<string, string | null>();

  constructor(
    start: MapStart,
    private readonly events: MapEvents,
  ) {
    const { camera, bbox } = start;
    this.map = new MapLibreMap({
      container: start.container,
      style: baseStyle,
      ...(camera
        ? { center: [camera.lon, camera.lat], zoom: camera.zoom }
        : { bounds: [...bbox], fitBoundsOptions: { padding: mapPadding, maxZoom: deepestFit } }),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 17,
      renderWorldCopies: true,
      fadeDuration: start.stillness ? 0 : 200,
      locale: { 'Map.Title': start.label },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left');
    this.basemap = new Basemap(this.map, start.language);
    this.styled = new Promise((resolve) => {
      this.map.once('style.load', () => {
        addPatterns(this.map);
        resolve();
      });
    });
    this.listen();
    void this.styled.then(() => this.basemap.showCoarse()).catch(warn);
  }

  private listen(): void {
    const { map, events } = this;
    map.once('idle', () => {
      events.onReady();
      void this.basemap.showFine().catch(warn);
    });
    map.on('idle', events.onIdle);
    map.on('move', () => {
      events.onMove(this.camera);
    });
    map.on('moveend', () => {
      events.onMoveEnd(this.camera);
    });
    map.on('click', ({ point, lngLat }) => {
      events.onPick(this.pickAt([point.x, point.y], [lngLat.lng, lngLat.lat]));
    });
    map.on('mousemove', ({ point }) => {
      map.getCanvas().style.cursor = this.featuresAt([point.x, point.y]).length > 0 ? 'pointer' : '';
    });
    map.on('error', (event) => {
      if ('sourceId' in event) events.onTileError();
    });
  }

  get camera(): Camera {
    const { lat, lng } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lon: lng };
  }

  /** Where a place is on screen, in pixels from the map's corner. */
  project(at: readonly [number, number]): { x: number; y: number } {
    return this.map.project([at[0], at[1]]);
  }

  fit(bbox: Bbox, still: boolean): void {
    this.map.fitBounds([...bbox], {
      padding: mapPadding,
      maxZoom: deepestFit,
      animate: !still,
      duration: 600,
    });
  }

  /** Moves a place up to a height from the top where it lies below that. */
  reveal(at: readonly [number, number], top: number, still: boolean): void {
    const { y } = this.project(at);
    if (y > top) this.map.panBy([0, y - top], { animate: !still });
  }

  /** Two levels deeper, where a cluster has come apart into up to sixteen. */
  openCluster(at: readonly [number, number], still: boolean): void {
    this.map.easeTo({ center: [at[0], at[1]], zoom: this.map.getZoom() + 2, animate: !still });
  }

  zoomBy(levelsDeeper: number, still: boolean): void {
    this.map.zoomTo(this.map.getZoom() + levelsDeeper, { animate: !still });
  }

  setLanguage(language: Language): void {
    void this.styled.then(() => {
      this.basemap.setLanguage(language);
    });
  }

  destroy(): void {
    this.map.remove();
  }

  /** Draws a round of a theme. Sources and layers are made once; afterwards only addresses and paint change. */
  async update(shown: Shown, size: MarkSize): Promise<void> {
    await this.styled;
    for (const level of levels) if (level <= shown.deepest) this.updateAreas(level, shown, size.fitZoom);
    this.hideLevelsBelow(shown.deepest);
    this.updatePlaces(shown, size);
    this.shown = shown;
    this.fitZoom = size.fitZoom;
    // Until the next picture MapLibre holds back the sources whose layers changed, and would then cut anew the tiles
    // it has, forgetting that they are to be fetched.
    void this.map.once('render', () => {
      this.fetchOutdated();
    });
    // Nothing may have changed; the reader of `onIdle` waits for it all the same.
    this.map.triggerRepaint();
  }

  private updateAreas(level: Level, shown: Shown, fitZoom: number): void {
    const { theme } = shown;
    const scale: Scale = shown.scales.get(level) ?? { rate: [], count: [] };
    const isNew = this.setTiles(
      `areas-${level}`,
      `admin${level}`,
      shown.selection,
      areaTileProperties(theme),
      shown,
    );
    if (isNew) {
      for (const layer of areaLayers(level)) this.map.addLayer(layer, belowNames);
      this.map.addLayer(selectionLayer(level), belowAreaNames);
      // Coarser outlines stay readable over finer ones.
      if (level > 1) this.map.moveLayer('areas-1-line', belowNames);
    }
    const ids = {
      fill: `areas-${level}-fill`,
      pattern: `areas-${level}-pattern`,
      line: `areas-${level}-line`,
    };
    this.map.setFilter(ids.fill, hasFigure(theme));
    this.map.setPaintProperty(ids.fill, 'fill-color', areaColour(theme, scale));
    this.map.setFilter(ids.pattern, noFigure(theme));
    this.map.setPaintProperty(ids.pattern, 'fill-pattern', noFigurePattern(theme));
    const from = level === 1 ? 0 : levelZoom(level, fitZoom);
    const to = level < shown.deepest ? levelZoom((level + 1) as Level, fitZoom) : 24;
    for (const id of [ids.fill, ids.pattern]) this.map.setLayerZoomRange(id, from, to);
    this.map.setLayerZoomRange(ids.line, from, level === 1 ? 24 : to);
  }

  private hideLevelsBelow(deepest: Level): void {
    for (const level of levels)
      for (const { id } of areaLayers(level))
        if (this.map.getLayer(id))
          this.map.setLayoutProperty(id, 'visibility', level <= deepest ? 'visible' : 'none');
  }

  private updatePlaces(shown: Shown, { factor, fitZoom, clustered }: MarkSize): void {
    const field = shown.theme.locationField;
    const visibility = field ? 'visible' : 'none';
    if (!field) {
      for (const { id } of placeLayers)
        if (this.map.getLayer(id)) this.map.setLayoutProperty(id, 'visibility', visibility);
      return;
    }
    setSquares(this.map, shown.theme.mark);
    const cluster: Record<string, string> = clustered ? {} : { cluster: 'false' };
    if (this.setTiles('places', 'locations', shown.selection, locationTileProperties, shown, cluster))
      for (const layer of placeLayers) this.map.addLayer(layer, belowAreaNames);
    const { map } = this;
    for (const { id } of placeLayers) map.setLayoutProperty(id, 'visibility', visibility);
    map.setFilter('places-circle', ['all', ['!=', ['get', 'unit'], 'admin_area'], withPeople(field)]);
    map.setFilter('places-square', ['all', ['==', ['get', 'unit'], 'admin_area'], withPeople(field)]);
    map.setFilter('places-name', ['all', ['!=', ['get', 'unit'], 'admin_area'], withPeople(field)]);
    // Small marks over large ones, or nobody could reach them.
    map.setLayoutProperty('places-circle', 'circle-sort-key', ['-', 0, ['get', field]]);
    map.setLayoutProperty('places-square', 'symbol-sort-key', ['-', 0, ['get', field]]);
    map.setLayoutProperty('places-name', 'symbol-sort-key', ['-', 0, ['get', field]]);
    map.setPaintProperty('places-circle', 'circle-color', shown.theme.mark);
    map.setPaintProperty('places-circle', 'circle-radius', circleRadius(field, factor, fitZoom));
    map.setPaintProperty('places-circle', 'circle-stroke-width', circleRim(field, factor));
    map.setLayoutProperty('places-square', 'icon-image', squareImage(field, factor));
    map.setLayoutProperty('places-square', 'icon-size', squareSize(field, factor, fitZoom));
    map.setLayerZoomRange('places-name', Math.min(24, fitZoom + placeNamesAfter), 24);
  }

  /** Points a source to the tiles of a round; true if the source had to be made. */
  private setTiles(
    id: string,
    collection: string,
    selection: Selection,
    properties: readonly string[],
    shown: Shown,
    more: Record<string, string> = {},
  ): boolean {
    // Relative addresses would be resolved by the worker, against itself.
    const url = new URL(tileTemplate(collection, selection, properties, more), location.href).href
      .replaceAll('%7B', '{')
      .replaceAll('%7D', '}');
    const source = this.map.getSource<VectorTileSource>(id);
    if (!source) {
      this.map.addSource(id, { type: 'vector', tiles: [url], maxzoom: maxTileZoom });
      return true;
    }
    this.outdated.delete(id);
    if (source.tiles[0] !== url) this.outdated.set(id, url);
    else if (this.shown && this.shown.version !== shown.version) this.outdated.set(id, null);
    return false;
  }

  private fetchOutdated(): void {
    for (const [id, url] of this.outdated)
      if (url === null) this.map.refreshTiles(id);
      else this.map.getSource<VectorTileSource>(id)?.setTiles([url]);
    this.outdated.clear();
  }

  /** Names of the first level's areas, each once, whatever tiles it lies in. */
  async setNames(shapes: readonly AreaShape[], shown: Shown, language: Language): Promise<void> {
    await this.styled;
    const rows = new Map(shown.areas.get(1)?.map((row) => [row['pcode'], row]));
    const features = shapes.map((shape) => {
      const row = rows.get(shape.pcode);
      const local = language === 'ar' ? row?.['name_local'] : null;
      const people = numberOf(row?.[shown.theme.field]) ?? 0;
      return {
        type: 'Feature' as const,
        geometry: { type: 'Point' as const, coordinates: [...shape.label] },
        properties: { name: local ?? shape.name, people },
      };
    });
    const data = shapes.length > 0 ? { ...emptyCollection, features } : emptyCollection;
    void this.map.getSource<GeoJSONSource>('area-names')?.setData(data);
  }

  /** Outlines the area that the popup is about. */
  async select(pcode: string | null): Promise<void> {
    await this.styled;
    for (const level of levels)
      if (this.map.getLayer(`areas-${level}-selected`))
        this.map.setFilter(`areas-${level}-selected`, ['==', ['get', 'pcode'], pcode ?? '']);
  }

  /** What is under a point: the place there, else one within reach of a finger, else the area. */
  private featuresAt([x, y]: readonly [number, number]): MapGeoJSONFeature[] {
    const near: [PointLike, PointLike] = [
      [x - clickTolerance, y - clickTolerance],
      [x + clickTolerance, y + clickTolerance],
    ];
    const find = (geometry: PointLike | [PointLike, PointLike], ids: string[]): MapGeoJSONFeature[] =>
      this.map.queryRenderedFeatures(geometry, { layers: ids.filter((id) => this.map.getLayer(id)) });
    const marks = ['places-circle', 'places-square'];
    // A level that its zoom range hides would still be found.
    const level = Math.min(this.shown?.deepest ?? 1, levelAt(this.map.getZoom(), this.fitZoom));
    const areas = [`areas-${level}-fill`, `areas-${level}-pattern`];
    return (
      [find([x, y], marks), find(near, marks), find([x, y], areas)].find(({ length }) => length > 0) ?? []
    );
  }

  private pickAt(point: readonly [number, number], at: readonly [number, number]): Pick | null {
    const feature = this.featuresAt(point)[0];
    const operation = this.shown?.selection.operation;
    if (!feature || !operation) return null;
    const name = String(feature.properties['name'] ?? '');
    const level = levelOfLayer(feature.layer.id);
    if (level) {
      const pcode = String(feature.properties['pcode']);
      return { collection: `admin${level}`, id: `${operation}.${pcode}`, pcode, name, at };
    }
    const [lon = at[0], lat = at[1]] = feature.geometry.type === 'Point' ? feature.geometry.coordinates : at;
    const id = `${operation}.${String(feature.properties['location_id'])}`;
    const place: Pick = { collection: 'locations', id, pcode: null, name, at: [lon, lat] };
    const values: Values = feature.properties;
    const places = numberOf(values['locations_count']);
    if (places === null) return place;
    return { ...place, id: '', cluster: { places, values } };
  }
}

/** Room for marks and buttons at the edges. */
export const mapPadding = 36;
