import { ApiError, fetchFigures, fetchItem, fetchOperations } from './api';
import { factorAtZoom, mostSinglePlaces, radiusFactor } from './circles';
import { formatNumber } from './format';
import { preferredLanguage, translate, type TextKey } from './i18n';
import { isUsable } from './levels';
import { pixelsOf, type Bbox } from './mercator';
import { firstOperation, methodsOf, referenceRounds, roundsOf, typicalPlace } from './rounds';
import { makeScale, type Scale } from './shading';
import { boundsOf, fetchShapes, type Shapes } from './shapes';
import { countryFields, figureFields, themeOf, type Sector, type Theme, type ThemeId } from './themes';
import type { Level, Operation, RoundInfo, Selection, Values } from './types';
import { formatHash, parseHash, type Camera, type Language } from './url-state';

/** A place that the reader asked about. */
export interface Pick {
  collection: string;
  /** Feature id, `{operation}.{location_id}` or `{operation}.{pcode}`. */
  id: string;
  pcode: string | null;
  name: string;
  /** Where the popup points to. */
  at: readonly [lon: number, lat: number];
  /** Of a cluster: its places and their sums, as the tile has them. */
  cluster?: { places: number; values: Values };
}

/** What map, picture, legend and table show: one round of one theme with its scales, loaded as a whole. */
export interface Shown {
  selection: Selection;
  theme: Theme;
  country: readonly Values[];
  areas: ReadonlyMap<Level, readonly Values[]>;
  scales: ReadonlyMap<Level, Scale>;
  /** Areas are drawn down to this level. */
  deepest: Level;
  /** Raised when the server published something: tiles of the same address are then old. */
  version: number;
}

const wholeWorld: Bbox = [-170, -56, 178, 74];

/** While the slider moves, wait for it to rest before asking the server. */
const settleMilliseconds = 150;

/** The state of the page, and all that it asks of the server. */
export class Viewer {
  operations = $state.raw<Operation[] | null>(null);
  error = $state.raw<ApiError | null>(null);
  operationCode = $state('');
  method = $state('');
  roundNumber = $state(0);
  themeId = $state<ThemeId>('idps');
  sector = $state<Sector>('wsh');
  language = $state<Language>('en');
  camera = $state.raw<Camera | null>(null);
  shown = $state.raw<Shown | null>(null);
  shapes = $state.raw<Shapes>({ areas: [], tiles: [] });
  pick = $state.raw<Pick | null>(null);
  details = $state.raw<Values | 'loading' | 'none' | null>(null);
  /** True from a choice until its figures are on the page. */
  busy = $state(true);
  /** Zoom of the whole operation in this window, and the present one. */
  fitZoom = $state(4);
  zoom = $state(4);

  operation = $derived(this.operations?.find(({ code }) => code === this.operationCode));
  methods = $derived(this.operation ? methodsOf(this.operation) : []);
  rounds = $derived(this.operation ? roundsOf(this.operation, this.method) : []);
  round: RoundInfo | undefined = $derived(this.rounds.find(({ round }) => round === this.roundNumber));
  theme = $derived(themeOf(this.themeId, this.sector));
  /** Where an operation has neither areas nor points, the world. */
  bbox: Bbox = $derived(this.operation?.bbox ?? boundsOf(this.shapes.areas) ?? wholeWorld);
  /** Pixels of radius per √person when the whole operation is in view. */
  circleFactor = $derived.by(() => {
    const { people, places } = typicalPlace(this.rounds);
    return radiusFactor(people, places, pixelsOf(this.bbox, this.fitZoom));
  });
  /** Whether there are too many places to draw each by itself. */
  clustered = $derived(typicalPlace(this.rounds).places > mostSinglePlaces);
  circleFactorNow = $derived(factorAtZoom(this.circleFactor, this.fitZoom, this.zoom));

  private version = 0;
  private figures = new Map<string, Promise<Values[]>>();
  /** Counts what was asked for; an answer to an older question is dropped. */
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private detailsCache = new Map<string, Values | 'none'>();

