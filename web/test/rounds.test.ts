import { describe, expect, it } from 'vitest';
import { firstOperation, methodsOf, referenceRounds, roundsOf, typicalPlace } from '../src/lib/rounds';
import type { Operation, RoundInfo } from '../src/lib/types';

const round = (method: string, number: number, end: string, people: number | null = 10): RoundInfo => ({
  method,
  round: number,
  period_start: end,
  period_end: end,
  idps_individuals: people,
  households: null,
  locations: 1,
  revision: 1,
  erratum: null,
});

const operation = (code: string, synthetic: boolean, rounds: RoundInfo[]): Operation => ({
  code,
  name: code,
  country: 'XSX',
  source: 'made up',
  licence: null,
  synthetic,
  ends_on: null,
  bbox: null,
  edition: 1,
  rounds,
});

describe('an operation', () => {
  const nigeria = operation('NGA', false, [
    round('event', 9, '2020-03-01'),
    round('site', 2, '2020-01-01'),
    round('baseline', 2, '2020-02-01'),
    round('baseline', 1, '2019-02-01'),
  ]);

  it('lists its reference method first', () => {
    expect(methodsOf(nigeria)).toEqual(['baseline', 'site', 'event']);
  });

  it('lists the rounds of one method by time', () => {
    expect(roundsOf(nigeria, 'baseline').map(({ round: number }) => number)).toEqual([1, 2]);
  });

  it('comes first with the latest round, real before made up, never without rounds', () => {
    const demonstration = operation('XS', true, [round('baseline', 1, '2024-01-01')]);
    const empty = operation('AFG', false, []);
    expect(firstOperation([empty, demonstration, nigeria])?.code).toBe('NGA');
    expect(firstOperation([empty, demonstration])?.code).toBe('XS');
    expect(firstOperation([empty])).toBeUndefined();
  });
});

describe('the rounds that set the classes', () => {
  const first = round('baseline', 1, '2019-01-01', 50);
  const second = round('baseline', 2, '2019-06-01', 5);
  const third = round('baseline', 3, '2020-01-01', null);

  it('are the one with most displaced people, and the latest', () => {
    expect(referenceRounds([first, second, third])).toEqual([first, third]);
    expect(referenceRounds([second, first])).toEqual([first]);
    expect(referenceRounds([])).toEqual([]);
  });

  it('say how many people a typical place holds', () => {
    expect(typicalPlace([first, second])).toEqual({ people: 27.5, places: 1 });
    expect(typicalPlace([])).toEqual({ people: 0, places: 0 });
  });
});
