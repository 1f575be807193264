// A country whose every place has as many people as its last count has had corrections.
import type { Store } from '../../http/support/sojourn.ts';
import { importArguments, manyPlaces, writeBoundaries, writeMovedBoundaries, writeRound } from '../../http/support/small-country.ts';

const places = manyPlaces(1000);

export const bounds = [10, 1, 14, 3] as const;

/** How many places lie in an area. */
export const countOf = (pcode: string): number => places.filter((place) => place.pcode.startsWith(pcode)).length;

/** Later vintages: for each the server has to find the way from the one the round is placed on. */
export const vintages = Array.from({ length: 6 }, (_, i) => `202${i}-06-01`);

/** The revision of which the country's total is. */
export const revisionOfTotal = (people: number): number => people / places.length;

const round = { number: 1, from: '2020-01-01', to: '2020-01-31' };

/** The arguments of `import` that publish the next revision. */
export function publishArguments(store: Store, revision: number): string[] {
  const counted = places.map((place) => ({ ...place, individuals: revision, households: revision }));
  const file = writeRound(store.directory, `revision${revision}.csv`, counted);
  return importArguments(file, round, '--publish', ...(revision > 1 ? ['--replace', '--erratum', 'Counted again'] : []));
}

export function fillCountry(store: Store): void {
  store.done('operation', 'QAA', '--name', 'Quadrat', '--country', 'QAA', '--source', 'Test');
  store.done('boundaries', ...writeBoundaries(store.directory), '--country', 'QAA');
  vintages.forEach((validOn, i) => store.done('boundaries', ...writeMovedBoundaries(store.directory, validOn, 10.2 + i / 10), '--country', 'QAA'));
  store.done(...publishArguments(store, 1));
}
