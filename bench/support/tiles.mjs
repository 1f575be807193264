// Which tiles to measure: addresses over an extent, and what PostGIS says is in them.

export function tilesOver([west, south, east, north], zoom) {
  const side = 2 ** zoom;
  const column = (lon) => Math.floor(((lon + 180) / 360) * side);
  const row = (lat) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * side);
  const tiles = [];
  for (let x = column(west); x <= column(east); x++) for (let y = row(north); y <= row(south); y++) tiles.push([zoom, x, y]);
  return tiles;
}

/** The zoom at which tiles that hold anything hold about `wanted` points on average, and these tiles. */
export function tilesOfAbout(store, table, bounds, wanted, deepest = 14) {
  let best;
  for (let zoom = 2; zoom <= deepest; zoom++) {
    const tiles = tilesOver(bounds, zoom);
    if (tiles.length > 20_000) break;
    const [[, west, north], [, east, south]] = [tiles[0], tiles.at(-1)];
    const counted = store
      .sql(`select ${zoom}, x, y, n from generate_series(${west}, ${east}) as x cross join generate_series(${north}, ${south}) as y cross join lateral (
        select count(*) as n from ${table} where mercator && st_tileenvelope(${zoom}, x, y)) as counted where n > 0`)
      .split('\n')
      .map((line) => line.split('|').map(Number));
    const mean = counted.reduce((sum, [, , , n]) => sum + n, 0) / counted.length;
    if (!best || Math.abs(Math.log(mean / wanted)) < Math.abs(Math.log(best.mean / wanted))) best = { zoom, mean, tiles: counted.map(([z, x, y]) => [z, x, y]) };
  }
  return best;
}
