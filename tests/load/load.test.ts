// The server under load while an edition is published every second: 64 clients that ask for random tiles, pages and
// tables, beside slow readers, slow writers, and clients that break off. What must hold is checked, not how fast it is.
// SOJOURN_SERVED_BY names a program that serves in place of SOJOURN_PROGRAM, such as one built with a sanitizer, and
// SOJOURN_LOAD_SECONDS says for how long.
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Store, type Server } from '../http/support/sojourn.ts';
import { askAtRandom, breakOff, dawdle, nothingSeen, readSlowly, type Seen } from './support/clients.ts';
import { fillCountry, publishArguments } from './support/country.ts';
import { heldBy, sanitizerReports, type Held } from './support/resources.ts';

const seconds = Number(process.env['SOJOURN_LOAD_SECONDS'] ?? 15);
const store = new Store();
let server: Server;
let revision = 1;
let warm: Held;
let seen: Seen;

/** Publishes a revision a second, or as fast as that can be done. */
async function publishAgainAndAgain(going: () => boolean): Promise<void> {
  while (going()) {
    const due = sleep(1000);
    const publishing = store.start(...publishArguments(store, ++revision));
    let said = '';
    publishing.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    publishing.stdout?.resume();
    const [status] = (await once(publishing, 'exit')) as [number | null];
    if (status !== 0) throw new Error(`publishing revision ${revision} ended with ${status}: ${said}`);
    await due;
  }
}

async function load(forSeconds: number, seed: number): Promise<Seen> {
  const found = nothingSeen();
  const end = Date.now() + forSeconds * 1000;
  const going = () => Date.now() < end;
  await Promise.all([
    askAtRandom(server, 64, seed, found, going),
    publishAgainAndAgain(going),
    ...Array.from({ length: 8 }, (_, i) => readSlowly(server, seed + i, found, going)),
    ...Array.from({ length: 4 }, (_, i) => breakOff(server, seed + i, found, going)),
    ...Array.from({ length: 8 }, () => dawdle(server, found, going)),
  ]);
  return found;
}

const held = () => heldBy(server.process.pid!);

beforeAll(async () => {
  fillCountry(store);
  server = await store.serveWith({ CACHE_MEGABYTES: 8, SERVER_HEADER_SECONDS: 2 });
  const atRest = held().descriptors;
  const quiet = () => server.until(async () => held().descriptors <= atRest, 'no descriptor is left behind');
  await load(seconds / 2, 1);
  await quiet();
  warm = held();
  seen = await load(seconds, 1000);
  await quiet();
}, 600_000);
afterAll(() => store.remove());

test('every answer is whole, of the status that is due, of one edition, and never of one older than its client has seen', () => {
  console.log(`${seen.answers} answers, ${seen.unchanged} of them 304, ${seen.revisions.size} editions of ${revision}`);
  expect(seen.wrong).toEqual([]);
  expect(seen.answers).toBeGreaterThan(64);
  expect(seen.unchanged).toBeGreaterThan(0);
});

test('editions become visible meanwhile', () => {
  expect(seen.revisions.size).toBeGreaterThan(1);
});

test('slow readers get all they asked for, slow writers a word, and some have broken off', () => {
  expect(seen.wholeOfSlowReaders).toBeGreaterThan(0);
  expect(seen.slowHeads).toBeGreaterThan(0);
  expect(seen.brokenOff).toBeGreaterThan(10);
});

test('threads are as many as before, and memory has not grown by more than what is bounded', () => {
  const now = held();
  console.log(`${warm.megabytes.toFixed(0)} MB warm, ${now.megabytes.toFixed(0)} MB in the end`);
  expect(now.threads).toBe(warm.threads);
  expect(now.megabytes - warm.megabytes).toBeLessThan(64);
});

test('asked to end, the server ends well, and no sanitizer has anything to say', async () => {
  expect(await server.stop()).toBe(0);
  expect(sanitizerReports(server.log)).toEqual([]);
});
