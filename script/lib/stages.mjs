// The stages of script/test. Each resolves to {passed, failed, skipped, failures, note}.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inParallel, jobs, root, run } from './process.mjs';
import { catchReport, checkReport, sum, vitestReport } from './reports.mjs';
import { filesBelow, folders } from './sources.mjs';
import { tidy } from './tidy.mjs';

const reports = path.join(root, 'build/reports');
const program = path.join(root, 'build/test/sojourn');

export function prepareReports() {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
}

/** Builds targets of a preset under the lock that script/bootstrap uses too. */
async function build(preset, targets) {
  const command = `source script/lib/common.sh; source script/lib/build.sh; with_lock cmake_build ${preset} ${targets.join(' ')}`;
  const result = await run('bash', ['-c', command], { show: true, limit: 3600 });
  const counts = checkReport(`build/${preset}`, result);
  return { ...counts, passed: 0, note: result.code === 0 ? 'built' : 'did not build' };
}

async function format() {
  const files = filesBelow([...folders, 'tests', 'bench', 'cmake'], /\.[ch]pp$/);
  const result = await run('clang-format-19', ['--dry-run', '--Werror', ...files]);
  return { ...checkReport('clang-format (script/format puts it right)', result), note: `${files.length} files` };
}

async function tidyStage() {
  const result = await tidy();
  return { ...checkReport('clang-tidy', result), note: result.note };
}

/** Headers that include what they use: each compiles alone. */
async function headers() {
  const result = await build('test', ['headers']);
  return { ...result, passed: 1 - result.failed, note: 'every header compiles alone' };
}

/** The checks of the npm workspaces, except their tests. */
async function scripts() {
  const found = ['web', 'tests'].flatMap((workspace) => {
    const { scripts = {} } = JSON.parse(readFileSync(path.join(root, workspace, 'package.json'), 'utf8'));
    return ['format:check', 'lint', 'check'].filter((name) => name in scripts).map((name) => [workspace, name]);
  });
  const counts = await inParallel(found, jobs, async ([workspace, name]) =>
    checkReport(`npm run ${name} --workspace ${workspace}`, await run('npm', ['run', '--silent', name, '-w', workspace])),
  );
  return { ...sum(counts), note: found.map(([workspace, name]) => `${workspace} ${name}`).join(', ') };
}

/**
 * Properties begin with the same seed at every run, so that a failure is of the change and not of the day. To look for
 * rarer counterexamples: RC_PARAMS="max_success=10000" script/test unit
 */
const seed = { RC_PARAMS: process.env.RC_PARAMS ?? 'seed=1' };

/** Every test_* executable below a build folder, with Catch2's XML as its report. */
async function catchTests(preset, env = {}) {
  const folder = path.join(root, 'build', preset, 'tests');
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^test_[a-z]+$/.test(name))
    : [];
  const counts = await inParallel(names, jobs, async (name) => {
    const report = path.join(reports, `${preset}-${name}.xml`);
    const result = await run(path.join(folder, name), ['--reporter', 'xml', '--out', report], { env: { ...seed, ...env }, limit: 900 });
    const one = catchReport(name, report, result);
    console.log(`    ${name}: ${one.passed} passed, ${one.failed} failed, ${one.skipped} skipped, ${result.seconds.toFixed(1)} s`);
    return one;
  });
  if (names.length === 0) return checkReport(`build/${preset}`, { code: 1, output: 'There are no tests to run.' });
  return sum(counts);
}

// Whatever this machine is configured to serve, tests bring their own data directory and database.
const isolated = { SOJOURN_PROGRAM: program, SOJOURN_DATABASE_URL: '', SOJOURN_DATA_DIRECTORY: '' };

async function vitest(name, workspace, filters = [], env = {}) {
  const report = path.join(reports, `${name}.json`);
  const result = await run(
    'npx',
    ['vitest', 'run', ...filters, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: path.join(root, workspace), env: { ...isolated, ...env }, show: true, limit: 2400 },
  );
  return vitestReport(name, report, result);
}

/** Tests of the running program; without one they fail at once. */
async function programTests(name) {
  if (!existsSync(program)) return checkReport(name, { code: 1, output: `There is no ${program}.` });
  return vitest(name, 'tests', [`${name}/`]);
}

/**
 * ThreadSanitizer of g++ 12 does not start where the kernel spreads addresses over more bits than it knows of. Elsewhere
 * setarch is left away, as containers may forbid it.
 */
function withoutRandomAddresses() {
  const bits = Number(readFileSync('/proc/sys/vm/mmap_rnd_bits', 'utf8'));
  return bits > 28 ? { SOJOURN_SERVED_THROUGH: 'setarch -R' } : {};
}

/** The load tests against a program with sanitizers; commands beside it are those of the release, as they take long. */
async function sanitizedLoad(preset) {
  const servedBy = path.join(root, 'build', preset, 'sojourn');
  for (const needed of [program, servedBy])
    if (!existsSync(needed)) return checkReport(`load, ${preset}`, { code: 1, output: `There is no ${needed}.` });
  return vitest(`load-${preset}`, 'tests', ['load/'], {
    ...sanitizers,
    // What AddressSanitizer keeps of freed memory would hide whether the program's own is bounded.
    ASAN_OPTIONS: `${sanitizers.ASAN_OPTIONS}:quarantine_size_mb=8`,
    TSAN_OPTIONS: `second_deadlock_stack=1:suppressions=${path.join(root, 'script/lib/races-of-libraries.txt')}`,
    SOJOURN_LOAD_MAY_SHED: preset === 'tsan' ? '1' : '',
    ...(preset === 'tsan' ? withoutRandomAddresses() : {}),
    SOJOURN_SERVED_BY: servedBy,
    SOJOURN_LOAD_MEGABYTES: process.env.SOJOURN_LOAD_MEGABYTES ?? '128',
  });
}

