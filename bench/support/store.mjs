// A store of its own for a benchmark: data directory, server, the database behind it, load.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ').slice(0, 400)}: ${result.status}\n${result.stdout?.slice(-2000)}\n${result.stderr?.slice(-2000)}`);
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

/** A size or a number of turns from the environment. */
export const setting = (name, standard) => Number(process.env[`SOJOURN_BENCH_${name}`] ?? standard);

const proc = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it has ended
  }
};
/** Kilobytes that are of no file: what the system cannot take back. */
const ownMemory = (pid) => Number(proc(pid, 'status').match(/^RssAnon:\s+(\d+) kB/m)?.[1] ?? 0);
const childrenOf = (pid) => proc(pid, `task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);

// One that is kept open may be closed by the server just when it is used again, minutes later.
const ownConnection = { headers: { connection: 'close' } };

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
    return runToEnd('psql', ['-h', path.join(this.data, 'socket'), '-U', 'sojourn_owner', '-d', 'sojourn', '-qAtX', '-v', 'ON_ERROR_STOP=1', '-f', '-'], { input: text }).trim();
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

  /** Runs a command to its end: its time, and the most memory of its own that it and its children had at once. */
  async runMeasured(...args) {
    const began = performance.now();
    const child = spawn(program, [...args, '--data-dir', this.data], { stdio: ['ignore', 'ignore', 'inherit'] });
    let most = 0;
    const watching = setInterval(() => {
      most = Math.max(most, ownMemory(child.pid) + childrenOf(child.pid).reduce((sum, pid) => sum + ownMemory(pid), 0));
    }, 25);
    const code = await new Promise((resolve) => child.once('exit', resolve));
    clearInterval(watching);
    if (code !== 0) throw new Error(`sojourn ${args.join(' ')}: ${code}`);
    return { seconds: seconds(began), megabytes: most / 1024 };
  }

  /** Every line that psql prints, as the database's owner. */
  psql(...options) {
    return runToEnd('psql', ['-h', path.join(this.data, 'socket'), '-U', 'sojourn_owner', '-d', 'sojourn', '-qAtX', '-v', 'ON_ERROR_STOP=1', ...options]);
  }

  /** `settings` are of the environment: { SOJOURN_CACHE_MEGABYTES: '0' }. */
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
      return (await fetch(this.url + target, ownConnection)).status;
    } catch {
      return 0;
    }
  }

  /** `&query` if tiles know it, else nothing: older programs are measured, too. */
  async ifKnown(query) {
    return (await this.status(`/tiles/locations/0/0/0.mvt?${query}`)) === 200 ? `&${query}` : '';
  }

  async json(target) {
    const response = await fetch(this.url + target, ownConnection);
    if (!response.ok) throw new Error(`${target}: ${response.status}`);
    return response.json();
  }

  /** The read model's memory by collection, over all operations. */
  async readModelBytes() {
    const metrics = await (await fetch(`${this.url}/metrics`, ownConnection)).text();
    const bytes = new Map();
    for (const [, collection, value] of metrics.matchAll(/^sojourn_read_model_bytes\{.*collection="([\w-]+)"\} (\d+)/gm))
      bytes.set(collection, (bytes.get(collection) ?? 0) + Number(value));
    return bytes;
  }

  async stop() {
    if (!this.server || this.server.exitCode !== null) return;
    this.server.kill('SIGTERM');
    await new Promise((resolve) => this.server.once('exit', resolve));
  }

  /** The process above all of PostgreSQL's. */
  postmaster() {
    return Number(readFileSync(path.join(this.data, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** Kilobytes of the server's memory: now, or the most since `forgetPeak`. */
  memory(what = 'VmRSS') {
    return Number(readFileSync(`/proc/${this.server.pid}/status`, 'utf8').match(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm'))[1]);
  }
  forgetPeak() {
    writeFileSync(`/proc/${this.server.pid}/clear_refs`, '5');
  }

  async remove() {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

