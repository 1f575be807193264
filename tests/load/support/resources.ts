// What a process holds, and what sanitizers say of it.
import { readdirSync, readFileSync } from 'node:fs';

export interface Held {
  descriptors: number;
  threads: number;
  megabytes: number;
}

export function heldBy(pid: number): Held {
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    megabytes: Number(resident) / 1024,
  };
}

/** The reports of AddressSanitizer, LeakSanitizer, ThreadSanitizer and UndefinedBehaviorSanitizer in a log. */
export function sanitizerReports(log: string): string[] {
  return log.split('\n').filter((line) => /(ERROR|WARNING|SUMMARY): \w+Sanitizer|runtime error:/.test(line));
}
