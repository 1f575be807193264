// What clients saw, all together.
import { History } from './history.ts';

export interface Seen {
  history: History;
  answers: number;
  unchanged: number;
  /** Of these, those about figures of an edition. */
  unchangedOfAnEdition: number;
  /** Exports that were told to come again. */
  shed: number;
  wholeOfSlowReaders: number;
  wholeWalks: number;
  walksToBeginAgain: number;
  wholeInParts: number;
  brokenOff: number;
  slowHeads: number;
  revisions: Set<number>;
  /** Of bodies: `identity` where nothing was said. */
  encodings: Set<string>;
  /** What must not be; the first hundred. */
  wrong: string[];
}

export const nothingSeen = (history: History): Seen => ({
  history,
  answers: 0,
  unchanged: 0,
  unchangedOfAnEdition: 0,
  shed: 0,
  wholeOfSlowReaders: 0,
  wholeWalks: 0,
  walksToBeginAgain: 0,
  wholeInParts: 0,
  brokenOff: 0,
  slowHeads: 0,
  revisions: new Set(),
  encodings: new Set(),
  wrong: [],
});

export function complain(seen: Seen, what: string): void {
  if (seen.wrong.length < 100) seen.wrong.push(what);
}

/** Of an answer, or a 304, to what was sent when `newest` was the newest that anybody had been shown. */
export function judge(seen: Seen, what: string, revision: number, newest: number): void {
  seen.revisions.add(revision);
  const wrong = seen.history.judge(revision, newest);
  if (wrong) complain(seen, `${what} is ${wrong}`);
}
