// Sources that clang-tidy reads as one: what it spends on a source goes into the headers of libraries, so twenty
// sources of a folder in one unit take little more than one alone.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './process.mjs';
import { withIncludes } from './sources.mjs';

const mostFiles = 24;

const read = (file) => readFileSync(path.join(root, file), 'utf8');

/** Names that a source keeps to itself; two sources that share one cannot be read as one. */
function ownNames(source) {
  const names = new Set();
  for (const [, inside] of source.matchAll(/^namespace \{\n(.*?)^\} {2}\/\/ namespace$/gms))
    for (const line of inside.split('\n').filter((text) => /^[A-Za-z[]/.test(text))) {
      const found =
        /^(?:struct|class|enum class|enum|using) (\w+)/.exec(line) ?? /(\w+)(?: = |\(|\{|;|\[)/.exec(line.replace(/^\[\[\w+\]\] /, ''));
      if (found) names.add(found[1]);
    }
  return names;
}

const includesBeast = (file) => [...withIncludes(file)].some((one) => /^#include <boost\/(asio|beast)/m.test(read(one)));

/** The files in batches: each of one folder, alike in whether they include Beast, and no name twice. */
export function batchesOf(files) {
  const open = new Map();
  const batches = [];
  for (const file of files) {
    const kind = `${file.split('/')[0]} ${includesBeast(file)}`;
    const names = ownNames(read(file));
    if (!open.has(kind)) open.set(kind, []);
    const fits = (batch) => batch.files.length < mostFiles && [...names].every((name) => !batch.names.has(name));
    let batch = open.get(kind).find(fits);
    if (!batch) {
      batch = { files: [], names: new Set() };
      open.get(kind).push(batch);
      batches.push(batch);
    }
    batch.files.push(file);
    for (const name of names) batch.names.add(name);
  }
  return batches.map((batch) => batch.files);
}
