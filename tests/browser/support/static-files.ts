// A plain static file server as any web host is one: files, types, ranges, and nothing of Sojourn's.
import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
};

export interface Served {
  path: string;
  status: number;
  bytes: number;
}

export class StaticFiles {
  readonly requests: Served[] = [];
  private constructor(private readonly server: Server) {}

  static async of(folder: string): Promise<StaticFiles> {
    const server = createServer();
    const files = new StaticFiles(server);
    server.on('request', (request, response) => {
      const name = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
      const file = path.join(folder, path.normalize(name === '/' ? '/index.html' : name));
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      if (size === undefined) {
        files.requests.push({ path: name, status: 404, bytes: 0 });
        response.writeHead(404).end();
        return;
      }
      const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
      const start = range ? Number(range[1]) : 0;
      const end = range ? Math.min(Number(range[2]), size - 1) : size - 1;
      const status = range ? 206 : 200;
      files.requests.push({ path: name, status, bytes: end - start + 1 });
      response.writeHead(status, {
        'content-type': types[path.extname(file)] ?? 'application/octet-stream',
        'content-length': end - start + 1,
        'accept-ranges': 'bytes',
        ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
      });
      createReadStream(file, { start, end }).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return files;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
