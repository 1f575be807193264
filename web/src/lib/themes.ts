/** What the map can be about, and which field of an area or a location holds it. */

export const themeIds = ['idps', 'returnees', 'origins', 'needs'] as const;
export type ThemeId = (typeof themeIds)[number];

/** Cluster codes of the needs that are recorded for areas. */
export const sectors = ['shl', 'ccm', 'fsc', 'wsh', 'hea', 'edu', 'nut', 'liv'] as const;
export type Sector = (typeof sectors)[number];

export interface Theme {
  id: ThemeId;
  /** The count of people, of an area. */
  field: string;
  /** A rate per 1,000 inhabitants that the server states itself; else it is computed from `population`. */
  rateField: string | null;
  /** The same count of a location, where locations have it. */
  locationField: string | null;
  /** Shades from few to many: where the rate is known, and where only the count is. */
  rateRamp: readonly string[];
  countRamp: readonly string[];
  /** Circles and squares. */
  mark: string;
}

const slate = ['#e8e6ef', '#cac7db', '#a6a2c0', '#7d789f', '#524c77'];
const sand = ['#f3ead9', '#e2cda9', '#c8a878', '#a27b4c', '#6f5029'];

/** A count never takes the colours of a rate: where both are on one map they must not be compared. */
const ramps: Record<ThemeId, { rate: readonly string[]; count: readonly string[]; mark: string }> = {
  idps: { rate: ['#dcebf3', '#aed0e3', '#74add0', '#3b82b3', '#15547f'], count: slate, mark: '#c8501e' },
  returnees: { rate: ['#dff0e2', '#b3dcbb', '#7cc08d', '#429a61', '#1c6b3d'], count: sand, mark: '#8a3b8f' },
  origins: { rate: ['#ece4f2', '#d0bfe0', '#ad94ca', '#8565ac', '#5a3a85'], count: sand, mark: '#5a3a85' },
  needs: { rate: ['#fbead0', '#f5cd93', '#e8a553', '#c9772a', '#8f4a13'], count: slate, mark: '#8f4a13' },
};

export function themeOf(id: ThemeId, sector: Sector): Theme {
  const common = { id, rateRamp: ramps[id].rate, countRamp: ramps[id].count, mark: ramps[id].mark };
  switch (id) {
    case 'idps':
      return {
        ...common,
        field: 'idps_individuals',
        rateField: 'idps_per_1000',
        locationField: 'idps_individuals',
      };
    case 'returnees':
      return {
        ...common,
        field: 'returnees_individuals',
        rateField: null,
        locationField: 'returnees_individuals',
      };
    case 'origins':
      return {
        ...common,
        field: 'displaced_from_individuals',
        rateField: null,
        locationField: null,
      };
    case 'needs':
      return {
        ...common,
        field: `need_${sector}_individuals`,
        rateField: null,
        locationField: null,
      };
  }
}

/** Fields that shading, the table and the legend of any theme need. */
export function figureFields(theme: Theme): string[] {
  const fields = [
    'pcode',
    'name',
    'name_local',
    'coverage',
    'locations_assessed',
    'idps_individuals',
    theme.field,
    'population',
  ];
  if (theme.rateField) fields.push(theme.rateField);
  return [...new Set(fields)];
}

/** What the head line of an operation needs besides. */
export function countryFields(theme: Theme): string[] {
  const more = ['idps_basis', 'change_individuals', 'change_comparable_individuals', 'change_from_round'];
  return [...figureFields(theme), ...more];
}

/** Extra properties to ask of area tiles; none where their default set already has the theme. */
export function areaTileProperties(theme: Theme): string[] {
  return theme.id === 'needs' ? ['pcode', 'name', 'coverage', 'population', theme.field] : [];
}

export const locationTileProperties = [
  'location_id',
  'name',
  'unit',
  'idps_individuals',
  'returnees_individuals',
];
