// Clients that need several answers for one thing: all pages of a list, and all parts of a file.
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '../../http/support/sojourn.ts';
import { ask, type Answer } from './ask.ts';
import type { Going } from './clients.ts';
import { mayAllBeShed, ofItems, ofTable, randomFrom, withFilter, type Random } from './requests.ts';
import { complain, judge, type Seen } from './seen.ts';

interface Page {
  numberMatched: number;
  features: { id: string }[];
  links: { rel: string; href: string }[];
}

/** Whether the answer says that what the cursor points into is public no more. */
function saysBeginAgain({ status, body }: Answer): boolean {
  return status === 400 && (JSON.parse(body.toString()) as { parameter?: string }).parameter === 'cursor';
}

/** All pages belong to one edition and have every feature once, or the client is told to begin again. */
async function walk(server: Server, agent: Agent, random: Random, seen: Seen): Promise<void> {
  let target: string | undefined = withFilter(random, `/ogc/collections/locations/items?limit=${100 + random(500)}`);
  const what = target;
  const revisions = new Set<number>();
  const ids = new Set<string>();
  let promised = 0;
  for (let pages = 0; target; pages++) {
    const newest = seen.history.newest;
    const answer: Answer = await ask(server, agent, target);
    if (pages > 0 && saysBeginAgain(answer)) return void seen.walksToBeginAgain++;
    if (mayAllBeShed && answer.status === 503 && answer.headers['retry-after']) return void seen.shed++;
    if (answer.status !== 200) return complain(seen, `${target}, a page: ${answer.status} ${answer.body.toString().slice(0, 200)}`);
    for (const revision of ofItems(answer.body)) {
      revisions.add(revision);
      judge(seen, `page ${pages + 1} of ${what}`, revision, newest);
    }
    const page = JSON.parse(answer.body.toString()) as Page;
    for (const { id } of page.features) {
      if (ids.has(id)) complain(seen, `${what} has ${id} twice`);
      ids.add(id);
    }
    promised = page.numberMatched;
    target = page.links.find(({ rel }) => rel === 'next')?.href;
  }
  if (revisions.size > 1) complain(seen, `the pages of ${what} mix the editions ${[...revisions].join(', ')}`);
  if (ids.size !== promised) complain(seen, `the pages of ${what} have ${ids.size} features of ${promised}`);
  seen.wholeWalks++;
}

export async function walkPages(server: Server, seed: number, seen: Seen, going: Going): Promise<void> {
  const random = randomFrom(seed);
  const agent = new Agent({ keepAlive: true });
  while (going()) await walk(server, agent, random, seen).catch((error: unknown) => complain(seen, `pages: ${String(error)}`));
  agent.destroy();
}

/** The table in parts of some thousand bytes; where another edition has come it arrives whole. */
async function readFile(server: Server, agent: Agent, random: Random, seen: Seen): Promise<void> {
  const target = withFilter(random, '/ogc/collections/locations/export?f=csv&properties=location_id,idps_individuals');
  let body: Buffer = Buffer.alloc(0);
  let tag = '';
  for (let size = Infinity; body.length < size; ) {
    const last = body.length + 2000 + random(6000);
    const newest = seen.history.newest;
    const answer = await ask(server, agent, target, { range: `bytes=${body.length}-${last}`, ...(tag && { 'if-range': tag }) });
    if (answer.status === 503 && answer.headers['retry-after']) {
      seen.shed++;
      await sleep(200);
      continue;
    }
    if (answer.status === 206) {
      const [, from, of] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers['content-range'] ?? '') ?? [];
      if (Number(from) !== body.length || (tag && tag !== answer.headers.etag)) return complain(seen, `${target}: a part of something else`);
      body = Buffer.concat([body, answer.body]);
      size = Number(of);
    } else if (answer.status === 200) {
      body = answer.body;
      size = body.length;
    } else return complain(seen, `${target}, a part: ${answer.status} ${answer.body.toString().slice(0, 200)}`);
    tag = answer.headers.etag ?? '';
    if (body.length === size) checkTable(target, body, newest, seen);
  }
}

/** `newest` is what was known when the last part was asked for. */
function checkTable(target: string, body: Buffer, newest: number, seen: Seen): void {
  const revisions = [...ofTable(body)];
  if (revisions.length > 1) complain(seen, `the parts of ${target} mix the editions ${revisions.join(', ')}`);
  else if (revisions.length === 1) judge(seen, `the file ${target}`, revisions[0]!, newest);
  seen.wholeInParts++;
}

export async function readInParts(server: Server, seed: number, seen: Seen, going: Going): Promise<void> {
  const random = randomFrom(seed);
  const agent = new Agent({ keepAlive: true });
  while (going()) await readFile(server, agent, random, seen).catch((error: unknown) => complain(seen, `a file: ${String(error)}`));
  agent.destroy();
}
