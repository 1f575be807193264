// The C++ files of our own, what they include, and which of them changed lately.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './process.mjs';

export const folders = ['geo', 'model', 'ingest', 'sql', 'tiles', 'query', 'export', 'demo', 'server'];

/** Every file below the folders (relative to the checkout) whose name matches. */
export function filesBelow(names, pattern) {
  return names
    .filter((name) => existsSync(path.join(root, name)))
    .flatMap((name) => readdirSync(path.join(root, name), { recursive: true }).map((file) => path.join(name, file)))
    .filter((file) => pattern.test(file) && !file.includes('node_modules'))
    .sort();
}

/** The file and all of our own that it includes, directly or not. */
export function withIncludes(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(path.join(root, file))) return seen;
  seen.add(file);
  for (const [, included] of readFileSync(path.join(root, file), 'utf8').matchAll(/^#include "([^"]+)"/gm))
    withIncludes(included, seen);
  return seen;
}

function git(...args) {
  try {
    return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return ''; // no history here
  }
}

/**
 * The files with those first that were changed since the last commit, then by it and by the twenty before. The rest
 * begins elsewhere after every commit, so that what a budget never reaches in one run it reaches in others.
 */
export function newestFirst(files) {
  const named = git('diff', '--name-only', 'HEAD') + git('ls-files', '--others', '--exclude-standard') + git('log', '-20', '--format=', '--name-only');
  const recent = [...new Set(named.split('\n'))].filter((file) => files.includes(file));
  const rest = files.filter((file) => !recent.includes(file));
  const start = parseInt(git('rev-parse', 'HEAD').slice(0, 8) || '0', 16) % Math.max(1, rest.length);
  return [...recent, ...rest.slice(start), ...rest.slice(0, start)];
}
