// A map from map.pmtiles, a file that `sojourn export COLLECTION --to map.pmtiles` wrote. Everything it needs
// lies beside it: any static file server that knows ranges will do, and no other host is asked.
import { AttributionControl, Map, NavigationControl, Popup, addProtocol } from './maplibre-gl.mjs';

const note = document.querySelector('#note');

/** Circles whose area stands for people; areas shaded where they were assessed. */
function layersFor(layer, source) {
  const people = 'idps_individuals' in layer.fields ? 'idps_individuals' : 'displaced_from_individuals';
  const radius = ['interpolate', ['linear'], ['sqrt', ['coalesce', ['get', people], 0]], 0, 2, 50, 8, 500, 40];
  const common = { source, 'source-layer': layer.id };
  return [
    { ...common, id: 'areas', type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': ['case', ['has', people], '#b8cfe0', '#ffffff'], 'fill-outline-color': '#5b6b78' } },
    { ...common, id: 'points', type: 'circle', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': radius, 'circle-color': '#1f6fa8', 'circle-opacity': 0.7, 'circle-stroke-width': 1, 'circle-stroke-color': '#ffffff' } },
  ];
}

function tableOf(properties) {
  const table = document.createElement('table');
  for (const [name, value] of Object.entries(properties)) {
    const row = table.insertRow();
    row.insertCell().textContent = name;
    row.insertCell().textContent = String(value);
  }
  return table;
}

function describe(metadata) {
  const rounds = metadata.rounds.map(({ operation, method, round, period_end }) => `${operation} ${method} round ${round}, ${period_end}`);
  const parts = [metadata.synthetic ? 'Synthetic data.' : '', `${metadata.name}: ${rounds.join('; ')}.`, `Source: ${metadata.source ?? 'not stated'}.`, metadata.licence ? `Licence: ${metadata.licence}.` : '', metadata.disclaimer];
  note.textContent = parts.filter(Boolean).join(' ');
}

async function show() {
  const archive = new pmtiles.PMTiles(new URL('map.pmtiles', location.href).href);
  const protocol = new pmtiles.Protocol();
  protocol.add(archive);
  addProtocol('pmtiles', protocol.tile);
  const [header, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
  describe(metadata);
  const map = new Map({
    container: 'map',
    attributionControl: false,
    bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat],
    fitBoundsOptions: { padding: 30 },
    style: {
      version: 8,
      sources: { sojourn: { type: 'vector', url: `pmtiles://${archive.source.getKey()}`, attribution: metadata.attribution } },
      layers: metadata.vector_layers.flatMap((layer) => layersFor(layer, 'sojourn')),
    },
  });
  map.addControl(new NavigationControl());
  map.addControl(new AttributionControl({ compact: false }));
  map.on('click', ({ point, lngLat }) => {
    const [feature] = map.queryRenderedFeatures(point);
    if (feature) new Popup().setLngLat(lngLat).setDOMContent(tableOf(feature.properties)).addTo(map);
  });
  map.on('idle', () => (document.documentElement.dataset.ready = 'map'));
  window.map = map;
}

show().catch((error) => {
  note.className = 'failed';
  note.textContent = `The map cannot be shown: ${error.message}`;
});