  text(key: TextKey, params: Record<string, string> = {}): string {
    return translate(this.language, key, params);
  }

  number(value: number): string {
    return formatNumber(this.language, value);
  }

  /** Takes the view from the address, then asks what there is. */
  async start(hash: string, browserLanguages: readonly string[]): Promise<void> {
    this.applyHash(hash, browserLanguages);
    await this.reload();
  }

  applyHash(hash: string, browserLanguages: readonly string[]): void {
    const state = parseHash(hash);
    this.language = preferredLanguage(state.language, browserLanguages);
    // What the address leaves out is the default, not what was shown before: a link means one view.
    this.operationCode = state.operation ?? '';
    this.method = state.method ?? '';
    this.roundNumber = state.round ?? -1;
    this.themeId = state.theme ?? 'idps';
    this.sector = state.sector ?? 'wsh';
    this.camera = state.camera ?? null;
    if (this.operations) this.settle();
  }

  get hash(): string {
    return formatHash({
      operation: this.operationCode,
      method: this.method,
      round: this.roundNumber,
      theme: this.themeId,
      sector: this.sector,
      language: this.language,
      ...(this.camera && { camera: this.camera }),
    });
  }

  async reload(): Promise<void> {
    this.error = null;
    this.busy = true;
    try {
      this.operations = await fetchOperations();
      this.settle();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Looks for a new edition; a failure is no reason to take away what is on the page. */
  async refresh(): Promise<void> {
    const operations = await fetchOperations().catch(() => null);
    if (!operations || JSON.stringify(operations) === JSON.stringify(this.operations)) return;
    this.version++;
    this.figures.clear();
    this.detailsCache.clear();
    this.operations = operations;
    this.settle();
  }

  chooseOperation(code: string): void {
    if (code === this.operationCode) return;
    this.operationCode = code;
    this.method = '';
    this.roundNumber = 0;
    this.camera = null;
    this.pick = null;
    this.settle();
  }

  chooseMethod(method: string): void {
    const end = this.round?.period_end ?? '';
    this.method = method;
    // The other method's state at the same time: its numbers mean other dates.
    this.roundNumber = this.rounds.findLast((round) => round.period_end <= end)?.round ?? -1;
    this.settle();
  }

  chooseRound(round: number): void {
    if (round === this.roundNumber) return;
    this.roundNumber = round;
    this.settle(settleMilliseconds);
  }

  chooseTheme(theme: ThemeId, sector: Sector = this.sector): void {
    this.themeId = theme;
    this.sector = sector;
    this.settle();
  }

  async choosePick(pick: Pick | null): Promise<void> {
    this.pick = pick;
    await this.loadDetails();
  }

  /** Replaces what does not exist by the nearest default, then loads. */
  private settle(delay = 0): void {
    const operations = this.operations ?? [];
    if (!operations.some(({ code, rounds }) => code === this.operationCode && rounds.length > 0))
      this.operationCode = firstOperation(operations)?.code ?? '';
    if (!this.methods.includes(this.method)) this.method = this.methods[0] ?? '';
    if (!this.round) this.roundNumber = this.rounds.at(-1)?.round ?? 0;
    clearTimeout(this.timer);
    if (!this.round) {
      this.shown = null;
      this.busy = false;
      return;
    }
    this.busy = true;
    this.timer = setTimeout(() => void this.load(), delay);
  }

  private get selection(): Selection {
    return { operation: this.operationCode, method: this.method, round: this.roundNumber };
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    const selection = this.selection;
    const theme = this.theme;
    try {
      const [country, areas, scale] = await Promise.all([
        this.figuresOf(0, selection, theme),
        this.figuresOf(1, selection, theme),
        this.scaleOf(1, theme),
        this.loadShapes(selection),
      ]);
      if (turn !== this.turn) return;
      const known: Shown = {
        selection,
        theme,
        country,
        areas: new Map([[1, areas]]),
        scales: new Map([[1, scale]]),
        deepest: 1,
        version: this.version,
      };
      // Keep to the level on screen: going up and down again with every round would flicker.
      const shown = await this.deepen(known, this.shown?.deepest ?? 1);
      if (turn !== this.turn) return;
      this.shown = shown;
      this.error = null;
      this.busy = false;
      // What lay together in one round need not in another, and the popup has the figures of the one.
      if (this.pick?.cluster) this.pick = null;
      void this.loadDetails();
    } catch (error) {
      if (turn === this.turn) this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.busy = false;
    this.error = error instanceof ApiError ? error : new ApiError('unreadable', String(error));
  }

  /** Adds deeper levels as the reader zooms in. */
  async wantLevel(level: Level): Promise<void> {
    const { shown } = this;
    if (!shown || level <= shown.deepest) return;
    const deeper = await this.deepen(shown, level).catch(() => shown);
    if (this.shown === shown) this.shown = deeper;
  }

  private async deepen(shown: Shown, wanted: Level): Promise<Shown> {
    let result = shown;
    while (result.deepest < wanted) {
      const level = (result.deepest + 1) as Level;
      const rows = await this.figuresOf(level, shown.selection, shown.theme);
      if (!isUsable(rows)) break;
      const scale = await this.scaleOf(level, shown.theme);
      result = {
        ...result,
        areas: new Map([...result.areas, [level, rows]]),
        scales: new Map([...result.scales, [level, scale]]),
        deepest: level,
      };
    }
    return result;
  }

  private figuresOf(level: Level | 0, selection: Selection, theme: Theme): Promise<Values[]> {
    const fields = level === 0 ? countryFields(theme) : figureFields(theme);
    const key = JSON.stringify([level, selection, fields]);
    const known = this.figures.get(key);
    if (known) return known;
    const asked = fetchFigures(level, selection, fields);
    this.figures.set(key, asked);
    asked.catch(() => this.figures.delete(key));
    return asked;
  }

  private async scaleOf(level: Level, theme: Theme): Promise<Scale> {
    const { selection } = this;
    const references = referenceRounds(this.rounds).map(({ round }) =>
      this.figuresOf(level, { ...selection, round }, theme),
    );
    return makeScale((await Promise.all(references)).flat(), theme);
  }

  private shapesOf = '';

  private async loadShapes(selection: Selection): Promise<void> {
    const { operation } = this;
    if (!operation || this.shapesOf === operation.code) return;
    const shapes = await fetchShapes(operation, selection);
    this.shapesOf = operation.code;
    this.shapes = shapes;
  }

  /** What every figure of the round is grounded on. */
  private roundValues(): Values {
    const { round, operation } = this;
    if (!round || !operation) return {};
    const { method, period_start, period_end } = round;
    return { method, round: round.round, period_start, period_end, source: operation.source };
  }

  private async loadDetails(): Promise<void> {
    const { pick, selection } = this;
    if (!pick) {
      this.details = null;
      return;
    }
    if (pick.cluster) {
      // Nothing more is known of places together than what the tile says.
      this.details = { ...pick.cluster.values, ...this.roundValues() };
      return;
    }
    const key = JSON.stringify([pick.collection, pick.id, selection]);
    this.details = this.detailsCache.get(key) ?? 'loading';
    if (this.details !== 'loading') return;
    const [values, origin] = await Promise.all([
      fetchItem(pick.collection, pick.id, selection).catch(() => null),
      // Whether "people from here" counts everyone is known to the collection of origins alone.
      pick.collection === 'locations' ? null : fetchItem('origins', pick.id, selection).catch(() => null),
    ]);
    const details = values
      ? { ...values, origin_basis: values['origin_basis'] ?? origin?.['origin_basis'] ?? null }
      : 'none';
    this.detailsCache.set(key, details);
    if (this.pick === pick) this.details = details;
  }
}
