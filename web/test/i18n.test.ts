import { describe, expect, it } from 'vitest';
import { dictionaries, directionOf, preferredLanguage, translate, translateCode } from '../src/lib/i18n';
import { en, type TextKey } from '../src/lib/i18n/en';
import { sectors, themeIds } from '../src/lib/themes';
import { languages } from '../src/lib/url-state';

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

describe.each(languages)('the dictionary %s', (language) => {
  const dictionary = dictionaries[language];

  it('has every text, with the same placeholders', () => {
    expect(Object.keys(dictionary).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(dictionary)) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toEqual(placeholders(en[key as TextKey]));
    }
  });

  it('names every theme and sector', () => {
    for (const id of themeIds) expect(translateCode(language, 'theme', id)).not.toBe(id);
    for (const sector of sectors) expect(translateCode(language, 'sector', sector)).not.toBe(sector);
  });
});

describe('texts', () => {
  it('are in Arabic letters in Arabic, but for names', () => {
    const latin = Object.entries(dictionaries.ar).filter(([, text]) => !/[\u0600-\u06FF]/.test(text));
    expect(latin.map(([key]) => key).sort()).toEqual(['language_other', 'legend_between', 'title']);
  });

  it('fill their placeholders, and leave unknown ones to be seen', () => {
    expect(translate('en', 'round_n', { round: '7' })).toBe('Round 7');
    expect(translate('en', 'round_n')).toBe('Round {round}');
  });

  it('show a code that has no text as it came', () => {
    expect(translateCode('en', 'basis', 'satellite_count')).toBe('satellite count');
  });

  it('read from right to left in Arabic', () => {
    expect(directionOf('ar')).toBe('rtl');
    expect(directionOf('en')).toBe('ltr');
  });

  it('come in the first language that the reader and the page share', () => {
    expect(preferredLanguage(undefined, ['fr-FR', 'ar-SD', 'en'])).toBe('ar');
    expect(preferredLanguage('en', ['ar'])).toBe('en');
    expect(preferredLanguage(undefined, ['fr'])).toBe('en');
  });
});
