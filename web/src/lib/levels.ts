import { numberOf } from './shading';
import type { Level, Values } from './types';

/** How far beyond the view of the whole operation each deeper level takes over. */
const offsets: Record<Level, number> = { 1: -Infinity, 2: 1.2, 3: 3.2, 4: 5.2 };

/** However small an operation, its whole view is no closer than this zoom. */
export const deepestFit = 12;

export const levels: readonly Level[] = [1, 2, 3, 4];

/** The zoom at which a level takes over from the one above. */
export const levelZoom = (level: Level, fitZoom: number): number => Math.max(0, fitZoom + offsets[level]);

/** The deepest level that a zoom is fit for. */
export function levelAt(zoom: number, fitZoom: number): Level {
  return levels.findLast((level) => zoom >= levelZoom(level, fitZoom)) ?? 1;
}

/**
 * Whether a level can be shaded without hiding people: most displaced people are known at it,
 * not only above it. Otherwise zooming in would turn figures into "not assessed".
 */
export function isUsable(rows: readonly Values[]): boolean {
  let placed = 0;
  let all = 0;
  let areas = 0;
  for (const row of rows) {
    const people = numberOf(row['idps_individuals']) ?? 0;
    all += people;
    if (row['pcode'] === null) continue;
    placed += people;
    areas++;
  }
  return areas > 0 && placed >= 0.75 * all;
}
