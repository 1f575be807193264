// Clients of all manners at once, each for as long as `going` says.
import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { RawConnection } from '../../http/support/raw.ts';
import type { Server } from '../../http/support/sojourn.ts';
import { nextAsk, ofItems, randomFrom, type Ask } from './requests.ts';

export interface Seen {
  answers: number;
  unchanged: number;
  wholeOfSlowReaders: number;
  brokenOff: number;
  slowHeads: number;
  revisions: Set<number>;
  /** What must not be; the first hundred. */
  wrong: string[];
}

export const nothingSeen = (): Seen => ({ answers: 0, unchanged: 0, wholeOfSlowReaders: 0, brokenOff: 0, slowHeads: 0, revisions: new Set(), wrong: [] });

function complain(seen: Seen, what: string): void {
  if (seen.wrong.length < 100) seen.wrong.push(what);
}

const decoders: Record<string, (bytes: Buffer) => Buffer> = { gzip: gunzipSync, br: brotliDecompressSync };
const encodings = ['gzip', 'br', 'gzip, br;q=0.5', 'zstd;q=0, gzip', ''];

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function ask(server: Server, agent: Agent, target: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(server.url + target, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (!response.complete) return reject(new Error('it broke off'));
        const decode = decoders[response.headers['content-encoding'] ?? ''];
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: decode && body.length > 0 ? decode(body) : body });
      });
    });
    call.on('error', reject);
    call.end();
  });
}

/** What one client knows: tags of what it was given, and the newest edition that it was shown. */
class Client {
  private readonly tags = new Map<string, string>();
  private last: { wanted: Ask; encoding: string } | undefined;
  private newest = 0;

  constructor(
    private readonly server: Server,
    private readonly agent: Agent,
    private readonly seen: Seen,
    private readonly random: (below: number) => number,
  ) {}

  async once(): Promise<void> {
    if (!this.last || this.random(4) > 0) this.last = { wanted: nextAsk(this.random), encoding: encodings[this.random(encodings.length)]! };
    const { wanted, encoding } = this.last;
    const tag = this.tags.get(wanted.target + encoding);
    const headers = { ...(encoding && { 'accept-encoding': encoding }), ...(tag && { 'if-none-match': tag }) };
    try {
      const answer = await ask(this.server, this.agent, wanted.target, headers);
      this.seen.answers++;
      if (answer.status === 304 && 'if-none-match' in headers) this.seen.unchanged++;
      else this.check(wanted, answer);
      if (answer.headers.etag && this.tags.size < 500) this.tags.set(wanted.target + encoding, answer.headers.etag);
    } catch (error) {
      complain(this.seen, `${wanted.target}: ${String(error)}`);
    }
  }

  private check(wanted: Ask, { status, body }: Answer): void {
    if (!wanted.statuses.includes(status)) return complain(this.seen, `${wanted.target}: ${status} ${body.toString().slice(0, 200)}`);
    const revisions = [...(body.length > 0 ? wanted.revisions(body) : [])];
    if (revisions.length === 0) return;
    const [revision = 0] = revisions;
    this.seen.revisions.add(revision);
    if (revisions.length > 1) complain(this.seen, `${wanted.target} mixes the revisions ${revisions.join(', ')}`);
    if (revision < this.newest) complain(this.seen, `${wanted.target} is of revision ${revision}, after ${this.newest} was shown`);
    this.newest = Math.max(this.newest, revision);
  }
}

type Going = () => boolean;

/** `count` connections, each asking again as soon as it has its answer. */
export async function askAtRandom(server: Server, count: number, seed: number, seen: Seen, going: Going): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const client = new Client(server, agent, seen, randomFrom(seed + i));
      while (going()) await client.once();
    }),
  );
  agent.destroy();
}

const whole = 'GET /ogc/collections/locations/items?limit=10000 HTTP/1.1\r\nHost: a\r\n\r\n';

/** Asks for all places, leaves the answer in the network for a while, and then wants it whole and of one edition. */
export async function readSlowly(server: Server, seed: number, seen: Seen, going: Going): Promise<void> {
  const random = randomFrom(seed);
  while (going()) {
    const connection = await RawConnection.open(server);
    connection.stall(true);
    connection.send(whole);
    await sleep(500 + random(2500));
    connection.stall(false);
    const answer = await connection.response(30);
    connection.close();
    if (answer?.status !== 200) complain(seen, `a slow reader got ${answer?.status ?? 'half a body'}`);
    else if (ofItems(answer.body).size !== 1) complain(seen, 'a slow reader got several editions in one body');
    else seen.wholeOfSlowReaders++;
  }
}

/** Leaves in the middle: of a request, of an answer, or without a word. */
export async function breakOff(server: Server, seed: number, seen: Seen, going: Going): Promise<void> {
  const random = randomFrom(seed);
  while (going()) {
    const connection = await RawConnection.open(server);
    const tile = `GET /tiles/locations/6/34/31.mvt?filter=idps_individuals%3E${random(1000)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    connection.send([whole, whole.slice(0, random(whole.length)), whole + whole, tile, ''][random(5)]!);
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
    if (answer?.status !== 408) complain(seen, `a slow head got ${answer?.status ?? 'nothing'}`);
    else seen.slowHeads++;
  }
}
