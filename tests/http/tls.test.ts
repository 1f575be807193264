// HTTPS by the server itself: versions, protocols, deadlines, and a certificate that is replaced while it serves.
import { execFileSync } from 'node:child_process';
import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { get, type RequestOptions } from 'node:https';
import { connect as connectPlainly } from 'node:net';
import path from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store, freePort, type Server } from './support/sojourn.ts';

const store = new Store();
const file = (name: string) => path.join(store.directory, name);

/** A certificate for 127.0.0.1 that signs itself. */
function makeCertificate(name: string, key = name): void {
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...names, '-keyout', file(`${key}.key`), '-out', file(`${name}.pem`)], { stdio: 'ignore' });
}

/** Puts another certificate in place at once, as certificate managers do. */
function install(name: string): void {
  for (const [from, to] of [[`${name}.key`, 'live.key'], [`${name}.pem`, 'live.pem']] as const) {
    copyFileSync(file(from), file(`${to}.new`));
    renameSync(file(`${to}.new`), file(to));
  }
}

let server: Server;
const port = () => Number(new URL(server.url).port);

beforeAll(async () => {
  for (const name of ['first', 'second', 'third']) makeCertificate(name);
  install('first');
  // The test trusts what it made itself.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  server = await store.serveWith({
    TLS_CERTIFICATE: file('live.pem'),
    TLS_KEY: file('live.key'),
    SERVER_HEADER_SECONDS: 4,
    SERVER_WRITE_SECONDS: 4,
  });
});
afterAll(async () => {
  await store.remove();
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
});

function handshake(options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: port(), rejectUnauthorized: false, ...options }, () => resolve(socket));
    socket.once('error', reject);
  });
}

async function subject(): Promise<string | undefined> {
  const socket = await handshake();
  const name = socket.getPeerCertificate().subject.CN;
  socket.destroy();
  return Array.isArray(name) ? name[0] : name;
}

function ask(target: string, options: RequestOptions = {}): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(server.url + target, { rejectUnauthorized: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
    }).once('error', reject);
  });
}

describe('HTTPS', () => {
  test('serves the page and the data, with links that are https', async () => {
    expect((await ask('/')).body.toString()).toContain('<!doctype html>');
    const landing = JSON.parse((await ask('/ogc')).body.toString());
    for (const { href } of landing.links) expect(href).toMatch(/^https:/);
  });

  test('sends large files whole', async () => {
    const script = /\/assets\/[^"]+\.js/.exec((await ask('/')).body.toString())?.[0];
    const plain = await ask(script ?? '/');
    const socket = await handshake();
    socket.write(`HEAD ${script ?? '/'} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    let head = '';
    for await (const chunk of socket) head += String(chunk);
    expect(Number(/Content-Length: (\d+)/.exec(head)?.[1])).toBe(plain.body.length);
  });

  test('is TLS 1.2 with forward secrecy, or 1.3', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await handshake({ minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    }
    const older = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(handshake(older)).rejects.toThrow();
    await expect(handshake({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' })).rejects.toThrow();
  });

  test('speaks HTTP/1.1, and says so to those that ask', async () => {
    const both = await handshake({ ALPNProtocols: ['h2', 'http/1.1'] });
    expect(both.alpnProtocol).toBe('http/1.1');
    both.destroy();
    await expect(handshake({ ALPNProtocols: ['h2'] })).rejects.toThrow();
  });

  test('the gate works as without TLS', async () => {
    const socket = await handshake();
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n');
    let said = '';
    for await (const chunk of socket) said += String(chunk);
    expect(said.match(/HTTP\/1\.1 /g)?.length).toBe(1);
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a client that never shakes hands, or speaks plainly, is let go', async () => {
    for (const words of ['', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n']) {
      await new Promise<void>((resolve) => {
        const socket = connectPlainly(port(), '127.0.0.1', () => socket.write(words));
        socket.on('error', () => undefined);
        socket.resume();
        socket.once('close', () => resolve());
      });
    }
    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/metrics')).body.toString()).toMatch(/sojourn_tls_handshakes_failed_total [1-9]/);
  });
});

test('stopping waits for nobody who has connected and never begun to shake hands', async () => {
  const other = new Store();
  const patient = await other.serveWith({
    TLS_CERTIFICATE: file('first.pem'),
    TLS_KEY: file('first.key'),
    SERVER_HEADER_SECONDS: 3600,
    SERVER_DRAIN_SECONDS: 3600,
  });
  const silent = connectPlainly(Number(new URL(patient.url).port), '127.0.0.1');
  silent.on('error', () => undefined);
  await new Promise<void>((resolve) => silent.once('connect', () => resolve()));
  const closed = new Promise<void>((resolve) => silent.once('close', () => resolve()));
  silent.resume();
  // Either would wait for an hour.
  expect(await patient.stop()).toBe(0);
  await closed;
  await other.remove();
});

describe('a certificate', () => {
  test('that is replaced is used without a restart, and open connections stay', async () => {
    const open = await handshake();
    const live = () =>
      new Promise<string>((resolve) => {
        open.once('data', (chunk: Buffer) => resolve(chunk.toString()));
        open.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
      });
    expect(await live()).toMatch(/^HTTP\/1\.1 200/);
    expect(await subject()).toBe('first');
    install('second');
    await server.until(async () => (await subject()) === 'second', 'the second is used');
    expect(await live()).toMatch(/^HTTP\/1\.1 200/);
    open.destroy();
  });

  test('that cannot be used leaves the one before, and the log says why', async () => {
    writeFileSync(file('live.key'), 'nonsense');
    await server.until(async () => /cannot be reloaded.*tls\.key/.test(server.log), 'the log says why');
    expect(await subject()).toBe('second');
    install('third');
    await server.until(async () => (await subject()) === 'third', 'the third is used');
  });

  test('is read again on SIGHUP', async () => {
    const times = () => server.log.match(/a new certificate is used/g)?.length ?? 0;
    const before = times();
    server.process.kill('SIGHUP');
    await server.until(async () => times() > before, 'it is read again');
    expect(await subject()).toBe('third');
  });

  test.each([
    ['one that is missing', 'absent.pem', 'first.key', /tls\.certificate.*absent\.pem.*cannot be read/],
    ['one that is none', 'first.key', 'first.key', /tls\.certificate.*first\.key is no certificate/],
    ['a key that is none', 'first.pem', 'first.pem', /tls\.key.*first\.pem is no private key/],
    ['a key of another', 'first.pem', 'second.key', /tls\.key.*second\.key is not the key of/],
    ['no key', 'first.pem', '', /belong together/],
  ])('%s stops the server from starting, and says so', async (_, certificate, key, message) => {
    const other = new Store();
    process.env['SOJOURN_TLS_CERTIFICATE'] = certificate && file(certificate);
    process.env['SOJOURN_TLS_KEY'] = key && file(key);
    const finished = other.run('serve', '--listen', `127.0.0.1:${await freePort()}`);
    delete process.env['SOJOURN_TLS_CERTIFICATE'];
    delete process.env['SOJOURN_TLS_KEY'];
    expect(finished.status).toBe(2);
    expect(finished.stderr).toMatch(message);
    await other.remove();
  });
});
