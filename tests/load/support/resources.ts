// What a process holds, and what sanitizers say of it.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Server } from '../../http/support/sojourn.ts';

export interface Held {
  /** What each is open on. */
  descriptors: string[];
  threads: number;
  megabytes: number;
}

const residentMegabytes = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

function descriptorsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(`${folder}/${name}`)];
    } catch {
      return []; // closed meanwhile
    }
  });
}

export function heldBy(pid: number): Held {
  return {
    descriptors: descriptorsOf(pid),
    threads: readdirSync(`/proc/${pid}/task`).length,
    megabytes: residentMegabytes(pid),
  };
}

/** Memory of a process now and then, until `stop`. */
export class MemoryWatch {
  readonly megabytes: number[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number, everyMilliseconds: number) {
    this.timer = setInterval(() => this.megabytes.push(residentMegabytes(pid)), everyMilliseconds);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Of each fifth of the time, its mean: what grows without end grows from each to the next. */
  fifths(): number[] {
    const size = Math.max(1, Math.floor(this.megabytes.length / 5));
    return Array.from({ length: 5 }, (_, i) => {
      const part = this.megabytes.slice(i * size, (i + 1) * size);
      return Math.round(part.reduce((sum, one) => sum + one, 0) / part.length);
    });
  }
}

/** What the server itself says it holds. */
export async function gauges(server: Server): Promise<Record<'connections' | 'requests' | 'bodies' | 'cache' | 'exports', number>> {
  const text = await (await server.get('/metrics')).text();
  const value = (name: string) => Number(new RegExp(`^sojourn_${name} (-?\\d+)$`, 'm').exec(text)?.[1]);
  return {
    connections: value('connections_open'),
    requests: value('requests_in_flight'),
    bodies: value('body_bytes'),
    cache: value('cache_bytes'),
    exports: value('export_bytes'),
  };
}

/** The reports of AddressSanitizer, LeakSanitizer, ThreadSanitizer and UndefinedBehaviorSanitizer in a log, each with what follows. */
export function sanitizerReports(log: string): string[] {
  const lines = log.split('\n');
  return lines.flatMap((line, i) => (/(ERROR|WARNING|SUMMARY): \w+Sanitizer|runtime error:|^ThreadSanitizer:/.test(line) ? [lines.slice(i, i + 60).join('\n')] : []));
}
