// The example configuration, as it stands, with nginx in front of the server.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, Store, type Server } from './support/sojourn.ts';
import { fill, manyPlaces } from './support/small-country.ts';

const store = new Store();
let server: Server;
let nginx: ChildProcess;
let port: number;

/** Only what belongs to the place is changed: ports, names of files, folders that nginx may write to. */
async function configuration(): Promise<string> {
  const example = readFileSync(path.resolve(import.meta.dirname, '../../config/nginx.conf'), 'utf8');
  const plain = await freePort();
  port = await freePort();
  const site = example
    .replaceAll('127.0.0.1:8080', new URL(server.url).host)
    .replace(/listen 80;\n\s+listen \[::\]:80;/, `listen 127.0.0.1:${plain};`)
    .replace(/listen 443 ssl([^;]*);\n\s+listen \[::\]:443 ssl[^;]*;/, `listen 127.0.0.1:${port} ssl$1;`)
    .replace(/ssl_certificate .*;/, `ssl_certificate ${store.directory}/proxy.pem;`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${store.directory}/proxy.key;`);
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${store.directory}/nginx;`);
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `daemon off; ${user} pid ${store.directory}/nginx/pid; error_log stderr warn; events {}
    http { access_log off; ${folders.join(' ')}\n${site}\n}`;
}

function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: target, method, headers: { host: 'maps.example.org', ...headers }, rejectUnauthorized: false, agent: false as const };
    const call = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('behind nginx', () => {
  beforeAll(async () => {
    fill(store, [{ number: 1, from: '2020-01-01', to: '2020-01-31', places: manyPlaces(2000) }]);
    server = await store.serveWith({ SERVER_BASE_URL: 'https://maps.example.org' });
    const certificate = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=maps.example.org'];
    execFileSync('openssl', [...certificate, '-keyout', `${store.directory}/proxy.key`, '-out', `${store.directory}/proxy.pem`], { stdio: 'ignore' });
    mkdirSync(`${store.directory}/nginx`);
    writeFileSync(`${store.directory}/nginx.conf`, await configuration());
    nginx = spawn('nginx', ['-c', `${store.directory}/nginx.conf`, '-p', store.directory], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    nginx.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let i = 0; i < 1000; i++) {
      if ((await ask('/health/live').catch(() => null))?.status === 200) return;
      if (nginx.exitCode !== null) break;
      await sleep(50);
    }
    throw new Error(`nginx did not start: ${said}`);
  });
  afterAll(async () => {
    if (nginx && nginx.exitCode === null) {
      nginx.kill('SIGTERM');
      await new Promise((resolve) => nginx.once('exit', resolve));
    }
    await store.remove();
  });

  test('bodies and fields come as the server made them', async () => {
    const target = '/tiles/locations/6/33/31.mvt';
    const direct = await server.get(target, { headers: { 'accept-encoding': 'gzip' } });
    const proxied = await ask(target, { 'accept-encoding': 'gzip' });
    expect(proxied.status).toBe(200);
    expect(proxied.headers['content-encoding']).toBe('gzip');
    for (const field of ['etag', 'vary', 'cache-control', 'content-type', 'access-control-allow-origin'])
      expect(proxied.headers[field], field).toBe(direct.headers.get(field));
    expect(proxied.headers['strict-transport-security']).toBeDefined();
    expect((await ask(target, { 'accept-encoding': 'gzip', 'if-none-match': proxied.headers.etag ?? '' })).status).toBe(304);
  });

  test('links carry the public address', async () => {
    const { links } = JSON.parse((await ask('/ogc')).body.toString());
    for (const { href } of links) expect(href).toMatch(/^https:\/\/maps\.example\.org\//);
  });

  test('a long page comes whole', async () => {
    const { features } = JSON.parse((await ask('/ogc/collections/locations/items?limit=10000')).body.toString());
    expect(features.length).toBe(2004);
  });

  test('ranges and refusals pass through', async () => {
    expect((await ask('/', { range: 'bytes=0-8' })).body.toString()).toBe('<!doctype');
    const refused = await ask('/ogc', {}, 'DELETE');
    expect(refused.status).toBe(405);
    expect(refused.headers.allow).toContain('GET');
    expect((await ask('/nowhere')).headers['content-type']).toBe('application/problem+json');
  });

  test('an export is read through it, whole and by ranges', async () => {
    const target = '/ogc/collections/locations/export?f=fgb';
    const whole = await ask(target);
    expect([whole.status, Number(whole.headers['content-length'])]).toEqual([200, whole.body.length]);
    const part = await ask(target, { range: 'bytes=100-199', 'if-range': whole.headers.etag ?? '' });
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 100-199/${whole.body.length}`]);
    expect(part.body.equals(whole.body.subarray(100, 200))).toBe(true);
    expect((await ask(target, { 'if-none-match': whole.headers.etag ?? '' })).status).toBe(304);
  });

  test('many connections at once do not run into the limit for one address', async () => {
    const statuses = await Promise.all(Array.from({ length: 150 }, async () => (await ask('/health/live')).status));
    expect(statuses.every((status) => status === 200)).toBe(true);
  });
});
