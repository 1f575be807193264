// A store of its own for each test file: the real program, a private database, a free port.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = path.resolve(import.meta.dirname, '../../..');

/** The program under test: SOJOURN_PROGRAM, else the release build. */
export const program = process.env['SOJOURN_PROGRAM'] ?? path.join(root, 'build/release/sojourn');

/** The program that serves, where it is another than the one for the commands: with a sanitizer these take long. */
const servedBy = process.env['SOJOURN_SERVED_BY'] ?? program;
/** A command that becomes that program, such as `setarch -R`. */
const servedThrough = process.env['SOJOURN_SERVED_THROUGH']?.split(' ') ?? [];

const realFolder = process.env['SOJOURN_REAL_DATA'];
/** Whether files that others published are there; tests that need them are skipped where they are not. */
export const hasRealData = realFolder !== undefined && existsSync(realFolder);
/** A file or folder of the real data. */
export const real = (name: string) => path.join(realFolder ?? '', name);

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A port that nothing listens on, below those that the kernel gives to outgoing connections: one of those may take a
 *  port between this look and the server's. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

export class Server {
  readonly url: string;
  readonly process: ChildProcess;
  log = '';

  constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.process = process;
    const keep = (chunk: Buffer) => {
      this.log += chunk.toString();
    };
    process.stdout?.on('data', keep);
    process.stderr?.on('data', keep);
  }

  /** On a connection of its own: one that was idle while a test waited for a command may be closed by now. */
  get(target: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url + target, { redirect: 'manual', ...init, headers: { connection: 'close', ...init.headers } });
  }

  /** The body as JSON; fails with the body where the status is another than 200. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async json(target: string): Promise<any> {
    const response = await this.get(target);
    if (response.status !== 200) throw new Error(`${target}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async until(condition: () => Promise<boolean>, what: string, seconds = 60): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      if (await condition().catch(() => false)) return;
      if (this.process.exitCode !== null || this.process.signalCode !== null) break;
      await sleep(25);
    }
    throw new Error(`${what}: not within ${seconds} s\n${this.log.slice(-4000)}`);
  }

  ready(): Promise<void> {
    return this.until(async () => (await this.get('/health/ready')).status === 200, 'the server is ready', 120);
  }

  get exited(): Promise<number | null> {
    return new Promise((resolve) => {
      if (this.process.exitCode !== null || this.process.signalCode !== null) resolve(this.process.exitCode);
      else this.process.once('exit', (code) => resolve(code));
    });
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.process.kill(signal);
    return this.exited;
  }
}

export class Store {
  readonly directory: string;
  private readonly servers: Server[] = [];

  constructor() {
    this.directory = mkdtempSync(path.join(tmpdir(), 'sojourn-test-'));
    chmodSync(this.directory, 0o755); // as root the database runs as another user
  }

  get dataDirectory(): string {
    return path.join(this.directory, 'data');
  }

  private arguments(command: readonly string[]): string[] {
    return [...command, '--data-dir', this.dataDirectory];
  }

  /** Runs a command to its end, whatever its status. */
  run(...command: string[]): Finished {
    const { status, stdout, stderr } = spawnSync(program, this.arguments(command), {
      encoding: 'utf8',
      maxBuffer: 256 << 20,
      timeout: 280_000,
    });
    return { status, stdout, stderr };
  }

  /** Runs a command that has to succeed. */
  done(...command: string[]): Finished {
    const finished = this.run(...command);
    if (finished.status !== 0)
      throw new Error(`sojourn ${command.join(' ')}: status ${finished.status}\n${finished.stdout}\n${finished.stderr}`);
    return finished;
  }

  /** Starts a command and does not wait for it. */
  start(...command: string[]): ChildProcess {
    const [first = program, ...others] = command[0] === 'serve' ? [...servedThrough, servedBy] : [program];
    return spawn(first, [...others, ...this.arguments(command)], { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async serve(...options: string[]): Promise<Server> {
    const address = `127.0.0.1:${await freePort()}`;
    const scheme = process.env['SOJOURN_TLS_CERTIFICATE'] ? 'https' : 'http';
    const server = new Server(`${scheme}://${address}`, this.start('serve', '--listen', address, ...options));
    this.servers.push(server);
    await server.ready();
    return server;
  }

  /** With settings from the environment, such as {SERVER_QUEUE: 2}. */
  async serveWith(settings: Record<string, string | number>, ...options: string[]): Promise<Server> {
    const names = Object.keys(settings).map((name) => `SOJOURN_${name}`);
    for (const [name, value] of Object.entries(settings)) process.env[`SOJOURN_${name}`] = `${value}`;
    try {
      return await this.serve(...options);
    } finally {
      for (const name of names) delete process.env[name];
    }
  }

  async remove(): Promise<void> {
    for (const server of this.servers) await server.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
