import type { AddLayerObject, StyleSpecification } from 'maplibre-gl';
import type { Level } from '../types';
import { emptyCollection } from './basemap';

const water = '#dbe6ec';
const land = '#f4f1ea';
const ink = '#22303a';

/** No `glyphs`: labels are drawn with the fonts of the device, in any script. */
const regular = ['Noto Sans', 'Noto Sans Arabic', 'sans-serif'];

export const baseStyle: StyleSpecification = {
  version: 8,
  sources: {
    'world-land': { type: 'geojson', data: emptyCollection },
    'world-borders': { type: 'geojson', data: emptyCollection },
    'world-names': { type: 'geojson', data: emptyCollection },
    'area-names': { type: 'geojson', data: emptyCollection },
  },
  layers: [
    { id: 'water', type: 'background', paint: { 'background-color': water } },
    { id: 'world-land', type: 'fill', source: 'world-land', paint: { 'fill-color': land } },
    {
      id: 'world-borders',
      type: 'line',
      source: 'world-borders',
      paint: { 'line-color': '#b9b3a6', 'line-width': 0.8 },
    },
    {
      id: 'world-names',
      type: 'symbol',
      source: 'world-names',
      layout: {
        'text-field': ['get', 'name'],
        'text-font': regular,
        'text-size': ['interpolate', ['linear'], ['zoom'], 2, 10, 6, 14],
        'text-max-width': 7,
        'symbol-sort-key': ['-', 0, ['get', 'size']],
      },
      paint: { 'text-color': '#837d70', 'text-halo-color': land, 'text-halo-width': 1 },
    },
    {
      id: 'area-names',
      type: 'symbol',
      source: 'area-names',
      layout: {
        'text-field': ['get', 'name'],
        'text-font': regular,
        'text-size': 12,
        'text-max-width': 7,
        'symbol-sort-key': ['-', 0, ['get', 'people']],
      },
      paint: { 'text-color': ink, 'text-halo-color': 'rgba(255,255,255,0.9)', 'text-halo-width': 1.4 },
    },
  ],
};

/** Areas go below the names of the world's countries, places above these and below area names. */
export const belowNames = 'world-names';
export const belowAreaNames = 'area-names';

/** Fill, pattern and outline of one level. The first level's outline stays when deeper ones take over. */
export function areaLayers(level: Level): AddLayerObject[] {
  const shared = { source: `areas-${level}`, 'source-layer': `admin${level}` };
  return [
    { id: `areas-${level}-fill`, type: 'fill', ...shared, paint: { 'fill-antialias': false } },
    { id: `areas-${level}-pattern`, type: 'fill', ...shared, paint: { 'fill-pattern': 'hatch' } },
    {
      id: `areas-${level}-line`,
      type: 'line',
      ...shared,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': level === 1 ? '#5d6a73' : '#8a949b',
        'line-width': [
          'interpolate',
          ['linear'],
          ['zoom'],
          3,
          level === 1 ? 0.7 : 0.3,
          9,
          level === 1 ? 1.8 : 0.9,
        ],
        'line-opacity': 0.8,
      },
    },
  ];
}

export function selectionLayer(level: Level): AddLayerObject {
  return {
    id: `areas-${level}-selected`,
    type: 'line',
    source: `areas-${level}`,
    'source-layer': `admin${level}`,
    filter: ['==', ['get', 'pcode'], ''],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': '#111a20', 'line-width': 2.6 },
  };
}

const places = { source: 'places', 'source-layer': 'locations' } as const;

export const placeLayers: AddLayerObject[] = [
  {
    id: 'places-square',
    type: 'symbol',
    ...places,
    layout: { 'icon-allow-overlap': true, 'icon-ignore-placement': true },
  },
  {
    id: 'places-circle',
    type: 'circle',
    ...places,
    paint: {
      'circle-opacity': 0.62,
      'circle-stroke-color': '#ffffff',
      'circle-stroke-opacity': 0.9,
    },
  },
  {
    id: 'places-name',
    type: 'symbol',
    ...places,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': regular,
      'text-size': 11,
      'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
      'text-radial-offset': 0.8,
      'text-max-width': 9,
    },
    paint: { 'text-color': ink, 'text-halo-color': 'rgba(255,255,255,0.9)', 'text-halo-width': 1.3 },
  },
];
