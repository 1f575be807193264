import type { Operation, RoundInfo } from './types';

/** The reference stock of an operation is its baseline series, else location, else site. */
const preference = ['baseline', 'location', 'site'];

/** Methods that have rounds, the reference first. They describe the same people and are never added. */
export function methodsOf(operation: Operation): string[] {
  const present = [...new Set(operation.rounds.map((round) => round.method))];
  const rank = (method: string): number => (preference.indexOf(method) + 4) % 4;
  return present.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Rounds of a method, oldest first, as the slider has them. */
export function roundsOf(operation: Operation, method: string): RoundInfo[] {
  return operation.rounds
    .filter((round) => round.method === method)
    .sort((a, b) => a.period_end.localeCompare(b.period_end) || a.round - b.round);
}

const newest = (operation: Operation): string =>
  operation.rounds.reduce((latest, { period_end: end }) => (end > latest ? end : latest), '');

/** The operation to begin with: a real one before a made-up one, then the one with the latest round. */
export function firstOperation(operations: readonly Operation[]): Operation | undefined {
  return operations
    .filter((operation) => operation.rounds.length > 0)
    .sort((a, b) => Number(a.synthetic) - Number(b.synthetic) || newest(b).localeCompare(newest(a)))[0];
}

/**
 * The rounds whose figures together set the classes for all rounds, so that a shade means the same
 * along the slider: the one with most displaced people, and the latest.
 */
export function referenceRounds(rounds: readonly RoundInfo[]): RoundInfo[] {
  const latest = rounds.at(-1);
  if (!latest) return [];
  const most = rounds.reduce((a, b) => ((b.idps_individuals ?? 0) > (a.idps_individuals ?? 0) ? b : a));
  return most === latest ? [latest] : [most, latest];
}

/** People in a typical place, over all rounds, and places in the largest round: what sizes marks. */
export function typicalPlace(rounds: readonly RoundInfo[]): { people: number; places: number } {
  const sum = (value: (round: RoundInfo) => number | null): number =>
    rounds.reduce((total, round) => total + (value(round) ?? 0), 0);
  const all = sum(({ locations }) => locations);
  return {
    people: all > 0 ? sum(({ idps_individuals: people }) => people) / all : 0,
    places: Math.max(0, ...rounds.map(({ locations }) => locations ?? 0)),
  };
}
