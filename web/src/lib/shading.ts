/**
 * How an area is shaded: by a rate where its population is known, else by the count, hatched
 * where nobody assessed it. The same scale serves map, picture, legend and table.
 */
import type { Theme } from './themes';
import type { Values } from './types';

/** Ascending limits between classes; n limits make n + 1 classes. */
export interface Scale {
  rate: number[];
  count: number[];
}

export type Shade =
  | { kind: 'rate' | 'count'; index: number; value: number }
  /** Assessed (or of interest), but the figure is not known. */
  | { kind: 'unknown' }
  | { kind: 'not-assessed' };

const steps = [1, 2, 3, 5, 7, 10];

/** The nearest of 1, 2, 3, 5, 7 × 10ⁿ, so that legends hold numbers people can keep in mind. */
export function niceNumber(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const distance = (step: number): number => Math.abs(Math.log(step * power) - Math.log(value));
  const best = steps.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  // Powers below one are not exact in binary: 3 × 0.1 is not 0.3.
  return Number((best * power).toPrecision(3));
}

/**
 * Limits at the quantiles of the positive values, rounded; at most `classes` − 1 of them, fewer
 * where values are few or alike. None for no values.
 */
export function classBreaks(values: readonly number[], classes = 5): number[] {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const breaks: number[] = [];
  const [min = 0, max = 0] = [sorted[0], sorted.at(-1)];
  for (let i = 1; i < classes; i++) {
    const quantile = sorted[Math.floor((sorted.length * i) / classes)];
    if (quantile === undefined) continue;
    const limit = niceNumber(quantile);
    // A class that nothing falls into would only look as if.
    if (limit <= max && limit > (breaks.at(-1) ?? min)) breaks.push(limit);
  }
  return breaks;
}

export const numberOf = (value: Values[string] | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** People per 1,000 inhabitants: the server's own figure where it states one. */
export function rateOf(row: Values, theme: Theme): number | null {
  if (theme.rateField) return numberOf(row[theme.rateField]);
  const count = numberOf(row[theme.field]);
  const population = numberOf(row['population']);
  return count === null || population === null || population <= 0 ? null : (count * 1000) / population;
}

/** The scale of one level's areas. */
export function makeScale(rows: readonly Values[], theme: Theme): Scale {
  const rates: number[] = [];
  const counts: number[] = [];
  for (const row of rows) {
    if (row['pcode'] === null) continue;
    const rate = rateOf(row, theme);
    const count = numberOf(row[theme.field]);
    if (rate !== null) rates.push(rate);
    else if (count !== null) counts.push(count);
  }
  return { rate: classBreaks(rates), count: classBreaks(counts) };
}

/** The class of a value: 0 below the first limit, the limit itself belongs to the class above. */
export function classOf(value: number, breaks: readonly number[]): number {
  const index = breaks.findIndex((limit) => value < limit);
  return index === -1 ? breaks.length : index;
}

export function shadeOf(row: Values, theme: Theme, scale: Scale): Shade {
  const rate = rateOf(row, theme);
  if (rate !== null) return { kind: 'rate', index: classOf(rate, scale.rate), value: rate };
  const count = numberOf(row[theme.field]);
  if (count !== null) return { kind: 'count', index: classOf(count, scale.count), value: count };
  // People may come from a place that nobody could assess; having none recorded is not "not assessed".
  if (theme.id !== 'origins' && row['coverage'] === 'none') return { kind: 'not-assessed' };
  return { kind: 'unknown' };
}

/** Spreads few classes over the whole ramp, so that the highest is always the darkest. */
export function rampColour(ramp: readonly string[], index: number, classes: number): string {
  const last = ramp.length - 1;
  const at = classes <= 1 ? Math.min(2, last) : Math.round((index * last) / (classes - 1));
  return ramp[Math.min(at, last)] ?? '#888';
}
