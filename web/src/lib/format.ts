import type { Language } from './url-state';

/** Arabic here means the Gregorian calendar that the rounds are kept in. */
const locales: Record<Language, string> = { en: 'en-GB', ar: 'ar-u-ca-gregory' };

export function formatNumber(language: Language, value: number): string {
  // Rates below ten keep a decimal; people are whole.
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 1 : 0;
  return new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(value);
}

/** With its sign, for changes: +1,200, −300, 0. */
export function formatChange(language: Language, value: number): string {
  return new Intl.NumberFormat(locales[language], {
    signDisplay: 'exceptZero',
    maximumFractionDigits: 0,
  }).format(value);
}

function day(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

const dateFormat = (language: Language): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locales[language], {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });

/** A day as people write it; text that is no day is shown as it is. */
export function formatDate(language: Language, text: string): string {
  const date = day(text);
  return date ? dateFormat(language).format(date) : text;
}

export function formatPeriod(language: Language, start: string, end: string): string {
  const from = day(start);
  const to = day(end);
  if (!from || !to || from.getTime() >= to.getTime()) return formatDate(language, end);
  return dateFormat(language).formatRange(from, to);
}

/** Month and year, for the narrow places. */
export function formatMonth(language: Language, text: string): string {
  const date = day(text);
  const format = new Intl.DateTimeFormat(locales[language], {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return date ? format.format(date) : text;
}
