// clang-tidy over our own sources, within a time budget.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { batchesOf } from './batches.mjs';
import { inParallel, jobs, root, run } from './process.mjs';
import { filesBelow, folders, newestFirst, withIncludes } from './sources.mjs';

/** Seconds after which no further batch is begun. The whole tree takes less on two cores that have nothing else to do;
 *  where it does not, the note says what was not reached. What passed is not looked at again until it changes. */
const budget = Number(process.env.SOJOURN_TIDY_SECONDS ?? 240);

const build = path.join(root, 'build/tidy');
const passedBefore = path.join(build, 'passed');
// Our sources are headers of the unit that includes them; our headers are seen through build/tidy/include.
const ours = `^${root.replaceAll(/[^\w/]/g, '.')}/(${folders.join('|')}|build/tidy/include)/`;

/** A fingerprint of all that decides what clang-tidy says about the file. */
function fingerprint(file) {
  const hash = createHash('sha256').update(readFileSync(path.join(root, '.clang-tidy')));
  for (const one of [...withIncludes(file)].sort()) hash.update(one).update(readFileSync(path.join(root, one)));
  return hash.digest('hex');
}

const stamp = (file) => path.join(passedBefore, fingerprint(file));

/** The compiler's options for each file, without what names one output. */
function optionsByFile() {
  const commands = JSON.parse(readFileSync(path.join(build, 'compile_commands.json'), 'utf8'));
  const options = (command) => command.replace(/ -o \S+ -c \S+$/, '').replaceAll('-isystem ', '-isystem').split(' ').slice(1);
  return new Map(commands.map(({ file, command }) => [path.relative(root, file), options(command)]));
}

/** Writes a source that includes the batch, and says how it is compiled. */
function writeUnit(batch, options) {
  const folder = path.join(build, 'units', createHash('sha256').update(batch.join()).digest('hex').slice(0, 16));
  mkdirSync(folder, { recursive: true });
  const unit = path.join(folder, 'unit.cpp');
  const includes = batch.map((file) => `#include "${path.join(root, file)}"  // NOLINT(bugprone-suspicious-include)\n`);
  writeFileSync(unit, includes.join(''));
  // Names of one source may shadow those of another here; within one, the build looks.
  const all = [...new Set(batch.flatMap((file) => options.get(file))), '-Wno-shadow'];
  const entry = { directory: build, file: unit, arguments: ['clang++-19', ...all, '-c', unit] };
  writeFileSync(path.join(folder, 'compile_commands.json'), JSON.stringify([entry]));
  return unit;
}

/** What does not compile as one may do so apart, as a name of one source can meet that of another: what to look at
 *  instead of the batch, if anything. */
function partsOf(batch, output) {
  const errors = output.split('\n').filter((line) => line.includes('[clang-diagnostic-error'));
  if (errors.length === 0 || batch.length === 1) return [];
  const named = batch.filter((file) => errors.some((line) => line.startsWith(`${path.join(root, file)}:`)));
  const others = batch.filter((file) => !named.includes(file));
  if (named.length > 0 && others.length > 0) return [others, ...named.map((file) => [file])];
  const half = Math.ceil(batch.length / 2);
  return [batch.slice(0, half), batch.slice(half)];
}

/** clang-tidy's answers about the batch, one if all went well. */
async function look(batch, options) {
  const unit = writeUnit(batch, options);
  const stamps = batch.map(stamp); // before: a file may change while it is looked at
  const result = await run('clang-tidy-19', ['-p', path.dirname(unit), '--quiet', `--config-file=${root}/.clang-tidy`, `--header-filter=${ours}`, unit]);
  if (result.code === 0) for (const one of stamps) writeFileSync(one, '');
  const parts = partsOf(batch, result.output);
  if (parts.length === 0) return [result];
  const answers = [];
  for (const part of parts) answers.push(...(await look(part, options)));
  return answers;
}

/** Resolves to {code, output, note}, as a linter's run. */
export async function tidy() {
  const configured = await run('cmake', ['--preset', 'tidy']);
  if (configured.code !== 0) return { ...configured, note: 'not configured' };
  mkdirSync(passedBefore, { recursive: true });

  const options = optionsByFile();
  const all = newestFirst(filesBelow(folders, /\.cpp$/));
  const unseen = all.filter((file) => !existsSync(stamp(file)));
  const start = Date.now();
  let notReached = 0;
  const answers = await inParallel(batchesOf(unseen), jobs, async (batch) => {
    if (Date.now() - start < budget * 1000) return look(batch, options);
    notReached += batch.length;
    return [];
  });
  const failed = answers.flat().filter((answer) => answer.code !== 0);
  const reached = notReached > 0 ? `${all.length - notReached} of ${all.length} files, the rest not within ${budget} s` : `all ${all.length} files`;
  return { code: failed.length > 0 ? 1 : 0, output: failed.map((answer) => answer.output).join(''), note: reached };
}
