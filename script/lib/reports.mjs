// What test runners report, as {passed, failed, skipped, failures}: counts of test
// cases, and a text for each failure. A runner that did not finish counts as a failure.
import { readFileSync } from 'node:fs';

const nothing = () => ({ passed: 0, failed: 0, skipped: 0, failures: [] });

export function sum(counts) {
  const total = nothing();
  for (const one of counts) {
    total.passed += one.passed;
    total.failed += one.failed;
    total.skipped += one.skipped;
    total.failures.push(...one.failures);
  }
  return total;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const unescape = (text) =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name]);

const attribute = (tag, name) => unescape(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** The failed assertions in a test case of Catch2's XML, one text each. */
function catchFailures(body) {
  const texts = [];
  const element = /<(Expression|Exception|Failure|FatalErrorCondition)\b((?:[^>"]|"[^"]*")*)>([\s\S]*?)<\/\1>/g;
  for (const [, kind, tag, content] of body.matchAll(element)) {
    if (kind === 'Expression' && attribute(tag, 'success') === 'true') continue;
    const expanded = /<Expanded>([\s\S]*?)<\/Expanded>/.exec(content)?.[1];
    const original = /<Original>([\s\S]*?)<\/Original>/.exec(content)?.[1];
    const said = original === undefined ? content : `${original.trim()}\n      is  ${expanded?.trim()}`;
    const thrown = /<Exception[^>]*>([\s\S]*?)<\/Exception>/.exec(kind === 'Expression' ? content : '')?.[1];
    texts.push(
      `    ${attribute(tag, 'filename')}:${attribute(tag, 'line')}\n      ` +
        unescape([said.trim(), thrown?.trim()].filter(Boolean).join('\n      ')),
    );
  }
  const information = [...body.matchAll(/<Info>([\s\S]*?)<\/Info>/g)].map(([, text]) => unescape(text).trim());
  return [...texts, ...[...new Set(information)].slice(-5).map((text) => `    where ${text}`)].join('\n');
}

/**
 * Catch2's XML (2 and 3). `result` is what run() gave for the executable `name`. A test that
 * passes with a warning "SKIPPED: …" was skipped (Catch2 2 knows no other way).
 */
export function catchReport(name, file, result) {
  const xml = read(file);
  const counts = nothing();
  const cases = xml.split(/(?=<TestCase\b)/).slice(1);
  for (const body of cases) {
    const overall = /<OverallResult\b[^>]*>/.exec(body)?.[0];
    const skips = Number(attribute(overall ?? '', 'skips') || 0);
    // Inside quotes, Catch2 leaves `>` as it is.
    const title = `${name}: ${attribute(/<TestCase\b(?:[^>"]|"[^"]*")*>/.exec(body)?.[0] ?? '', 'name')}`;
    if (overall === undefined) {
      counts.failed++;
      counts.failures.push(`${title}\n    did not finish\n${catchFailures(body)}\n${tail(result.output)}`);
    } else if (attribute(overall, 'success') !== 'true') {
      counts.failed++;
      counts.failures.push(`${title}\n${catchFailures(body)}`);
    } else if (skips > 0 || /<Warning>\s*SKIPPED:/.test(body)) counts.skipped++;
    else counts.passed++;
  }
  if (counts.failed === 0 && (result.code !== 0 || cases.length === 0)) {
    counts.failed++;
    counts.failures.push(`${name} ended with status ${result.code}\n${tail(result.output)}`);
  }
  return counts;
}

/** Vitest's JSON report. */
export function vitestReport(name, file, result) {
  const text = read(file);
  const counts = nothing();
  for (const suite of text ? JSON.parse(text).testResults : []) {
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else if (test.status === 'failed') {
        counts.failed++;
        counts.failures.push(`${name}: ${test.fullName}\n    ${test.failureMessages.join('\n').slice(0, 2000)}`);
      } else counts.skipped++;
    }
    if (suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed')) {
      counts.failed++;
      counts.failures.push(`${name}: ${suite.name}\n    ${suite.message}`);
    }
  }
  if (counts.failed === 0 && result.code !== 0) {
    counts.failed++;
    counts.failures.push(`${name} ended with status ${result.code}\n${tail(result.output)}`);
  }
  return counts;
}

/** A check that either holds or not, like a linter. */
export function checkReport(name, result) {
  const counts = nothing();
  if (result.code === 0) counts.passed = 1;
  else {
    counts.failed = 1;
    counts.failures.push(`${name}\n${tail(result.output)}`);
  }
  return counts;
}

function tail(text, lines = 40) {
  return text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
}
