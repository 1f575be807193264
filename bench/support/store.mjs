// A store of its own for a benchmark: data directory, server, the database behind it, load.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = path.resolve(import.meta.dirname, '../..');
const program = process.env.SOJOURN_PROGRAM ?? path.join(root, 'build/release/sojourn');

export const seconds = (since) => (performance.now() - since) / 1000;

/** Prints one row of the table that script/bench ends with. */
export function figure(name, value, baseline, ratio, aim = '') {
  console.log(`figure | ${name} | ${value} | ${baseline} | ${ratio} | ${aim}`);
}

export const times = (ratio) => `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`;

export function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

export function runToEnd(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 512 << 20, timeout: 900_000, ...options });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.status}\n${result.stdout}\n${result.stderr}`);
  return result.stdout;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class BenchStore {
  constructor() {
    this.directory = mkdtempSync(path.join(tmpdir(), 'sojourn-bench-'));
    chmodSync(this.directory, 0o755);
    this.data = path.join(this.directory, 'data');
  }

  file(name) {
    return path.join(this.directory, name);
  }

  sojourn(...args) {
    return runToEnd(program, [...args, '--data-dir', this.data]);
  }

  /** As the database's owner; the private cluster runs as long as the server does. */
  sql(text) {
    return runToEnd('psql', ['-h', path.join(this.data, 'socket'), '-U', 'sojourn_owner', '-d', 'sojourn', '-qAtX', '-v', 'ON_ERROR_STOP=1', '-c', text]).trim();
  }

  /** The same beside what else goes on. */
  run(...args) {
    return new Promise((resolve, reject) => {
      const child = spawn(program, [...args, '--data-dir', this.data], { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr.on('data', (chunk) => (said += chunk));
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`sojourn ${args.join(' ')}: ${code}\n${said}`))));
    });
  }

  async serve(settings = {}) {
    const address = `127.0.0.1:${await freePort()}`;
    this.url = `http://${address}`;
    const started = performance.now();
    // Caches are large enough to hold what is warm; requests are not logged, as in any load test.
    const env = { ...process.env, SOJOURN_LOG_REQUESTS: 'none', SOJOURN_SERVER_CONNECTIONS_PER_CLIENT: '1000', ...settings };
    this.server = spawn(program, ['serve', '--listen', address, '--data-dir', this.data], { stdio: 'ignore', env });
    while ((await this.status('/health/ready')) !== 200) {
      if (this.server.exitCode !== null || seconds(started) > 300) throw new Error('the server did not start');
      await sleep(5);
    }
    return seconds(started);
  }

  async status(target) {
    try {
      return (await fetch(this.url + target)).status;
    } catch {
      return 0;
    }
  }

  async json(target) {
    const response = await fetch(this.url + target);
    if (!response.ok) throw new Error(`${target}: ${response.status}`);
    return response.json();
  }

  async stop() {
    if (this.server && this.server.exitCode === null) {
      this.server.kill('SIGTERM');
      await new Promise((resolve) => this.server.once('exit', resolve));
    }
  }

  async remove() {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Requests per second by wrk over 16 connections. */
export function load(url, headers = [], duration = 4) {
  const options = headers.flatMap((header) => ['-H', header]);
  const output = runToEnd('wrk', ['-t1', '-c16', `-d${duration}s`, ...options, url]);
  const errors = output.match(/Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/);
  if (errors) throw new Error(`${url}: ${errors[0]}`);
  return Number(output.match(/Requests\/sec:\s+([\d.]+)/)[1]);
}
