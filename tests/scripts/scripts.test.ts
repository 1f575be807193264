// What script/* do before anything is built: packages, the lock, the choice of Node. In copies of the scripts, so that
// neither this checkout nor (but for a moment, where they say so) this machine is touched.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const isRoot = process.getuid?.() === 0;

let folder: string;
let tools: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sojourn-scripts-'));
  cpSync(path.join(root, 'script'), path.join(folder, 'script'), { recursive: true });
  tools = path.join(folder, 'tools');
  for (const made of [tools, path.join(folder, 'build')]) mkdirSync(made);
  // Whoever runs them may write here.
  for (const open of [folder, path.join(folder, 'build')]) chmodSync(open, 0o777);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that stands before others of its name. */
function tool(name: string, script: string): string {
  const file = path.join(tools, name);
  writeFileSync(file, `#!/bin/bash\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const environment = () => ({ ...process.env, PATH: `${tools}:${process.env['PATH']}` });
const bash = (script: string) => ['-c', `source script/lib/common.sh; ${script}`];
const run = (command: string, ...words: string[]) =>
  spawnSync(command, words, { cwd: folder, env: environment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** The command as somebody who is neither root nor may become it. */
const unprivileged = (...command: string[]): [string, ...string[]] => {
  tool('sudo', 'exit 1');
  tool('apt-cache', 'exit 0');
  return isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command] : (command as [string, ...string[]]);
};

interface Running {
  process: ChildProcess;
  said: string;
  ended: Promise<number | null>;
}

function start(command: string, ...words: string[]): Running {
  const child = spawn(command, words, { cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const running: Running = { process: child, said: '', ended: new Promise((resolve) => child.once('close', resolve)) };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (running.said += chunk.toString()));
  return running;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 2400; i++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what}: not within a minute`);
}

describe('with neither root nor sudo', () => {
  test.each(['serve', 'test'])('script/%s lists the missing packages and what to type, and ends with 3', (name) => {
    appendFileSync(path.join(folder, 'script/packages/build'), 'sojourn-missing-one\nsojourn-missing-two | sojourn-missing-three\n');
    const { status, stderr } = run(...unprivileged('bash', `script/${name}`));
    expect(stderr).toMatch(/missing, and neither root nor sudo is available/);
    expect(stderr).toMatch(/^ {2}sojourn-missing-one$/m);
    expect(stderr).toMatch(/^ {2}sojourn-missing-two$/m);
    expect(stderr).toMatch(/apt-get install --no-install-recommends .*sojourn-missing-one.* sojourn-missing-two/);
    expect(stderr).toMatch(/create_main_cluster = false/);
    expect(status).toBe(3);
  });
});

describe('side by side', () => {
  const hold = () => start('bash', ...bash(`with_lock bash -c 'echo first >>order; until [[ -e go ]]; do sleep 0.05; done; echo done >>order'`));
  const order = () => (existsSync(path.join(folder, 'order')) ? readFileSync(path.join(folder, 'order'), 'utf8').trim().split('\n') : []);
  const release = () => writeFileSync(path.join(folder, 'go'), '');

  test('one installs and builds after the other, and says that it waits', async () => {
    const first = hold();
    await until(() => order().length === 1, 'the first has the lock');
    const second = start('bash', ...bash('with_lock bash -c "echo second >>order"'));
    await until(() => /waiting for it/.test(second.said), 'the second waits');
    expect(order()).toEqual(['first']);
    release();
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
    expect(order()).toEqual(['first', 'done', 'second']);
  });

  test.each(['serve', 'test'])('script/%s takes that lock before it looks for packages', async (name) => {
    appendFileSync(path.join(folder, 'script/packages/build'), 'sojourn-missing-one\n');
    const first = hold();
    await until(() => order().length === 1, 'the first has the lock');
    chmodSync(path.join(folder, 'build/.lock'), 0o666);
    const second = start(...unprivileged('bash', `script/${name}`));
    await until(() => /waiting for it/.test(second.said), 'the second waits');
    expect(second.said).not.toContain('sojourn-missing-one');
    release();
    await first.ended;
    expect(await second.ended).toBe(3);
    expect(second.said).toContain('sojourn-missing-one');
  });

  test('what a script leaves behind does not hold the lock', () => {
    const { stdout } = run('bash', ...bash('with_lock bash -c "sleep 300 >/dev/null 2>&1 & echo \\$!"'));
    const second = run('bash', ...bash('with_lock echo free'));
    process.kill(Number(stdout), 'SIGKILL');
    expect(second.stdout.trim()).toBe('free');
    expect(second.stderr).not.toMatch(/waiting/);
  });

  test('a script that was killed does not hold the lock', async () => {
    const first = hold();
    await until(() => order().length === 1, 'the first has the lock');
    first.process.kill('SIGKILL');
    const second = run('bash', ...bash('with_lock echo free'));
    release();
    await first.ended;
    expect(second.stdout.trim()).toBe('free');
  });
});

