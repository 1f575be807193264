// One request as a plain client sends it, and its answer, whole.
import { createHash } from 'node:crypto';
import { request, type Agent, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import type { Server } from '../../http/support/sojourn.ts';

const decoders: Record<string, (bytes: Buffer) => Buffer> = { gzip: gunzipSync, br: brotliDecompressSync, zstd: (bytes) => Buffer.from(decompress(bytes)) };

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  /** Decoded. */
  body: Buffer;
  /** Of the bytes as they came. */
  hash: string;
}

export function ask(server: Server, agent: Agent, target: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(new URL(target, server.url), { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (!response.complete) return reject(new Error('it broke off'));
        const decode = decoders[response.headers['content-encoding'] ?? ''];
        const bytes = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: decode && bytes.length > 0 ? decode(bytes) : bytes,
          hash: createHash('sha1').update(bytes).digest('base64'),
        });
      });
    });
    call.on('error', reject);
    call.end();
  });
}
