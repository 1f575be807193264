// Clients of all manners at once, each for as long as `going` says.
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection } from '../../http/support/raw.ts';
import type { Server } from '../../http/support/sojourn.ts';
import { ask, type Answer } from './ask.ts';
import type { Kept } from './history.ts';
import { mayAllBeShed, nextAsk, ofItems, randomFrom, type Ask, type Random } from './requests.ts';
import { complain, judge, type Seen } from './seen.ts';

const encodings = ['gzip', 'br', 'zstd', 'gzip, br;q=0.5', 'gzip, br, zstd', 'zstd;q=0, gzip', ''];

/** Asks again for what it has asked for before now and then, with the tags of all that anybody was given for it. */
class Client {
  private last: { wanted: Ask; encoding: string } | undefined;

  constructor(
    private readonly server: Server,
    private readonly agent: Agent,
    private readonly seen: Seen,
    private readonly kept: Kept,
    private readonly random: Random,
  ) {}

  async once(): Promise<void> {
    if (!this.last || this.random(4) > 0) this.last = { wanted: nextAsk(this.random), encoding: encodings[this.random(encodings.length)]! };
    const { wanted, encoding } = this.last;
    const tags = this.kept.tags(wanted.target + encoding);
    const headers = { ...(encoding && { 'accept-encoding': encoding }), ...(tags.length > 0 && { 'if-none-match': tags.join(', ') }) };
    const newest = this.seen.history.newest;
    try {
      const answer = await ask(this.server, this.agent, wanted.target, headers);
      this.seen.answers++;
      this.seen.encodings.add(answer.headers['content-encoding'] ?? 'identity');
      if (answer.status === 304) this.checkUnchanged(wanted.target, wanted.target + encoding, tags, newest, answer);
      else this.check(wanted, wanted.target + encoding, newest, answer);
    } catch (error) {
      complain(this.seen, `${wanted.target}: ${String(error)}`);
    }
  }

  /** What a 304 names has to be something that was asked about, and of an edition that could have been sent in its place. */
  private checkUnchanged(target: string, address: string, tags: string[], newest: number, { headers }: Answer): void {
    this.seen.unchanged++;
    const tag = headers.etag ?? '';
    if (!tags.includes(tag)) return complain(this.seen, `${target}: 304 names ${tag}, asked was ${tags.join(', ')}`);
    const revision = this.kept.find(address, tag)?.revision;
    if (revision === undefined) return;
    this.seen.unchangedOfAnEdition++;
    judge(this.seen, `${target}: 304`, revision, newest);
  }

  private check(wanted: Ask, address: string, newest: number, { status, headers, body, hash }: Answer): void {
    if (status === 503 && (wanted.mayBeShed || mayAllBeShed) && headers['retry-after']) return void this.seen.shed++;
    if (!wanted.statuses.includes(status)) return complain(this.seen, `${wanted.target}: ${status} ${body.toString().slice(0, 200)}`);
    const revisions = [...(status === 200 && body.length > 0 ? wanted.revisions(body) : [])];
    if (revisions.length > 1) complain(this.seen, `${wanted.target} mixes the editions ${revisions.join(', ')}`);
    const [revision] = revisions;
    if (revision !== undefined) judge(this.seen, wanted.target, revision, newest);
    if (!headers.etag || status !== 200) return;
    const wrong = this.kept.put(address, { tag: headers.etag, revision, bytes: hash });
    if (wrong) complain(this.seen, `${wanted.target}: ${wrong}`);
  }
}

export type Going = () => boolean;

/** `count` connections, each asking again as soon as it has its answer. */
export async function askAtRandom(server: Server, count: number, seed: number, seen: Seen, kept: Kept, going: Going): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const client = new Client(server, agent, seen, kept, randomFrom(seed + i));
      while (going()) await client.once();
    }),
  );
  agent.destroy();
}

const whole = 'GET /ogc/collections/locations/items?limit=10000 HTTP/1.1\r\nHost: a\r\n\r\n';
const file = 'GET /ogc/collections/assessments/export?f=gpkg HTTP/1.1\r\nHost: a\r\n\r\n';

/** Asks for all places, leaves the answer in the network for a while, and then wants it whole and of one edition. */
export async function readSlowly(server: Server, seed: number, seen: Seen, going: Going): Promise<void> {
  const random = randomFrom(seed);
  while (going()) {
    const connection = await RawConnection.open(server);
    connection.stall(true);
    const newest = seen.history.newest;
    const sent = Date.now();
    connection.send(whole);
    await sleep(500 + random(2500));
    connection.stall(false);
    const answer = await connection.response(30);
    connection.close();
    if (answer?.status !== 200) complain(seen, `a slow reader got ${answer?.status ?? `no whole answer (${connection.state})`} after ${(Date.now() - sent) / 1000} s`);
    else {
      const revisions = [...ofItems(answer.body)];
      if (revisions.length !== 1) complain(seen, `a slow reader got the editions ${revisions.join(', ')} in one body`);
      else judge(seen, 'a slow reader', revisions[0]!, newest);
      seen.wholeOfSlowReaders++;
    }
  }
}

/** Leaves in the middle: of a request, of an answer, of a file in the making, or without a word. */
export async function breakOff(server: Server, seed: number, seen: Seen, going: Going): Promise<void> {
  const random = randomFrom(seed);
  while (going()) {
    const connection = await RawConnection.open(server);
    const tile = `GET /tiles/locations/6/34/31.mvt?filter=idps_individuals%3E${random(1000)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    connection.send([whole, whole.slice(0, random(whole.length)), whole + whole, tile, file, ''][random(6)]!);
    await sleep(random(60));
    connection.close();
    seen.brokenOff++;
  }
}

/** Says its head a byte at a time, until it is told that this takes too long. */
export async function dawdle(server: Server, seen: Seen, going: Going): Promise<void> {
  while (going()) {
    const connection = await RawConnection.open(server);
    connection.send('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    const drip = setInterval(() => connection.send('x'), 200);
    const answer = await connection.response(30);
    clearInterval(drip);
    connection.close();
    if (answer?.status !== 408) complain(seen, `a slow head got ${answer?.status ?? `nothing (${connection.state})`}`);
    else seen.slowHeads++;
  }
}
