import { csvRecords } from './csv';
import type { Level, Operation, Selection, Values } from './types';

/** Why there is no answer: the server was not reached, refused, or said something else than agreed. */
export class ApiError extends Error {
  constructor(
    readonly kind: 'unreachable' | 'refused' | 'unreadable',
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** Cells that stay text: a P-code such as `0102` is a name, not a number. */
const textFields = new Set(['id', 'operation', 'pcode', 'parent_pcode', 'name', 'name_local', 'coverage']);

/** A server that has just started loads its rounds first, and one under load asks to come again. */
const busyStatus = 503;
const patienceSeconds = 20;
const longestPauseSeconds = 5;

/** How long to wait before asking again, as the server wishes, within reason. */
function pauseSeconds(response: Response): number {
  const wished = Number(response.headers.get('Retry-After') ?? 1);
  return Math.min(Math.max(Number.isFinite(wished) ? wished : 1, 0.2), longestPauseSeconds);
}

async function get(url: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  for (let waited = 0; ;) {
    try {
      response = await fetch(url, signal ? { signal } : {});
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError('unreachable', `${url} could not be reached`);
    }
    const pause = pauseSeconds(response);
    if (response.status !== busyStatus || waited + pause > patienceSeconds) break;
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    waited += pause;
  }
  if (!response.ok) throw new ApiError('refused', `${url} answered ${response.status}`);
  return response;
}

function isOperation(value: unknown): value is Operation {
  const operation = value as Partial<Operation> | null;
  return typeof operation?.code === 'string' && Array.isArray(operation.rounds);
}

/** Every operation with its published rounds. */
export async function fetchOperations(signal?: AbortSignal): Promise<Operation[]> {
  const response = await get('/api/operations', signal);
  const body = (await response.json().catch(() => null)) as { operations?: unknown } | null;
  const list = body?.operations;
  if (!Array.isArray(list) || !list.every(isOperation))
    throw new ApiError('unreadable', '/api/operations is not a list of operations');
  return list;
}

/** `operation`, `method` and `round`, and what else is asked for, as a query string. */
export function query(selection: Selection, more: Record<string, string> = {}): string {
  const params = new URLSearchParams({
    operation: selection.operation,
    method: selection.method,
    round: String(selection.round),
    ...more,
  });
  // Commas between property names stay readable; servers take both forms.
  return params.toString().replaceAll('%2C', ',');
}

/**
 * Figures of all areas of a level (0: the country), as a table and so without geometry: a few
 * kilobytes where GeoJSON would be megabytes. Includes the rows "not known at this level".
 */
export async function fetchFigures(
  level: Level | 0,
  selection: Selection,
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<Values[]> {
  const more = { properties: fields.join(','), limit: '10000', f: 'csv' };
  const response = await get(`/ogc/collections/admin${level}/items?${query(selection, more)}`, signal);
  return csvRecords(await response.text(), textFields);
}

/** All fields of one feature, or nothing if the collection has no such feature in this round. */
export async function fetchItem(
  collection: string,
  id: string,
  selection: Selection,
  signal?: AbortSignal,
): Promise<Values | null> {
  const path = `/ogc/collections/${collection}/items/${encodeURIComponent(id)}`;
  try {
    const response = await get(`${path}?${query(selection, { f: 'json' })}`, signal);
    const feature = (await response.json()) as { properties?: Values };
    return feature.properties ?? null;
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'refused') return null;
    throw error;
  }
}

/** Where a collection's tiles are; `{z}/{x}/{y}` are left for the map library. */
export function tileTemplate(
  collection: string,
  selection: Selection,
  properties: readonly string[] = [],
  more: Record<string, string> = {},
): string {
  if (properties.length > 0) more = { properties: properties.join(','), ...more };
  return `/tiles/${collection}/{z}/{x}/{y}.mvt?${query(selection, more)}`;
}

export async function fetchTile(
  template: string,
  z: number,
  x: number,
  y: number,
  signal?: AbortSignal,
): Promise<ArrayBuffer> {
  const url = template.replace('{z}/{x}/{y}', `${z}/${x}/${y}`);
  const response = await get(url, signal);
  return response.arrayBuffer();
}
