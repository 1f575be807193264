// clang-tidy over our own sources, within a time budget.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inParallel, jobs, root, run } from './process.mjs';
import { filesBelow, folders, recentlyChanged, withIncludes } from './sources.mjs';

/** Seconds after which no further file is begun. The default keeps script/test within its time; for the whole tree
 *  give more. What passed before is not looked at again, so repeated runs reach every file. */
const budget = Number(process.env.SOJOURN_TIDY_SECONDS ?? 10);

// A source that includes Beast takes clang-tidy half a minute, so those are looked at
// only when they changed.
const includesBeast = (file) =>
  [...withIncludes(file)].some((one) => /^#include <boost\/(asio|beast)/m.test(readFileSync(path.join(root, one), 'utf8')));

/** A fingerprint of all that decides what clang-tidy says about the file. */
function fingerprint(file) {
  const hash = createHash('sha256').update(readFileSync(path.join(root, '.clang-tidy')));
  for (const one of [...withIncludes(file)].sort()) hash.update(one).update(readFileSync(path.join(root, one)));
  return hash.digest('hex');
}

/** Resolves to {code, output, note}, as a linter's run. */
export async function tidy() {
  const configured = await run('cmake', ['--preset', 'tidy']);
  if (configured.code !== 0) return { ...configured, note: 'not configured' };

  const build = path.join(root, 'build/tidy');
  const passedBefore = path.join(build, 'passed');
  mkdirSync(passedBefore, { recursive: true });

  const changed = recentlyChanged();
  const all = filesBelow(folders, /\.cpp$/);
  const chosen = all.filter((file) => changed.has(file) || !includesBeast(file));
  // What changed comes first, so that it is looked at even if the time runs out.
  const order = [...chosen].sort((a, b) => Number(changed.has(b)) - Number(changed.has(a)));

  const start = Date.now();
  let notReached = 0;
  const results = await inParallel(order, jobs, async (file) => {
    const stamp = path.join(passedBefore, fingerprint(file));
    if (existsSync(stamp)) return { code: 0, output: '' };
    if ((Date.now() - start) / 1000 > budget) {
      notReached++;
      return { code: 0, output: '' };
    }
    const result = await run('clang-tidy-19', ['-p', build, '--quiet', file]);
    if (result.code === 0) writeFileSync(stamp, '');
    return { code: result.code, output: result.code === 0 ? '' : result.output };
  });

  const notes = [`${order.length - notReached} files`];
  if (all.length > chosen.length) notes.push(`${all.length - chosen.length} unchanged ones with Beast left out`);
  if (notReached > 0) notes.push(`${notReached} not reached within ${budget} s`);
  return {
    code: results.some((result) => result.code !== 0) ? 1 : 0,
    output: results.map((result) => result.output).join(''),
    note: notes.join(', '),
  };
}
