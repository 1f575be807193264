import { numberOf, rateOf, shadeOf, type Scale, type Shade } from './shading';
import type { Theme } from './themes';
import type { Values } from './types';

/** A line of the table of areas. */
export interface AreaRow {
  /** Nothing for people whose area is not known at this level. */
  pcode: string | null;
  name: string | null;
  localName: string | null;
  people: number | null;
  rate: number | null;
  shade: Shade;
}

const text = (value: Values[string] | undefined): string | null => (typeof value === 'string' ? value : null);

/** Areas with most people first, those without a figure last, "not known" at the very end. */
export function areaRows(rows: readonly Values[], theme: Theme, scale: Scale): AreaRow[] {
  const result = rows.map((row) => ({
    pcode: text(row['pcode']),
    name: text(row['name']),
    localName: text(row['name_local']),
    people: numberOf(row[theme.field]),
    rate: rateOf(row, theme),
    shade: shadeOf(row, theme, scale),
  }));
  return result
    .filter((row) => row.pcode !== null || (row.people ?? 0) > 0)
    .sort(
      (a, b) =>
        Number(a.pcode === null) - Number(b.pcode === null) ||
        (b.people ?? -1) - (a.people ?? -1) ||
        (a.name ?? '').localeCompare(b.name ?? ''),
    );
}

/** The sum of a figure over rows; nothing if no row has it. */
export function total(rows: readonly Values[], field: string): number | null {
  const values = rows.map((row) => numberOf(row[field])).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}
