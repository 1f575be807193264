/** What the server says, in its own names (`GET /api/operations` and the collections of `/ogc`). */

export interface RoundInfo {
  method: string;
  round: number;
  /** Days, YYYY-MM-DD. */
  period_start: string;
  period_end: string;
  idps_individuals: number | null;
  households: number | null;
  locations: number | null;
  revision: number;
  erratum: string | null;
}

export interface Operation {
  code: string;
  name: string;
  country: string;
  source: string;
  licence: string | null;
  /** Made up; the page has to say so wherever it shows a figure. */
  synthetic: boolean;
  ends_on: string | null;
  /** West, south, east, north in degrees. */
  bbox: [number, number, number, number] | null;
  edition: number;
  rounds: RoundInfo[];
}

/** The one round that everything on the page is about. */
export interface Selection {
  operation: string;
  method: string;
  round: number;
}

/** Values of one feature by field name. Empty and absent are both null: never zero. */
export type Values = Record<string, string | number | null>;

/** The levels of areas below the country. */
export type Level = 1 | 2 | 3 | 4;
