import type { Language } from '../url-state';
import { ar } from './ar';
import { en, type Dictionary, type TextKey } from './en';

export type { TextKey } from './en';

export const dictionaries: Readonly<Record<Language, Dictionary>> = { en, ar };

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** The text of a key, its {placeholders} filled. */
export function translate(language: Language, key: TextKey, params: Record<string, string> = {}): string {
  return dictionaries[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}

/** The text of a code such as `key_informant`; a code without a text is shown as it came. */
export function translateCode(language: Language, prefix: string, code: string): string {
  const key = `${prefix}_${code}`;
  return key in en ? dictionaries[language][key as TextKey] : code.replaceAll('_', ' ');
}

/** The language of the address, else the first that the reader's browser asks for and we have. */
export function preferredLanguage(asked: Language | undefined, browser: readonly string[]): Language {
  if (asked) return asked;
  for (const tag of browser) {
    if (tag.startsWith('ar')) return 'ar';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}
