// The server under load while an edition is published every second: 64 clients that ask for random tiles, pages, tables
// and files, beside clients that walk through pages and through parts of files, slow readers, slow writers, and clients
// that break off. What must hold is checked, not how fast it is.
// SOJOURN_SERVED_BY names a program that serves in place of SOJOURN_PROGRAM, such as one built with a sanitizer,
// SOJOURN_LOAD_SECONDS says for how long, and SOJOURN_LOAD_MEGABYTES by how much its memory may grow meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Store, type Server } from '../http/support/sojourn.ts';
import { askAtRandom, breakOff, dawdle, readSlowly } from './support/clients.ts';
import { fillCountry, publishArguments } from './support/country.ts';
import { History, Kept } from './support/history.ts';
import { gauges, heldBy, MemoryWatch, sanitizerReports, type Held } from './support/resources.ts';
import { nothingSeen, type Seen } from './support/seen.ts';
import { readInParts, walkPages } from './support/walks.ts';

const seconds = Number(process.env['SOJOURN_LOAD_SECONDS'] ?? 15);
const mayGrow = Number(process.env['SOJOURN_LOAD_MEGABYTES'] ?? 32);
const cacheMegabytes = 8;
/** All clients share one thread, which the machine's other work and their own may hold up for seconds. A connection on which
 *  nothing is said for so long is closed, rightly: with 2 s here a slow reader found its connection closed before it had asked. */
const headerSeconds = 10;
const clients = monitorEventLoopDelay({ resolution: 50 });
const store = new Store();
const history = new History();
const kept = new Kept();
let server: Server;
let revision = 1;
let atRest: Held;
let warm: Held;
let inTheEnd: Held;
let fifths: number[];
let held: Awaited<ReturnType<typeof gauges>>;
/** While everything was asked for the first time, and afterwards. */
let seenCold: Seen;
let seen: Seen;