const sanitizers = {
  ASAN_OPTIONS: 'abort_on_error=0:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
  LSAN_OPTIONS: `suppressions=${path.join(root, 'script/lib/leaks-of-libraries.txt')}`,
};

/**
 * Folders whose tests also run with sanitizers: those that need no database and compile soon. A test file costs some 6
 * seconds of processor time, one with Beast's coroutines more than a minute. ingest, where files of strangers are
 * read, is built in 470 seconds of processor time; its corpus of broken files has to end in findings with sanitizers too.
 * SOJOURN_ASAN names others: `sql,demo` are built in 240 more.
 */
const sanitized = (process.env.SOJOURN_ASAN ?? 'geo,model,query,tiles,export,ingest').split(',').map((folder) => `test_${folder}`);

/** Seconds of fuzzing of each target; all run at once. */
const fuzzSeconds = Number(process.env.SOJOURN_FUZZ_SECONDS ?? 60);

/** As with properties: the same way at every run. 0 stands for another one each time. */
const fuzzSeed = Number(process.env.SOJOURN_FUZZ_SEED ?? 1);

/**
 * Seconds after which one input is said to hang. They are the clock's and not the processor's, and a machine that many share
 * may stand still for ten; an input takes milliseconds.
 */
const hangs = 60;

/** Every fuzz target, from its seeds; what makes one fail is kept in build/reports for the next look. */
async function fuzz() {
  const folder = path.join(root, 'build/fuzz/tests/fuzz');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^fuzz_[a-z]+$/.test(name)) : [];
  if (names.length === 0) return checkReport('build/fuzz', { code: 1, output: 'There are no fuzz targets to run.' });
  const seconds = Math.max(1, fuzzSeconds);
  const counts = await inParallel(names, names.length, async (name) => {
    const seeds = path.join(root, 'tests/fuzz/seeds', name.replace('fuzz_', ''));
    const found = path.join(reports, `${name}-corpus`);
    mkdirSync(found, { recursive: true });
    const options = [`-max_total_time=${seconds}`, `-seed=${fuzzSeed}`, `-timeout=${hangs}`, '-rss_limit_mb=4096', `-max_len=${name === 'fuzz_values' ? 200 : 16384}`, '-print_final_stats=1'];
    const result = await run(path.join(folder, name), [...options, `-artifact_prefix=${reports}/${name}-`, found, seeds], {
      env: sanitizers,
      limit: seconds + 120,
    });
    console.log(`    ${name}: ${/executed_units: *(\d+)/.exec(result.output)?.[1] ?? 0} inputs in ${result.seconds.toFixed(0)} s`);
    return checkReport(name, result);
  });
  return { ...sum(counts), note: `${names.length} targets` };
}

/** In the order in which they run: what is quick and often wrong first. */
export const stages = [
  { name: 'clang-format', group: ['lint'], work: format },
  { name: 'web and test code', group: ['lint'], work: scripts },
  { name: 'web unit tests', group: ['unit'], work: () => vitest('web', 'web') },
  { name: 'script tests', group: ['unit'], work: () => vitest('scripts', 'tests', ['scripts/']) },
  {
    name: 'build, release',
    group: ['unit', 'http', 'load', 'browser', 'sanitized-load'],
    work: () => build('test', ['sojourn', 'unit_tests', 'benchmarks']),
  },
  { name: 'headers', group: ['lint'], work: headers },
  { name: 'unit tests', group: ['unit'], work: () => catchTests('test') },
  { name: 'http tests', group: ['http'], work: () => programTests('http') },
  { name: 'load tests', group: ['load'], work: () => programTests('load') },
  { name: 'browser tests', group: ['browser'], work: () => programTests('browser') },
  { name: 'build, ASan+UBSan', group: ['asan'], work: () => build('asan', sanitized) },
  { name: 'unit tests, ASan+UBSan', group: ['asan'], work: () => catchTests('asan', sanitizers) },
  { name: 'build, fuzz targets', group: ['fuzz'], work: () => build('fuzz', ['fuzz_targets']) },
  { name: 'fuzz', group: ['fuzz'], work: fuzz },
  { name: 'clang-tidy', group: ['lint'], work: tidyStage },
  // The whole program with a sanitizer takes some six minutes of two cores to build: too long for every run.
  ...['asan', 'tsan'].flatMap((preset) => [
    { name: `build, ${preset} program`, group: ['sanitized-load'], onlyIfNamed: true, work: () => build(preset, ['sojourn']) },
    { name: `load tests, ${preset}`, group: ['sanitized-load'], onlyIfNamed: true, work: () => sanitizedLoad(preset) },
  ]),
];

export const groups = ['lint', 'unit', 'asan', 'http', 'load', 'browser', 'fuzz', 'sanitized-load'];
