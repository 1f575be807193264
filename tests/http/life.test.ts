// Changes beside a running server, and everything that may die: the program, its database, a command at work.
import { spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allItems, total } from './support/features.ts';
import { RawConnection } from './support/raw.ts';
import { freePort, Store, type Server } from './support/sojourn.ts';
import { fill, importArguments, manyPlaces, sum, twoRounds, writeRound } from './support/small-country.ts';

const template = new Store();
let store: Store;
let server: Server;

beforeAll(() => fill(template, twoRounds));
afterAll(() => template.remove());

// Each test breaks a store of its own: a copy, with its owners, of one that was filled once and has stopped.
beforeEach(async () => {
  store = new Store();
  spawnSync('cp', ['-a', template.dataDirectory, store.dataDirectory]);
  server = await store.serve();
});
afterEach(() => store.remove());

const third = { number: 3, from: '2020-05-01', to: '2020-05-31', places: manyPlaces(400) };
const importThird = (...more: string[]) =>
  importArguments(writeRound(store.directory, 'round3.csv', third.places), third, ...more);

const people = async (query = '') => total(await allItems(server, 'admin0', query), 'idps_individuals');
const exit = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

function postmaster(): number | null {
  const file = path.join(store.dataDirectory, 'cluster', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

/** The state of a round as the program tells it; nothing while it cannot. */
function status(number: number): string | undefined {
  const { status, stdout } = store.run('rounds', '--format', 'json');
  if (status !== 0) return undefined;
  const { rounds } = JSON.parse(stdout) as { rounds: { round: number; status: string }[] };
  return rounds.find(({ round }) => round === number)?.status;
}

async function restart(): Promise<void> {
  server = await store.serve();
}

/** Asks again and again; no request may fail. Returns how many were asked. */
function keepAsking(): { stop: () => Promise<number> } {
  let asking = true;
  const asked = (async () => {
    let count = 0;
    for (; asking; count++) {
      const response = await server.get('/ogc/collections/admin1/items');
      expect(response.status).toBe(200);
      await response.arrayBuffer();
      await sleep(5);
    }
    return count;
  })();
  return {
    stop: () => {
      asking = false;
      return asked;
    },
  };
}

describe('beside a running server', () => {
  // How soon is measured by script/bench (publish to visible), where nothing else runs.
  test('a published round is shown without a restart, and no request fails meanwhile', async () => {
    store.done(...importThird());
    expect(await people()).toBe(sum(twoRounds[1]!.places));
    const asking = keepAsking();
    const publishing = store.start('publish', '--operation', 'QAA', '--round', '3');
    await exit(publishing);
    await server.until(async () => (await people()) === sum(third.places), 'the new round is shown');
    expect(await asking.stop()).toBeGreaterThan(5);
  });

  test('a correction takes the place of what it corrects', async () => {
    const corrected = { ...twoRounds[1]!, places: twoRounds[1]!.places.map((place) => ({ ...place, individuals: place.individuals + 1 })) };
    const file = writeRound(store.directory, 'corrected.csv', corrected.places);
    expect(store.run(...importArguments(file, corrected, '--publish')).status).toBe(1);
    store.done(...importArguments(file, corrected, '--publish', '--replace', '--erratum', 'One more at each place'));
    await server.until(async () => (await people()) === sum(corrected.places), 'the correction is shown');
    const { operations } = await server.json('/api/operations');
    expect(operations[0].rounds.at(-1)).toMatchObject({ round: 2, revision: 2, erratum: 'One more at each place' });
  });

  test('a withdrawn round disappears, with its tags', async () => {
    const target = '/ogc/collections/locations/items/QAA.S2?round=2';
    const tag = (await server.get(target)).headers.get('etag') ?? '';
    store.done('withdraw', '--operation', 'QAA', '--round', '2', '--reason', 'Names were in it');
    await server.until(async () => (await server.get(target, { headers: { 'if-none-match': tag } })).status === 404, 'the round is gone');
    expect(await people()).toBe(sum(twoRounds[0]!.places));
    await sleep(1500);
    expect((await server.get(target)).status).toBe(404);
  });

  test('what is not cleared as low is never published', () => {
    const file = writeRound(store.directory, 'round3.csv', third.places);
    const severe = importArguments(file, third, '--publish').map((word) => (word === 'low' ? 'high' : word));
    expect(store.run(...severe).status).toBe(1);
    expect(store.done('rounds', '--format', 'json').stdout).not.toContain('"round":3');
  });

  test('another server on the same data, or the same port, is refused', async () => {
    const again = store.run('serve', '--listen', `127.0.0.1:${await freePort()}`);
    expect(again.status).toBe(3);
    expect(again.stderr).toContain(store.dataDirectory);
    expect(again.stderr).toContain(`${server.process.pid}`);
    const other = new Store();
    const taken = other.run('serve', '--listen', new URL(server.url).host);
    expect(taken.status).toBe(3);
    expect(taken.stderr).toMatch(/taken/);
    await other.remove();
    const foreign = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => foreign.once('listening', resolve));
    const address = foreign.address() as { port: number };
    const third_ = new Store();
    expect(third_.run('serve', '--listen', `127.0.0.1:${address.port}`).status).toBe(3);
    await third_.remove();
    foreign.close();
  });
});

describe('backups', () => {
  test('a backup brings back what was stored, but nothing that was withdrawn since', async () => {
    const file = path.join(store.directory, 'backup');
    store.done('backup', file);
    expect(store.run('backup', file).status).toBe(1);
    store.done(...importThird('--publish'));
    store.done('withdraw', '--operation', 'QAA', '--round', '1', '--reason', 'Names were in it');
    expect(store.run('restore', file).status).toBe(1);
    store.done('restore', file, '--replace');
    await server.until(async () => (await people()) === sum(twoRounds[1]!.places), 'the state of the backup is shown');
    expect(await people('round=1')).toBeNull();
    expect((await server.get('/ogc/collections/admin0/items?round=3')).status).toBe(200);
    expect(await people('round=3')).toBeNull();
  });
});

describe('when the database dies', () => {
  test('the server goes on serving, and brings it back', async () => {
    const before = postmaster();
    expect(before).not.toBeNull();
    const asking = keepAsking();
    process.kill(before!, 'SIGKILL');
    await sleep(300);
    expect(await people()).toBe(sum(twoRounds[1]!.places));
    await server.until(async () => postmaster() !== null && postmaster() !== before, 'the database is back');
    store.done(...importThird('--publish'));
    await server.until(async () => (await people()) === sum(third.places), 'the new round is shown');
    expect(await asking.stop()).toBeGreaterThan(5);
  });

  test('a withdrawal takes effect while it is down, and is in it when it is back', async () => {
    // Without this file PostgreSQL cannot start again.
    const control = path.join(store.dataDirectory, 'cluster/global/pg_control');
    renameSync(control, `${control}.away`);
    process.kill(postmaster()!, 'SIGKILL');
    const { stdout, stderr } = store.done('withdraw', '--operation', 'QAA', '--round', '2', '--reason', 'Names were in it');
    expect(stdout + stderr).toMatch(/recorded in the data directory/);
    await server.until(async () => (await people('round=2')) === null, 'the round is gone');
    expect(await people()).toBe(sum(twoRounds[0]!.places));
    expect(store.run('rounds').status).toBe(3);

    renameSync(`${control}.away`, control);
    await server.until(async () => status(2) === 'withdrawn', 'the database knows', 60);
    expect(await people('round=2')).toBeNull();
    await server.stop();
    await restart();
    expect(await people('round=2')).toBeNull();
  });

  test('a withdrawal on a machine without the database takes effect on the server that has it', async () => {
    const url = 'postgresql://sojourn@127.0.0.1:1/nowhere?connect_timeout=1';
    process.env['SOJOURN_DATABASE_URL'] = url;
    const withdrawn = store.run('withdraw', '--operation', 'QAA', '--round', '2', '--reason', 'Names were in it');
    delete process.env['SOJOURN_DATABASE_URL'];
    expect(withdrawn.status).toBe(0);
    await server.until(async () => (await people('round=2')) === null, 'the round is gone');
    await server.until(async () => status(2) === 'withdrawn', 'the database knows', 60);
    expect(await people('round=2')).toBeNull();
  });
});

describe('kill -9', () => {
  const moments = [20, 60, 120, 250, 500, 900, 1500];

  test('of the server: it starts again, and shows the same', async () => {
    for (const moment of [0, 200, 600]) {
      const killed = server.stop('SIGKILL');
      await killed;
      await restart();
      await sleep(moment);
      expect(await people()).toBe(sum(twoRounds[1]!.places));
    }
  });

  test.each(moments)('of an import after %i ms: the old state, or the new', async (moment) => {
    const child = store.start(...importThird('--publish'));
    await sleep(moment);
    child.kill('SIGKILL');
    await exit(child);
    const rounds = JSON.parse(store.done('rounds', '--format', 'json').stdout).rounds as { round: number; status: string }[];
    const published = rounds.some(({ round, status }) => round === 3 && status === 'published');
    const expected = sum(published ? third.places : twoRounds[1]!.places);
    await server.until(async () => (await people()) === expected, 'the state is whole');
    store.done(...importThird('--publish'));
    await server.until(async () => (await people()) === sum(third.places), 'the import succeeds after all');
  });

  test('of a publish at many points: the old state, or the new', async () => {
    store.done(...importThird());
    for (const moment of moments) {
      const child = store.start('publish', '--operation', 'QAA', '--round', '3');
      await sleep(moment);
      child.kill('SIGKILL');
      await exit(child);
      expect([sum(twoRounds[1]!.places), sum(third.places)]).toContain(await people());
    }
    store.done('publish', '--operation', 'QAA', '--round', '3');
    await server.until(async () => (await people()) === sum(third.places), 'the round is shown');
  });

  test('of PostgreSQL under an import: refused or stored whole, and running again without help', async () => {
    const child = store.start(...importThird('--publish'));
    await sleep(400);
    const pid = postmaster();
    if (pid !== null) process.kill(pid, 'SIGKILL');
    await exit(child);
    store.done(...importThird('--publish'));
    await server.until(async () => (await people()) === sum(third.places), 'the round is shown');
  });

  test('of the server and PostgreSQL together', async () => {
    const pid = postmaster();
    await server.stop('SIGKILL');
    if (pid !== null) process.kill(pid, 'SIGKILL');
    await restart();
    expect(await people()).toBe(sum(twoRounds[1]!.places));
  });
});

describe('Ctrl-C', () => {
  const many = { ...third, places: manyPlaces(60_000) };
  const moments = [50, 150, 300, 500, 800, 1200, 2000];

  interface Ended {
    status: number | null;
    said: string;
  }
  async function interrupted(moment: number, ...command: string[]): Promise<Ended> {
    const child = store.start(...command);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout?.resume();
    await sleep(moment);
    child.kill('SIGINT');
    await exit(child);
    return { status: child.exitCode, said };
  }

  test('at any moment of an import: nothing is left of it, in the store or beside it, and it says so', async () => {
    const file = writeRound(store.directory, 'many.csv', many.places);
    const report = path.join(store.directory, 'report.json');
    const temporary = path.join(store.directory, 'temporary');
    mkdirSync(temporary);
    process.env['TMPDIR'] = temporary;
    let told = 0;
    try {
      for (const moment of moments) {
        const { status, said } = await interrupted(moment, ...importArguments(file, many, '--report', report));
        if (status === 0) break; // it was over when the signal came
        expect(JSON.parse(store.done('rounds', '--format', 'json').stdout).rounds).toHaveLength(2);
        expect(readdirSync(temporary)).toEqual([]);
        expect(existsSync(report)).toBe(false);
        if (status === null) continue; // the program had not begun
        expect(status).toBe(3);
        expect(said).toContain('interrupted; nothing was stored');
        told++;
      }
    } finally {
      delete process.env['TMPDIR'];
    }
    expect(told).toBeGreaterThan(0);
    store.done(...importArguments(file, many, '--publish', '--report', report));
    expect(existsSync(report)).toBe(true);
    await server.until(async () => (await people()) === sum(many.places), 'the round is shown', 10);
  });

  test('when an import has stored its round: too late, and the import ends as if nothing had come', async () => {
    const file = writeRound(store.directory, 'round.csv', third.places);
    for (const number of [3, 4, 5, 6, 7, 8, 9, 10, 11]) {
      const report = path.join(store.directory, `${number}.html`);
      const child = store.start(...importArguments(file, { ...third, number }, '--report', report));
      child.stdout?.on('data', (chunk: Buffer) => {
        if (!chunk.toString().includes('stored as')) return;
        // Some at once, some when little is left of the process.
        setTimeout(() => child.kill('SIGINT'), number - 3);
      });
      await exit(child);
      expect([child.exitCode, child.signalCode]).toEqual([0, null]);
      expect(existsSync(report)).toBe(true);
      expect(status(number)).toBe('validated');
    }
  });

  test('without a terminal nothing tells of progress', async () => {
    const file = writeRound(store.directory, 'many.csv', many.places);
    expect(store.done('check', file, ...importArguments(file, many).slice(2)).stderr).toBe('');
  });
});

describe('stopping', () => {
  test('SIGTERM lets what is under way finish, and ends with status 0', async () => {
    const connections = await Promise.all(Array.from({ length: 8 }, () => RawConnection.open(server)));
    for (const connection of connections)
      connection.send('GET /ogc/collections/assessments/items?limit=1000 HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(5);
    const ended = server.stop('SIGTERM');
    for (const connection of connections) {
      const response = await connection.response();
      expect(response?.status).toBe(200);
      expect(JSON.parse(response!.body.toString('utf8')).features.length).toBeGreaterThan(500);
    }
    expect(await ended).toBe(0);
    expect(postmaster()).toBeNull();
  });
});
