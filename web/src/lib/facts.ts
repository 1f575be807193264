/** What a popup says about an area or a place: only what is known, in an order people ask in. */
import { formatChange, formatDate, formatNumber, formatPeriod } from './format';
import { translate, translateCode, type TextKey } from './i18n';
import { numberOf } from './shading';
import { sectors } from './themes';
import type { Values } from './types';
import type { Language } from './url-state';

export interface Fact {
  label: string;
  value: string;
  /** The figure flagged: it does not mean what it seems to. */
  flag?: string;
}

export interface Facts {
  figures: Fact[];
  needs: { title: string; items: Fact[] }[];
  /** What a figure needs to be believed. */
  grounds: Fact[];
  /** Which round says so, and who. */
  said: string;
  source: string | null;
  notes: string[];
}

const figureKeys = [
  'idps_individuals',
  'idps_households',
  'idps_per_1000',
  'returnees_individuals',
  'returnees_abroad_individuals',
  'displaced_from_individuals',
  'displaced_within_individuals',
  'arrivals_individuals',
  'departures_individuals',
  'host_individuals',
  'conflict_individuals',
  'disaster_individuals',
  'mixed_individuals',
  'other_individuals',
  'unknown_reason_individuals',
  'female',
  'male',
  'women',
  'men',
  'children',
  'elderly',
] as const satisfies readonly TextKey[];

const sexAndAge: readonly string[] = ['female', 'male', 'women', 'men', 'children', 'elderly'];

class FactReader {
  constructor(
    readonly language: Language,
    readonly values: Values,
  ) {}

  text(key: TextKey, params: Record<string, string> = {}): string {
    return translate(this.language, key, params);
  }

  string(field: string): string | null {
    const value = this.values[field];
    return typeof value === 'string' && value !== '' ? value : null;
  }

  number(field: string): string | null {
    const value = numberOf(this.values[field]);
    return value === null ? null : formatNumber(this.language, value);
  }

  code(field: string, prefix = field): string | null {
    const value = this.string(field);
    return value === null ? null : translateCode(this.language, prefix, value);
  }
}

/** A line, if there is anything to say. */
function fact(label: string, value: string | null, flag?: string): Fact[] {
  return value === null ? [] : [{ label, value, ...(flag && { flag }) }];
}

function changeFacts(reader: FactReader): Fact[] {
  const change = numberOf(reader.values['change_individuals']);
  const round = reader.number('change_from_round');
  if (change === null || round === null) return [];
  const comparable = numberOf(reader.values['change_comparable_individuals']);
  const label = reader.text('change_comparable_individuals');
  return [
    { label: reader.text('change', { round }), value: formatChange(reader.language, change) },
    ...fact(label, comparable === null ? null : formatChange(reader.language, comparable)),
  ];
}

function figureFacts(reader: FactReader): Fact[] {
  const isMajority = reader.string('origin_basis') === 'majority';
  const isSample = reader.string('sadd_basis') === 'sample';
  const flagOf = (key: string): string | undefined => {
    if (key === 'displaced_from_individuals' && isMajority) return reader.text('majority');
    return isSample && sexAndAge.includes(key) ? reader.text('sample') : undefined;
  };
  const figures = figureKeys.flatMap((key) => fact(reader.text(key), reader.number(key), flagOf(key)));
  const year = reader.string('population_year') ?? numberOf(reader.values['population_year']);
  const population =
    year === null ? reader.text('population') : reader.text('population_in', { year: String(year) });
  const origin = fact(
    reader.text(isMajority ? 'origin' : 'origin_plain'),
    reader.string('origin_name'),
    isMajority ? reader.text('majority') : undefined,
  );
  return [
    ...figures,
    ...fact(population, reader.number('population')),
    ...changeFacts(reader),
    ...origin,
    ...fact(reader.text('reason_main'), reader.code('reason_main')),
    ...fact(reader.text('shelter_main'), reader.code('shelter_main')),
  ];
}

/** Three measures that are never mixed: people, informants' answers, and severity where it was scored. */
function needFacts(reader: FactReader): Facts['needs'] {
  const section = (title: TextKey, valueOf: (sector: string) => string | null): Facts['needs'] => {
    const items = sectors.flatMap((sector) => fact(reader.text(`sector_${sector}`), valueOf(sector)));
    return items.length > 0 ? [{ title: reader.text(title), items }] : [];
  };
  return [
    ...section('needs_heading', (sector) => reader.number(`need_${sector}_individuals`)),
    ...section('access_heading', (sector) => reader.code(`access_${sector}`, 'access')),
    ...section('severity_heading', (sector) => reader.number(`severity_${sector}`)),
  ];
}

function groundFacts(reader: FactReader): Fact[] {
  const { language } = reader;
  const ranks = [1, 2, 3]
    .map((rank) => reader.code(`priority_need_${rank}`, 'sector'))
    .filter((need) => need !== null);
  const assessed = reader.string('assessed_on');
  return [
    ...fact(
      reader.text('priority_needs'),
      ranks.length === 0 ? null : ranks.join(language === 'ar' ? '، ' : ', '),
    ),
    ...fact(reader.text('access_location'), reader.code('access_location', 'access')),
    ...fact(reader.text('basis'), reader.code('idps_basis', 'basis')),
    ...fact(reader.text('figure_status'), reader.code('figure_status')),
    ...fact(reader.text('coverage'), reader.code('coverage')),
    ...fact(reader.text('locations_assessed'), reader.number('locations_assessed')),
    ...fact(reader.text('locations_carried_forward'), reader.number('locations_carried_forward')),
    ...fact(reader.text('assessed_on'), assessed === null ? null : formatDate(language, assessed)),
  ];
}

/** "Area baseline · Round 28 · 1 – 20 Jul 2019". */
function saidIn(reader: FactReader): string {
  const round = reader.number('round');
  const end = reader.string('period_end');
  const parts = [
    reader.code('method'),
    round === null ? null : reader.text('round_n', { round }),
    end === null ? null : formatPeriod(reader.language, reader.string('period_start') ?? end, end),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

export function factsOf(values: Values, language: Language): Facts {
  const reader = new FactReader(language, values);
  const notes: string[] = [];
  if (values['coverage'] === 'none') notes.push(reader.text('not_assessed_note'));
  const saysOrigin = numberOf(values['displaced_from_individuals']) !== null || values['origin_name'];
  if (saysOrigin && values['origin_basis'] === 'majority') notes.push(reader.text('majority_note'));
  if (values['point'] === 'in_area') notes.push(reader.text('point_in_area'));
  return {
    figures: figureFacts(reader),
    needs: needFacts(reader),
    grounds: groundFacts(reader),
    said: saidIn(reader),
    source: reader.string('source'),
    notes,
  };
}

/** Where and what it is: "Site · camp · Dunhaven, Ardent" or "Level 2 · XS0102". */
export function subtitleOf(values: Values, language: Language): string {
  const reader = new FactReader(language, values);
  const level = reader.number('level');
  const parts =
    level === null
      ? [
          reader.code('unit'),
          reader.code('setting'),
          [4, 3, 2, 1].map((depth) => reader.string(`admin${depth}_name`)).find((name) => name !== null) ??
            null,
        ]
      : [reader.text('level_n', { level }), reader.string('pcode')];
  return parts.filter((part) => part !== null).join(' · ');
}
