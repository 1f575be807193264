import type { Map as MapLibreMap } from 'maplibre-gl';

declare global {
  interface Window {
    /** For the browser's console and for tests. */
    sojourn?: { map: MapLibreMap };
  }
}
