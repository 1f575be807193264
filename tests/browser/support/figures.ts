// What the page should say, asked of the same server without the page.
import type { Subject } from "./viewer.ts";

export interface Round {
  method: string;
  round: number;
  idps_individuals: number | null;
}
export interface Operation {
  code: string;
  source: string;
  synthetic: boolean;
  rounds: Round[];
}

type Properties = Record<string, string | number | null>;

export async function operations(subject: Subject): Promise<Operation[]> {
  const body = (await (await subject.get("/api/operations")).json()) as {
    operations: Operation[];
  };
  return body.operations;
}

/** The made-up operation that the tests are about. */
export async function demonstration(subject: Subject): Promise<Operation> {
  const found = (await operations(subject)).find(({ synthetic }) => synthetic);
  if (!found)
    throw new Error(
      "The server has no synthetic operation: run `sojourn demo`",
    );
  return found;
}

/** Properties of all features of a collection in one round. */
export async function items(
  subject: Subject,
  collection: string,
  operation: string,
  round: Round,
): Promise<Properties[]> {
  const query = `operation=${operation}&method=${round.method}&round=${round.round}&limit=10000&f=json`;
  const response = await subject.get(
    `/ogc/collections/${collection}/items?${query}`,
  );
  const body = (await response.json()) as {
    features: { properties: Properties }[];
  };
  return body.features.map(({ properties }) => properties);
}

export function sum(rows: readonly Properties[], field: string): number | null {
  const values = rows
    .map((row) => row[field])
    .filter((value) => typeof value === "number");
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
}

export const english = (value: number): string =>
  new Intl.NumberFormat("en-GB").format(value);