async function publish(): Promise<void> {
  history.begin(++revision);
  const publishing = store.start(...publishArguments(store, revision));
  let said = '';
  publishing.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  publishing.stdout?.resume();
  const [status] = (await once(publishing, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`publishing revision ${revision} ended with ${status}: ${said}`);
}

/** A revision a second, or as fast as that can be done. */
async function publishAgainAndAgain(going: () => boolean): Promise<void> {
  while (going()) await Promise.all([publish(), sleep(1000)]);
}

const alike = (count: number, start: (i: number) => Promise<void>): Promise<void>[] => Array.from({ length: count }, (_, i) => start(i));

async function load(forSeconds: number, seed: number): Promise<Seen> {
  const found = nothingSeen(history);
  const end = Date.now() + forSeconds * 1000;
  const going = () => Date.now() < end;
  await Promise.all([
    askAtRandom(server, 64, seed, found, kept, going),
    publishAgainAndAgain(going),
    ...alike(4, (i) => walkPages(server, seed + i, found, going)),
    ...alike(2, (i) => readInParts(server, seed + i, found, going)),
    ...alike(8, (i) => readSlowly(server, seed + i, found, going)),
    ...alike(4, (i) => breakOff(server, seed + i, found, going)),
    ...alike(8, () => dawdle(server, found, going)),
  ]);
  return found;
}

/** With the next edition no file is kept of the one before, so that what is open is what the server always has open. */
async function quiet(): Promise<Held> {
  await publish();
  const nothing = async () => {
    const { connections, exports } = await gauges(server);
    return connections === 1 && exports === 0;
  };
  await server.until(nothing, 'connections and files of exports are gone');
  await sleep(500); // for the connection that asked
  return heldBy(server.process.pid!);
}

/** Libraries keep some files of their own open from then on. */
async function makeOneOfEach(): Promise<void> {
  for (const format of ['csv', 'geojson', 'fgb', 'gpkg', 'pmtiles']) {
    const answer = await server.get(`/ogc/collections/locations/export?f=${format}`);
    const body = await answer.arrayBuffer();
    if (answer.status !== 200 || body.byteLength === 0) throw new Error(`an export as ${format}: ${answer.status}, ${body.byteLength} bytes`);
  }
}

beforeAll(async () => {
  history.begin(revision);
  fillCountry(store);
  server = await store.serveWith({ CACHE_MEGABYTES: cacheMegabytes, SERVER_HEADER_SECONDS: headerSeconds });
  await makeOneOfEach();
  atRest = await quiet();
  clients.enable();
  seenCold = await load(seconds / 2, 1);
  warm = await quiet();
  const watch = new MemoryWatch(server.process.pid!, 250);
  seen = await load(seconds, 1000);
  watch.stop();
  clients.disable();
  fifths = watch.fifths();
  inTheEnd = await quiet();
  held = await gauges(server);
}, 600_000);
afterAll(() => store.remove());

test('every answer is whole, of the status that is due, of one edition, and of none older than was shown before it was asked for', () => {
  console.log(`${seen.answers} answers, ${seen.unchanged} of them 304 (${seen.unchangedOfAnEdition} about figures), ${seen.shed} to come again later, ${seen.revisions.size} editions of ${revision}; clients were held up for ${(clients.max / 1e9).toFixed(1)} s at most`);
  for (const { wrong, answers, shed } of [seenCold, seen]) {
    expect(wrong).toEqual([]);
    expect(answers).toBeGreaterThan(64);
    expect(shed).toBeLessThan(answers / 2);
  }
});

test('bodies come in every encoding, and each can be read', () => {
  expect([...seen.encodings].sort()).toEqual(['br', 'gzip', 'identity', 'zstd']);
});

test('a 304 names what the client has, of an edition that was current between asking and answering', () => {
  expect(seen.wrong.filter((what) => what.includes(': 304'))).toEqual([]);
  expect(seen.unchangedOfAnEdition).toBeGreaterThan(0);
});

test('who walks through pages gets all of one edition, or is told to begin again; who reads a file in parts likewise', () => {
  console.log(`${seen.wholeWalks} walks through all pages, ${seen.walksToBeginAgain} told to begin again, ${seen.wholeInParts} files in parts`);
  expect(seen.wholeWalks).toBeGreaterThan(0);
  expect(seen.walksToBeginAgain).toBeGreaterThan(0);
  expect(seen.wholeInParts).toBeGreaterThan(0);
});

test('editions become visible meanwhile', () => {
  expect(seen.revisions.size).toBeGreaterThan(1);
});

test('slow readers get all they asked for, slow writers a word, and some have broken off', () => {
  expect(seen.wholeOfSlowReaders).toBeGreaterThan(0);
  expect(seen.slowHeads).toBeGreaterThan(0);
  expect(seen.brokenOff).toBeGreaterThan(10);
});

test('no descriptor is left open, neither of connections nor of files', () => {
  const added = inTheEnd.descriptors.filter((target) => !atRest.descriptors.includes(target));
  expect(inTheEnd.descriptors.length, added.join('\n')).toBeLessThanOrEqual(atRest.descriptors.length);
});

test('threads are as many as before, and memory has not grown by more than what is bounded', () => {
  console.log(`${warm.megabytes.toFixed(0)} MB warm, by fifths of the time ${fifths.join(', ')} MB, ${inTheEnd.megabytes.toFixed(0)} MB in the end`);
  expect(inTheEnd.threads).toBe(warm.threads);
  expect(inTheEnd.megabytes - warm.megabytes).toBeLessThan(mayGrow);
  expect(fifths[4]! - fifths[1]!).toBeLessThan(mayGrow);
});

test('by its own counters the server holds nothing of what is over, and no more than its cache may have', () => {
  expect(held).toMatchObject({ connections: 1, requests: 1, bodies: 0, exports: 0 });
  expect(held.cache).toBeLessThanOrEqual(cacheMegabytes * 2 ** 20);
});

test('asked to end, the server ends well, and no sanitizer has anything to say', async () => {
  expect(await server.stop()).toBe(0);
  expect(sanitizerReports(server.log)).toEqual([]);
});
