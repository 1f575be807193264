// Bytes on a socket, for what no HTTP client would send.
import { connect, type Socket } from 'node:net';
import type { Server } from './sojourn.ts';

export interface RawResponse {
  status: number;
  headers: Map<string, string>;
  body: Buffer;
}

export class RawConnection {
  private received = Buffer.alloc(0);
  private ended = false;
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    for (const event of ['end', 'close', 'error'])
      socket.on(event, () => {
        this.ended = true;
        this.wake();
      });
  }

  static open(server: Pick<Server, 'url'>): Promise<RawConnection> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new RawConnection(socket)));
      socket.once('error', reject);
    });
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  private async more(seconds: number): Promise<boolean> {
    if (this.ended) return false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), seconds * 1000);
      this.wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** The next response; null when the server closes, or says nothing for so long. */
  async response(seconds = 60, toHead = false): Promise<RawResponse | null> {
    let end: number;
    while ((end = this.received.indexOf('\r\n\r\n')) < 0) if (!(await this.more(seconds))) return null;
    const [statusLine = '', ...lines] = this.received.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(statusLine.split(' ')[1]);
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    if (!toHead && headers.get('transfer-encoding') === 'chunked') {
      this.received = this.received.subarray(end + 4);
      const body = await this.chunks(seconds);
      return body && { status, headers, body };
    }
    const length = toHead || status === 304 || status === 204 ? 0 : Number(headers.get('content-length') ?? 0);
    while (this.received.length < end + 4 + length) if (!(await this.more(seconds))) return null;
    const body = this.received.subarray(end + 4, end + 4 + length);
    this.received = this.received.subarray(end + 4 + length);
    return { status, headers, body };
  }

  /** A body in chunks, to its last; null if it breaks off. */
  private async chunks(seconds: number): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    for (;;) {
      let line: number;
      while ((line = this.received.indexOf('\r\n')) < 0) if (!(await this.more(seconds))) return null;
      const size = parseInt(this.received.subarray(0, line).toString('latin1'), 16);
      const whole = line + 2 + size + 2;
      while (this.received.length < whole) if (!(await this.more(seconds))) return null;
      parts.push(this.received.subarray(line + 2, line + 2 + size));
      this.received = this.received.subarray(whole);
      if (size === 0) return Buffer.concat(parts);
    }
  }

  /** Everything up to the end of the connection. */
  async rest(seconds = 60): Promise<Buffer> {
    while (!this.ended && (await this.more(seconds)));
    return this.received;
  }

  /** Whether reading is to pause, as a client does that is slow. */
  stall(paused: boolean): void {
    if (paused) this.socket.pause();
    else this.socket.resume();
  }

  /** Reads what comes at once, 64 kB at most, and no more until so many milliseconds later: slow, but alive. */
  sip(everyMilliseconds: number): void {
    this.socket.on('data', () => this.socket.pause());
    const timer = setInterval(() => this.socket.resume(), everyMilliseconds);
    this.socket.on('close', () => clearInterval(timer));
  }

  /** How far it has come: for messages about what did not. */
  get state(): string {
    return `${this.received.length} bytes not yet understood, the connection ${this.ended ? 'ended' : 'open'}`;
  }

  /** Whether the server closes within that time, with nothing more said. */
  async closes(seconds = 60): Promise<boolean> {
    const deadline = Date.now() + seconds * 1000;
    while (!this.ended && Date.now() < deadline) await this.more((deadline - Date.now()) / 1000);
    return this.ended && this.received.length === 0;
  }

  close(): void {
    this.socket.destroy();
  }
}