// As root it writes, for the moment of the installation, where Debian's packages look.
describe.runIf(isRoot)('installing', () => {
  const policy = '/usr/sbin/policy-rc.d';
  const cluster = '/etc/postgresql-common/createcluster.d/sojourn-bootstrap.conf';

  test('starts no service, makes no cluster of PostgreSQL, and leaves the machine as it was', () => {
    const before = existsSync(policy) ? readFileSync(policy, 'utf8') : null;
    tool('apt-cache', '[[ $3 != postgresql-99-postgis-3 ]]');
    tool('apt-get', `[[ " $* " == *" install "* ]] || exit 0
echo "$*" >${folder}/asked; ${policy} postgresql start; echo $? >${folder}/policy; cat ${cluster} >${folder}/cluster`);
    const { status, stderr } = run('script/lib/install-packages', 'one', 'postgresql-99-postgis-3 | postgresql-15-postgis-3');
    expect(status, stderr).toBe(0);
    const noted = (name: string) => readFileSync(path.join(folder, name), 'utf8').trim();
    expect(noted('asked')).toMatch(/install --no-install-recommends .* one postgresql-15-postgis-3$/);
    if (before === null) expect(noted('policy')).toBe('101');
    expect(noted('cluster')).toBe('create_main_cluster = false');
    expect(existsSync(cluster)).toBe(false);
    expect(existsSync(policy) ? readFileSync(policy, 'utf8') : null).toBe(before);
  });

  test('that fails leaves the machine as it was too', () => {
    const before = existsSync(policy);
    tool('apt-get', '[[ " $* " != *" install "* ]]');
    expect(run('script/lib/install-packages', 'one').status).not.toBe(0);
    expect(existsSync(cluster)).toBe(false);
    expect(existsSync(policy)).toBe(before);
  });
});

describe('Node', () => {
  test.each([
    ['v18.20.4', false],
    ['v20.18.3', false],
    ['v20.19.0', true],
    ['v22.12.0', false],
    ['v22.13.1', true],
    ['v24.0.0', true],
    ['v25.1.0', true],
    ['nonsense', false],
  ])('%s will do: %s', (version, usable) => {
    const node = tool('node', `echo ${version}`);
    expect(run('bash', ...bash(`source script/lib/node.sh; node_will_do ${node}`)).status).toBe(usable ? 0 : 1);
  });

  test('that is too old is passed over for the one that was installed before', () => {
    tool('node', 'echo v18.20.4');
    const bin = path.join(folder, 'build/tools/node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, 'node'), '#!/bin/bash\necho v22.20.0\n', { mode: 0o755 });
    const { stdout } = run('bash', ...bash('source script/lib/packages.sh; source script/lib/node.sh; ensure_node; node --version'));
    expect(stdout.trim()).toBe('v22.20.0');
  });
});
