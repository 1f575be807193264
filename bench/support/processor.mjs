// Processor time from /proc: what work costs whoever does it, whatever else the machine does meanwhile. Hundredths
// of a second are as fine as the kernel counts.
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Of a process: its parent, its own ticks, and those of its children that have ended. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    return { parent: fields[1], own: fields[11] + fields[12], ended: fields[13] + fields[14] };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/** Seconds of one process so far, without its children. */
export function processorSeconds(pid) {
  return (statOf(pid)?.own ?? 0) / ticksPerSecond;
}

/** The same with all its children, those that have ended too: of PostgreSQL's postmaster, all of its backends. */
export function familySeconds(pid) {
  const own = statOf(pid);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => stat?.parent === pid);
  return (own.own + own.ended + children.reduce((sum, stat) => sum + stat.own, 0)) / ticksPerSecond;
}
