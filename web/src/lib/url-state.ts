/** The view in the address: `#op=NGA&method=baseline&round=28&theme=idps&map=6.1/9.08/8.67&lang=ar`. */
import { sectors, themeIds, type Sector, type ThemeId } from './themes';

export const languages = ['en', 'ar'] as const;
export type Language = (typeof languages)[number];

export interface Camera {
  zoom: number;
  lat: number;
  lon: number;
}

/** Parts that are absent or make no sense are left out: the page then takes its default. */
export interface UrlState {
  operation?: string;
  method?: string;
  round?: number;
  theme?: ThemeId;
  sector?: Sector;
  camera?: Camera;
  language?: Language;
}

function oneOf<T extends string>(allowed: readonly T[], text: string | null): T | undefined {
  return allowed.find((value) => value === text);
}

function number(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

function parseCamera(text: string | null): Camera | undefined {
  const parts = text?.split('/') ?? [];
  if (parts.length !== 3) return undefined;
  const zoom = number(parts[0], 0, 22);
  const lat = number(parts[1], -85.06, 85.06);
  const lon = number(parts[2], -180, 180);
  return zoom === undefined || lat === undefined || lon === undefined ? undefined : { zoom, lat, lon };
}

export function parseHash(hash: string): UrlState {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const code = params.get('op') ?? '';
  const method = params.get('method') ?? '';
  const round = number(params.get('round') ?? undefined, 0, 1e6);
  const theme = oneOf(themeIds, params.get('theme'));
  const sector = oneOf(sectors, params.get('sector'));
  const camera = parseCamera(params.get('map'));
  const language = oneOf(languages, params.get('lang'));
  return {
    ...(/^[A-Z][A-Z0-9-]{1,39}$/.test(code) && { operation: code }),
    ...(/^[a-z]{1,20}$/.test(method) && { method }),
    ...(round !== undefined && Number.isInteger(round) && { round }),
    ...(theme && { theme }),
    ...(sector && { sector }),
    ...(camera && { camera }),
    ...(language && { language }),
  };
}

export function formatHash(state: UrlState): string {
  const params = new URLSearchParams();
  if (state.operation) params.set('op', state.operation);
  if (state.method) params.set('method', state.method);
  if (state.round !== undefined) params.set('round', String(state.round));
  if (state.theme) params.set('theme', state.theme);
  if (state.theme === 'needs' && state.sector) params.set('sector', state.sector);
  if (state.camera) {
    const { zoom, lat, lon } = state.camera;
    params.set('map', `${zoom.toFixed(2)}/${lat.toFixed(4)}/${lon.toFixed(4)}`);
  }
  if (state.language) params.set('lang', state.language);
  return `#${params.toString().replaceAll('%2F', '/')}`;
}
