// The private database of a store, behind the program's back: what is really in it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Store } from './sojourn.ts';

/** The rows of a statement, one text each. The database has to run: a server on the store keeps it up. */
export function sql(store: Store, statement: string): string[] {
  const socket = path.join(store.dataDirectory, 'socket');
  const options = ['-h', socket, '-U', 'sojourn_owner', '-d', 'sojourn', '-v', 'ON_ERROR_STOP=1', '-qAtX'];
  const { status, stdout, stderr } = spawnSync('psql', [...options, '-c', statement], { encoding: 'utf8', maxBuffer: 512 << 20 });
  if (status !== 0) throw new Error(`psql: ${stderr}`);
  return stdout === '' ? [] : stdout.replace(/\n$/, '').split('\n');
}

/** Every row of every table that Sojourn made, as text, by table. */
export function tables(store: Store): Map<string, string> {
  const names = sql(
    store,
    `select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'm') and nspname in ('sojourn', 'published') order by 1`,
  );
  return new Map(names.map((name) => [name, sql(store, `select t::text from ${name} as t order by 1`).join('\n')]));
}
