// Boundaries of one province, as small as they can be drawn.

/** Districts of Nigeria's one state as squares side by side: [code, west, east, name]. */
export function districts(valid: string, squares: [string, number, number, string][]): string {
  const features = squares.map(([code, west, east, name]) => ({
    type: 'Feature',
    properties: { ADM2_EN: name, ADM2_PCODE: code, ADM1_EN: 'State', ADM1_PCODE: 'NG1', ADM0_EN: 'Nigeria', ADM0_PCODE: 'NG', validOn: valid },
    geometry: { type: 'Polygon', coordinates: [[[west, 0], [east, 0], [east, 1], [west, 1], [west, 0]]] },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}
