// Runs the stages of script/test, every one even when others fail, and adds up what they count.
import { groups, prepareReports, stages } from './stages.mjs';
import { sum } from './reports.mjs';
import { bold, duration, table } from './terminal.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !groups.includes(name));
if (unknown.length > 0) {
  console.error(`unknown stage ${unknown.join(', ')}; there are ${groups.join(', ')}`);
  process.exit(2);
}

prepareReports();
const rows = [['stage', 'passed', 'failed', 'skipped', 'time', '']];
const all = [];
const start = Date.now();
for (const stage of stages) {
  if (wanted.length > 0 ? !stage.group.some((group) => wanted.includes(group)) : stage.onlyIfNamed) continue;
  console.log(bold(`==> ${stage.name}`));
  const began = Date.now();
  let counts;
  try {
    counts = await stage.work();
  } catch (error) {
    counts = { passed: 0, failed: 1, skipped: 0, failures: [`${stage.name}: ${error.stack}`] };
  }
  const seconds = (Date.now() - began) / 1000;
  for (const failure of counts.failures) console.log(`FAILED ${failure}`);
  rows.push([stage.name, counts.passed, counts.failed, counts.skipped, duration(seconds), counts.note ?? '']);
  all.push(counts);
}

const total = sum(all);
if (total.failures.length > 0) {
  console.log(bold('\n==> What failed'));
  for (const failure of total.failures) console.log(failure.split('\n').slice(0, 30).join('\n'));
}
if (total.skipped > 0 && !process.env.SOJOURN_REAL_DATA)
  console.log('\nSet SOJOURN_REAL_DATA to run the tests that need really published files.');
console.log(`\n${table(rows)}\n\nin ${duration((Date.now() - start) / 1000)}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
