// Starting programs, and what the scripts know about this checkout.
import { spawn } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** Compilers or test executables at once: one per core, but no more than memory has room for. */
export const jobs = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / 1.5e9)));

/**
 * Runs a program and resolves to {code, output, seconds}; never rejects. With `show`, its output
 * also appears as it comes. A program that runs longer than `limit` seconds is ended, and says so.
 */
export function run(command, args, { env = {}, cwd = root, show = false, limit = 1800 } = {}) {
  const start = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    const finish = (code, note = '') => {
      clearTimeout(timer);
      resolve({ code, output: Buffer.concat(chunks).toString() + note, seconds: (Date.now() - start) / 1000 });
    };
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      child.kill('SIGKILL');
    }, limit * 1000);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        chunks.push(data);
        if (show) process.stdout.write(data);
      });
    child.on('error', (error) => finish(127, `${command}: ${error.message}\n`));
    child.on('close', (code, signal) => {
      const note = overdue ? `\nended after ${limit} s\n` : signal ? `\nended by ${signal}\n` : '';
      finish(code ?? 1, note);
    });
  });
}

/** Calls work(item) for every item, `width` at a time, and resolves to the results in order. */
export async function inParallel(items, width, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
