/** Sizes of marks: area is in proportion to people, the same for circles and squares. */

/**
 * Up to so many places each is drawn by itself at every zoom, and can be asked about. Of more, the
 * server puts those that lie together into clusters, or tiles would take megabytes.
 */
export const mostSinglePlaces = 4000;

/** At the zoom that shows the whole operation, marks cover about this part of its box. */
const coverage = 0.08;
/** Radii grow by √2 per zoom level: slower than the map, so that crowded places open up. */
export const growth = Math.SQRT2;
/** Marks stop growing this many levels below the whole view. */
export const growthLevels = 6;

/**
 * Pixels of radius for one person's square root, at the zoom that shows the whole operation in a
 * box of so many square pixels. Few places get large marks, many small ones.
 */
export function radiusFactor(peoplePerPlace: number, places: number, boxPixels: number): number {
  if (peoplePerPlace <= 0 || places <= 0) return 0.1;
  const typical = Math.sqrt((coverage * boxPixels) / (places * Math.PI));
  const bounded = Math.min(6, Math.max(1, typical));
  return bounded / Math.sqrt(peoplePerPlace);
}

/** The factor at a zoom, given the one at `fitZoom`. */
export function factorAtZoom(factor: number, fitZoom: number, zoom: number): number {
  return factor * growth ** Math.min(growthLevels, Math.max(-2, zoom - fitZoom));
}

const legible = [1, 2, 5];

/** Up to three round numbers whose marks are of clearly different and legible size (4 to 26 px). */
export function sampleSizes(factor: number): { people: number; radius: number }[] {
  const candidates: { people: number; radius: number }[] = [];
  for (let power = 0; power < 8; power++)
    for (const step of legible) {
      const people = step * 10 ** power;
      candidates.push({ people, radius: factor * Math.sqrt(people) });
    }
  const fitting = candidates.filter(({ radius }) => radius >= 3 && radius <= 22);
  const largest = fitting.at(-1);
  if (!largest) return [];
  const middle = fitting.findLast(({ radius }) => radius <= largest.radius / 1.9);
  const smallest = middle && fitting.findLast(({ radius }) => radius <= middle.radius / 1.9);
  return [smallest, middle, largest].filter((sample) => sample !== undefined);
}
